using System.Diagnostics;

namespace Easel.Tests.Faults;

/// <summary>
/// A file system in a file. What was not synced is in the memory of the system and not in the file, so a copy of the
/// file is what a power cut would have left.
/// </summary>
internal sealed class LoopDisk : IDisposable
{
    private const long Size = 512L << 20;

    private readonly string image;
    private bool isMounted;

    private LoopDisk(string image, string folder) => (this.image, Folder) = (image, folder);

    public string Folder { get; }

    /// <returns>Null where none may be mounted.</returns>
    public static LoopDisk? TryMake()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return null;
        var disk = New();
        using (var file = File.Create(disk.image)) file.SetLength(Size);
        if (TryRun("mkfs.ext4", "-q", disk.image) && disk.TryMount()) return disk;
        disk.Dispose();
        return null;
    }

    /// <summary>What would be on it if the power were cut now. Nothing may be written to it meanwhile.</summary>
    public LoopDisk Cut()
    {
        var cut = New();
        if (TryRun("cp", "--sparse=always", image, cut.image) && cut.TryMount()) return cut;
        cut.Dispose();
        throw new IOException("The disk could not be copied, or its copy not be mounted.");
    }

    public void Dispose()
    {
        if (isMounted) TryRun("umount", "-l", Folder);
        isMounted = false;
        if (Directory.Exists(Folder)) Directory.Delete(Folder);
        File.Delete(image);
    }

    private static LoopDisk New()
    {
        var folder = Directory.CreateTempSubdirectory("easel-loop-").FullName;
        return new LoopDisk(folder + ".img", folder);
    }

    /// <summary>The file system writes nothing by itself while a test runs: only what is synced is there.</summary>
    private bool TryMount() => isMounted = TryRun("mount", "-o", "loop,commit=300", image, Folder);

    private static bool TryRun(string program, params string[] arguments)
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
