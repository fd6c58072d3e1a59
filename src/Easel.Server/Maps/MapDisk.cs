using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Easel.Documents.Maps;
using Easel.Server.DataFolder;
using Microsoft.Win32.SafeHandles;

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
        using var bytes = new MemoryStream();
        var piece = new byte[1 << 16];
        while (stream.Read(piece) is > 0 and var count)
        {
            if (bytes.Length + count > FileBytesMax) throw new IOException("The file is too large.");
            bytes.Write(piece, 0, count);
        }

        var all = bytes.ToArray();
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

/// <summary>What .NET has no word for. Elsewhere than on Linux the plain way is gone.</summary>
internal static class UnixFile
{
    public const uint NoReplace = 1; // RENAME_NOREPLACE
    public const uint Exchange = 2; // RENAME_EXCHANGE

    private const int WorkingFolder = -100; // AT_FDCWD
    private const int NoEntry = 2, Exists = 17, Invalid = 22, NoSystemCall = 38; // ENOENT, EEXIST, EINVAL, ENOSYS
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000; // O_NONBLOCK, O_CLOEXEC

    // O_NOFOLLOW is one of the flags that machines number differently.
    private static int NoFollow => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm
        ? 0x8000
        : 0x20000;

    /// <summary>Opens a file without following a link, and without waiting for the other end of a pipe.</summary>
    public static SafeFileHandle OpenRead(string file)
    {
        if (!OperatingSystem.IsLinux()) return File.OpenHandle(file);
        var handle = SysOpen(file, NoFollow | NonBlocking | CloseOnExec);
        return !handle.IsInvalid ? handle
            : throw new IOException($"open: error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>An open file is where it should be, however the folders on the way were changed meanwhile.</summary>
    public static void RequireIsAt(SafeFileHandle handle, string root, string file)
    {
        if (!OperatingSystem.IsLinux()) return;

        // The folder itself may be reached by links: those are the operator's.
        using var folder = SysOpen(root, CloseOnExec);
        var expected = Path.Join(PathOf(folder), Path.GetRelativePath(root, file));
        if (PathOf(handle) != expected) throw new IOException("The file is not where it should be.");
    }

    /// <summary>Where an open file is; one that somebody has replaced meanwhile, where it was.</summary>
    private static string? PathOf(SafeFileHandle handle)
    {
        const string Replaced = " (deleted)";
        var link = new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget;
        return link?.EndsWith(Replaced, StringComparison.Ordinal) == true ? link[..^Replaced.Length] : link;
    }

    /// <returns>Null if the system has no such call here; false if the flag does not fit what is there.</returns>
    public static bool? TryRename(string from, string to, uint flag)
    {
        if (!OperatingSystem.IsLinux()) return null;
        if (SysRename(WorkingFolder, from, WorkingFolder, to, flag) == 0) return true;
        return Marshal.GetLastPInvokeError() switch
        {
            Exists or NoEntry => false,
            Invalid or NoSystemCall => null,
            var error => throw new IOException($"rename: error {error}"),
        };
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle SysOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SysRename(
        int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);
}
