namespace Easel.Tests.Faults;

/// <summary>A data folder that outlives the servers on it, and is gone after the test.</summary>
internal sealed class FaultFolder : IDisposable
{
    private FaultFolder(string path) => Path = path;

    public string Path { get; }

    public static FaultFolder Create() => new(Directory.CreateTempSubdirectory("easel-faults-").FullName);

    /// <summary>The files of another one, as they are now.</summary>
    public static FaultFolder CopyOf(string folder)
    {
        var copy = Create();
        foreach (var file in Directory.EnumerateFiles(folder))
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
