using Easel.Documents;
using Easel.Server.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Easel.Tests.Contracts.Sqlite;

/// <summary>A SQLite store in a folder of its own.</summary>
internal sealed class SqliteHost : DurableHost
{
    private readonly string folder;
    private readonly SqliteOptions options;
    private readonly bool ownsFolder;
    private SqliteDocumentStore store;

    private SqliteHost(string folder, SqliteOptions options, bool ownsFolder)
    {
        (this.folder, this.options, this.ownsFolder) = (folder, options, ownsFolder);
        store = Open();
    }

    public override IDocumentStore Store => store;

    public string File => Path.Combine(folder, "easel.db");

    public static SqliteHost Calm() => With(new SqliteOptions());

    /// <summary>Everything that happens now and then happens with every write here.</summary>
    public static SqliteHost Restless() => With(new SqliteOptions
    {
        BatchMax = 5,
        TailCommits = 8,
        TailBytes = 2_048,
        ShelfStepBytes = 1_024,
        CheckpointPages = 100,
        DocumentsMax = 3,
        ReadersMax = 2,
    });

    public static SqliteHost With(SqliteOptions options) =>
        new(Directory.CreateTempSubdirectory("easel-store-").FullName, options, ownsFolder: true);

    /// <summary>A store in a folder that somebody else made and removes.</summary>
    public static SqliteHost In(string folder, SqliteOptions options) => new(folder, options, ownsFolder: false);

    public override void Reopen()
    {
        store.Dispose();
        store = Open();
    }

    /// <summary>
    /// Without writes in between the log file does not change, so file after file is as good as all at once.
    /// </summary>
    public override DurableHost OpenCopy()
    {
        var copy = Directory.CreateTempSubdirectory("easel-store-").FullName;
        // The index of the log (-shm) lives in memory that a crash would take with it.
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) != ".db-shm"))
            System.IO.File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return new SqliteHost(copy, options, ownsFolder: true);
    }

    public void Close() => store.Dispose();

    /// <summary>Runs SQL on the file, on a connection of its own.</summary>
    public string? Sql(string sql)
    {
        using var db = SqliteConnection.Open(File, writable: true);
        return db.Scalar(sql);
    }

    public override void Dispose()
    {
        base.Dispose();
        store.Dispose();
        if (ownsFolder) Directory.Delete(folder, recursive: true);
    }

    private SqliteDocumentStore Open() => SqliteDocumentStore.Open(File, options, NullLogger.Instance);
}
