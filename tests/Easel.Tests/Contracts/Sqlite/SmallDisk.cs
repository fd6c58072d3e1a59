using System.Diagnostics;

namespace Easel.Tests.Contracts.Sqlite;

/// <summary>A disk in memory, small enough to be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <returns>Null where it may not be mounted.</returns>
    public static SmallDisk? TryMount(int mebibytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return null;
        var folder = Directory.CreateTempSubdirectory("easel-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "easel-test", folder)) return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    /// <summary>Fills it up to so many bytes.</summary>
    public void Fill(long leave)
    {
        using var ballast = File.Create(Ballast);
        var block = new byte[4_096];
        while (new DriveInfo(Folder).AvailableFreeSpace >= leave + block.Length)
        {
            ballast.Write(block);
            ballast.Flush();
        }
    }

    public void Free() => File.Delete(Ballast);

    /// <summary>Lets nobody write, whoever they are; or everybody again.</summary>
    public void SetReadOnly(bool isReadOnly) => Run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Folder);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program here.
        }
    }
}
