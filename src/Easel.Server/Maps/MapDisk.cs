using System.Security.Cryptography;
using Easel.Documents.Maps;
using Easel.Server.DataFolder;

namespace Easel.Server.Maps;

/// <summary>What a file holds, and a name for just that.</summary>
internal sealed record ReadFile(byte[] Bytes, string Hash);

/// <summary>
/// Files below a folder that nobody can lead out of: below it no link is followed, whoever made it. A file is replaced
/// whole and durably, and only while it is the one that was expected (SPEC MP6).
/// </summary>
internal static class MapDisk
{
    /// <summary>Bytes of a file, white space included: a map of the largest size, indented.</summary>
    public const int FileBytesMax = (int)MapLimits.ContentBytesMax * 4;

    private const int DepthMax = 16;

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads a file; null if there is none.</summary>
    /// <exception cref="IOException">It cannot be read, is too large, or a link is on the way to it.</exception>
    public static ReadFile? Read(string root, string file)
    {
        if (!IsThere(root, file)) return null;
        using var handle = UnixFile.OpenRead(file);
        UnixFile.RequireIsAt(handle, root, file);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        using var bytes = new MemoryStream((int)Math.Min(stream.Length, FileBytesMax));
        var piece = new byte[1 << 16];
        while (stream.Read(piece) is > 0 and var count)
        {
            if (bytes.Length + count > FileBytesMax) throw new IOException("The file is too large.");
            bytes.Write(piece, 0, count);
        }

        var all = bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
        return new ReadFile(all, HashOf(all));
    }

    /// <summary>Something that changes when a file does, without reading it; null if there is none.</summary>
    public static (DateTime, long)? MarkOf(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : null;
    }

    /// <summary>Replaces a file by another content, or makes it.</summary>
    /// <param name="expected">The hash of what may be replaced; null if nothing may be there.</param>
    /// <param name="mayOverwrite">Replaces whatever is there.</param>
    /// <returns>False if something else was there; it still is.</returns>
    /// <exception cref="IOException">The file may be the old or the new one, but is whole.</exception>
    public static bool TryReplace(
        string root, string file, ReadOnlySpan<byte> content, string? expected, bool mayOverwrite)
    {
        var folder = Path.GetDirectoryName(file)!;
        _ = IsThere(root, file); // Before a folder is made behind a link, too.
        Directory.CreateDirectory(folder);
        var next = TemporaryOf(folder, file);
        try
        {
            Write(root, next, content, file);
            if (!TryTakePlace(root, next, file, expected, mayOverwrite)) return false;
            DurableFile.SyncFolder(folder);
            return true;
        }
        finally
        {
            File.Delete(next);
        }
    }

    /// <summary>Files below a folder in order of their paths, without links; at most so many.</summary>
    public static List<FileInfo> List(string root, string pattern, int countMax)
    {
        if (!Directory.Exists(root)) return [];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = DepthMax,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
            MatchCasing = MatchCasing.CaseInsensitive,
        };
        return [.. new DirectoryInfo(root).EnumerateFiles(pattern, options).Take(countMax)
            .OrderBy(file => file.FullName, StringComparer.Ordinal)];
    }

    /// <summary>The path of a listed file, as requests name it.</summary>
    public static string PathOf(string root, FileInfo file) =>
        Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Whether something is there; a link on the way, or in its place, is an error.</summary>
    /// <exception cref="IOException">It is there, but is no file of the folder.</exception>
    public static bool IsThere(string root, string file)
    {
        var at = root;
        foreach (var name in Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar))
        {
            if (name == "..") throw new IOException("The file is outside of its folder.");
            at = Path.Join(at, name);
            var info = new FileInfo(at);
            if (info.LinkTarget is not null) throw new IOException("A link is not followed.");
            if (!info.Exists && !Directory.Exists(at)) return false;
            if (info.Exists && at.Length < file.Length) throw new IOException("A file is no folder.");
        }

        return File.Exists(file) ? true : throw new IOException("This is a folder.");
    }

    /// <summary>A name that nobody else uses; what a killed server left behind goes.</summary>
    private static string TemporaryOf(string folder, string file)
    {
        var start = $".{Path.GetFileName(file)}.";
        foreach (var left in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            if (Path.GetFileName(left).StartsWith(start, StringComparison.Ordinal)) File.Delete(left);
        }

        return Path.Join(folder, $"{start}{Guid.NewGuid():N}.tmp");
    }

    private static void Write(string root, string next, ReadOnlySpan<byte> content, string replaces)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && File.Exists(replaces))
            options.UnixCreateMode = File.GetUnixFileMode(replaces);
        using var stream = new FileStream(next, options);
        UnixFile.RequireIsAt(stream.SafeFileHandle, root, next);
        stream.Write(content);
        stream.Flush();
        DurableFile.Sync(stream.SafeFileHandle);
    }

    /// <summary>
    /// Where the system can, both files change places in one step. So what is taken out can be looked at, and put back,
    /// if somebody has put it there in the moment before.
    /// </summary>
    private static bool TryTakePlace(string root, string next, string file, string? expected, bool mayOverwrite)
    {
        if (!File.Exists(file))
        {
            if (UnixFile.TryRename(next, file, UnixFile.NoReplace) is { } isMoved) return isMoved;
            File.Move(next, file, overwrite: mayOverwrite);
            return true;
        }

        if (mayOverwrite || UnixFile.TryRename(next, file, UnixFile.Exchange) is not { } isExchanged)
        {
            if (!mayOverwrite && Read(root, file)?.Hash != expected) return false;
            File.Move(next, file, overwrite: true);
            return true;
        }

        if (!isExchanged) return false;
        if (Read(root, next)?.Hash == expected) return true;
        _ = UnixFile.TryRename(next, file, UnixFile.Exchange);
        return false;
    }
}
