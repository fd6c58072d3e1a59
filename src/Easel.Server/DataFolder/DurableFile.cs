using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Easel.Server.DataFolder;

/// <summary>
/// Syncs that tell when they fail: on Linux the file classes of .NET ignore an error of <c>fsync</c>, and what they
/// call flushed may be lost.
/// </summary>
internal static class DurableFile
{
    private const int Interrupted = 4; // EINTR
    private const int ReadOnly = 0; // O_RDONLY
    private const int NoSpace = 28, OverQuota = 122; // ENOSPC, EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a file that only its owner can read, whole and durable, or not at all.</summary>
    /// <exception cref="IOException">It may not be there, or it was there before.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: false);

    /// <summary>The same for a file that may be there: afterwards it is what it was, or the new one.</summary>
    /// <exception cref="IOException">It may be either.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: true);

    /// <exception cref="IOException">What was written may not be on the disk.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows()) RandomAccess.FlushToDisk(file);
        else Check(() => SysSync(file), "fsync");
    }

    /// <summary>Whether a file could not be written for want of room.</summary>
    public static bool IsFull(Exception failure) => failure.HResult is NoSpace or OverQuota or WindowsDiskFull;

    /// <summary>Makes new names in a folder durable. Windows has no such thing and needs none.</summary>
    /// <exception cref="IOException">They may not be on the disk.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = SysOpen(folder, ReadOnly);
        if (handle.IsInvalid) throw new IOException($"open {folder}: error {Marshal.GetLastPInvokeError()}");
        Check(() => SysSync(handle), "fsync of the folder");
    }

    private static void Write(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        var next = path + ".next";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(next, options))
        {
            file.Write(content);
            file.Flush();
            Sync(file.SafeFileHandle);
        }

        File.Move(next, path, overwrite);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void Check(Func<int> call, string what)
    {
        while (call() != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException($"{what}: error {error}", error);
        }
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SysSync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle SysOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
