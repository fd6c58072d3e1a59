using System.Text;
using System.Text.Json;
using Easel.Server.Wire;

namespace Easel.Server.DataFolder;

/// <summary>Which process has a folder.</summary>
/// <param name="Url">Where it serves; null if it is a command that will soon be done.</param>
/// <param name="AdminUrl">Where its admin listener is, if it has one.</param>
internal sealed record Holder(int ProcessId, string? Url, string? AdminUrl)
{
    public override string ToString() => Url is null
        ? $"process {ProcessId}, which runs a command on it"
        : $"process {ProcessId}, which serves it at {Url}";
}

/// <summary>The folder for everything that must outlive the process. Only its owner can look into it.</summary>
internal sealed class ServedFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public bool Exists => Directory.Exists(Path);

    public string Database => In("easel.db");

    public string Configuration => In("easel.json");

    /// <summary>
    /// The environment that it was last served as: commands that run without a server, and a start that names none, go
    /// on in it. Null before the first time.
    /// </summary>
    public string? Environment
    {
        get => File.Exists(In("environment")) ? File.ReadAllText(In("environment")).Trim() : null;
        set
        {
            if (Environment != value) DurableFile.Replace(In("environment"), Encoding.UTF8.GetBytes($"{value}\n"));
        }
    }

    internal string LockFile => In("easel.lock");

    // Beside the lock, because nobody else can read a file that is locked.
    internal string HolderFile => In("server.json");

    public void Create()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, OwnerOnly);
    }

    /// <summary>Takes the folder for this process.</summary>
    /// <returns>Null if another process has it.</returns>
    public FolderLock? TryLock()
    {
        Create();
        try
        {
            // The system gives the lock back when the process ends, however it ends.
            var file = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new FolderLock(this, file);
        }
        catch (IOException) when (File.Exists(LockFile))
        {
            return null;
        }
    }

    /// <summary>Who has the folder, if it has said so already.</summary>
    public Holder? ReadHolder()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(HolderFile), WireJson.Default.Holder);
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
