using System.Security.Cryptography;
using Easel.Documents.Maps;
using Easel.Server.DataFolder;

namespace Easel.Server.Maps;

/// <summary>What a file holds, and a name for just that.</summary>
internal sealed record ReadFile(byte[] Bytes, string Hash);

/// <summary>
/// Files below a folder that nobody can lead out of: below it no link is followed, whoever made it (SPEC MP6).
/// </summary>
internal static class MapDisk
{
    /// <summary>Bytes of a file, white space included: a map of the largest size, indented.</summary>
    public const int FileBytesMax = (int)MapLimits.ContentBytesMax * 4;

    private const int DepthMax = 16;

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads a file; null if there is none.</summary>
    /// <exception cref="IOException">It cannot be read, is too large, or a link is on the way to it.</exception>
    public static ReadFile? Read(string root, string file, int bytesMax = FileBytesMax)
    {
        if (!IsThere(root, file)) return null;
        using var handle = UnixFile.OpenRead(file);
        UnixFile.RequireIsAt(handle, root, file);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        using var bytes = new MemoryStream((int)Math.Min(stream.Length, FileBytesMax));
        var piece = new byte[1 << 16];
        while (stream.Read(piece) is > 0 and var count)
        {
            if (bytes.Length + count > bytesMax) throw new IOException("The file is too large.");
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
        return [.. new DirectoryInfo(root).EnumerateFiles(pattern, options)
            .OrderBy(file => file.FullName, StringComparer.Ordinal).Take(countMax)];
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

        // Another program may remove the file between two looks, which makes it none, and no folder.
        return Directory.Exists(file) ? throw new IOException("This is a folder.") : File.Exists(file);
    }
}
