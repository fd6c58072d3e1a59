using Easel.Documents;
using Easel.Server.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Easel.Bench;

/// <summary>The one store that is being measured, in a folder of its own.</summary>
internal static class Stores
{
    private static readonly string Folder = Path.Combine(Root, $"easel-bench-{Guid.NewGuid():N}");

    private static SqliteDocumentStore? sqlite;

    /// <summary>Says on which disk is measured.</summary>
    public static string Root => Environment.GetEnvironmentVariable("EASEL_BENCH_DATA") ?? Path.GetTempPath();

    public static IDocumentStore Open(string kind)
    {
        Close();
        if (kind == "memory") return new MemoryDocumentStore("bench");
        Directory.CreateDirectory(Folder);
        var file = Path.Combine(Folder, "easel.db");
        return sqlite = SqliteDocumentStore.Open(file, new SqliteOptions(), NullLogger.Instance);
    }

    public static void Close()
    {
        sqlite?.Dispose();
        sqlite = null;
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
