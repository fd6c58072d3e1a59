using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Easel.Server.DataFolder;

/// <summary>What .NET has no word for. Elsewhere than on Linux the plain way is gone.</summary>
internal static class UnixFile
{
    public const uint NoReplace = 1; // RENAME_NOREPLACE
    public const uint Exchange = 2; // RENAME_EXCHANGE

    private const int WorkingFolder = -100; // AT_FDCWD
    private const int NoEntry = 2, Exists = 17, NoFolder = 20; // ENOENT, EEXIST, ENOTDIR
    private const int Invalid = 22, NoSystemCall = 38; // EINVAL, ENOSYS
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

    /// <summary>Opens a file below a folder, as <see cref="OpenRead"/> does; null if there is none.</summary>
    /// <exception cref="IOException">A link is on the way to it, or it cannot be read.</exception>
    public static SafeFileHandle? TryOpenRead(string root, string file)
    {
        if (!OperatingSystem.IsLinux()) return File.Exists(file) ? File.OpenHandle(file) : null;
        var handle = SysOpen(file, NoFollow | NonBlocking | CloseOnExec);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoEntry or NoFolder ? null : throw new IOException($"open: error {error}", error);
        }

        RequireIsAt(handle, root, file);
        return handle;
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

    /// <summary>A folder is where it should be: no link is on the way to it from the root, nor in its place.</summary>
    public static void RequireFolderIsAt(string root, string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var handle = SysOpen(folder, CloseOnExec);
        if (handle.IsInvalid) throw new IOException($"open: error {Marshal.GetLastPInvokeError()}");
        if (folder != root) RequireIsAt(handle, root, folder);
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
