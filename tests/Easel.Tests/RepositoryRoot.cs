using System.Runtime.CompilerServices;

namespace Easel.Tests;

/// <summary>The folder that holds Easel.slnx, for tests that read the repository itself.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Above(AppContext.BaseDirectory) ?? Above(ThisFile())
        ?? throw new DirectoryNotFoundException("No folder above the tests holds Easel.slnx.");

    private static string? Above(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Easel.slnx")))
            folder = folder.Parent;
        return folder?.FullName;
    }

    // With --artifacts-path the tests run outside the repository; where they were compiled from still tells.
    private static string ThisFile([CallerFilePath] string path = "") => path;
}
