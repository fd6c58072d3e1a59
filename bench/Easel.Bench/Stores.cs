using Easel.Documents;
using Easel.Server.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Easel.Bench;

/// <summary>The one store that is being measured, in a folder of its own. EASEL_BENCH_DATA says on which disk.</summary>
internal static class Stores
{
    private static readonly string Folder = Path.Combine(
        Environment.GetEnvironmentVariable("EASEL_BENCH_DATA") ?? Path.GetTempPath(), $"easel-bench-{Guid.NewGuid():N}");

    private static SqliteDocumentStore? sqlite;

    public static IDocumentStore Open(string kind)
    {
        Close();
        if (kind == "memory") return new MemoryDocumentStore("bench");
        Directory.CreateDirectory(Folder);
        return sqlite = SqliteDocumentStore.Open(Path.Combine(Folder, "easel.db"), new SqliteOptions(), NullLogger.Instance);
    }

    public static void Close()
    {
        sqlite?.Dispose();
        sqlite = null;
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
