namespace Easel.Server.Studio;

/// <summary>
/// The built studio, in memory. Only what was there when it was first asked for is ever served, so no path of a request
/// reaches the disk.
/// </summary>
internal sealed class StudioFiles
{
    /// <summary>A built studio is a few megabytes; a folder with more is some other folder.</summary>
    public const int FilesMax = 200;

    private const long BytesMax = 64L << 20;
    private const string Page = "index.html";

    private readonly Lazy<Built> built;

    public StudioFiles(ServerSettings settings)
    {
        var folder = settings.Studio ?? Path.Combine(AppContext.BaseDirectory, "studio");
        // Lazy, because most starts of the server are for commands and tests that never show a page. All at once,
        // because a page and the scripts of another build do not fit together.
        built = new(() => new Built(ReadPage(folder), ReadAssets(Path.Combine(folder, "assets"))));
    }

    /// <summary>The page itself; null if the studio was not built.</summary>
    public StudioFile? Index => built.Value.Page;

    /// <summary>A script, style or picture. Its name holds a hash of its content.</summary>
    public StudioFile? FindAsset(string name) => built.Value.Assets.GetValueOrDefault(name);

    private static StudioFile? ReadPage(string folder)
    {
        var path = Path.Combine(folder, Page);
        return File.Exists(path) ? StudioFile.Read(path) : null;
    }

    private static Dictionary<string, StudioFile> ReadAssets(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        var files = new DirectoryInfo(folder).GetFiles();
        if (files.Length > FilesMax || files.Sum(file => file.Length) > BytesMax)
            throw new InvalidOperationException($"{folder} is not the folder of a built studio: it holds too much.");
        return files.ToDictionary(file => file.Name, file => StudioFile.Read(file.FullName), StringComparer.Ordinal);
    }

    private sealed record Built(StudioFile? Page, Dictionary<string, StudioFile> Assets);
}
