using BenchmarkDotNet.Attributes;
using Easel.Documents;
using Easel.Server.Sqlite;

namespace Easel.Bench;

/// <summary>
/// What would the obvious layout cost, a row for each commit and one for each key, in the shape of
/// <see cref="AppendBenchmarks"/> 200x32? The journal has to be worth its complexity. Checkpoints are left to SQLite.
/// </summary>
public class LayoutBenchmarks
{
    private const int Documents = 200;
    private const int TransactionCommits = 32;
    private const int RoundTransactions = 100;

    private readonly string folder = Path.Combine(Stores.Root, $"easel-layout-{Guid.NewGuid():N}");

    private readonly long[] heads = new long[Documents];
    private Action append = () => { };
    private Action close = () => { };
    private ProcessorTime used = new();
    private int next;

    [GlobalSetup]
    public void Setup()
    {
        Directory.CreateDirectory(folder);
        var db = SqliteConnection.Open(Path.Combine(folder, "layout.db"), writable: true);
        db.Scalar("PRAGMA journal_mode = wal");
        db.Execute("""
            PRAGMA synchronous = FULL;
            CREATE TABLE commits (
              document INTEGER, rev INTEGER, line BLOB, PRIMARY KEY (document, rev)) WITHOUT ROWID;
            CREATE TABLE keys (
              document INTEGER, name TEXT, rev INTEGER, fingerprint BLOB, PRIMARY KEY (document, name)) WITHOUT ROWID;
            """);
        var begin = db.Prepare("BEGIN IMMEDIATE");
        var insertCommit = db.Prepare("INSERT INTO commits VALUES (?, ?, ?)");
        var insertKey = db.Prepare("INSERT INTO keys VALUES (?, ?, ?, ?)");
        var commit = db.Prepare("COMMIT");
        append = () =>
        {
            begin.Run();
            for (var i = 0; i < TransactionCommits; i++) Insert(insertCommit, insertKey);
            commit.Run();
        };
        close = db.Dispose;
        used = new ProcessorTime();
    }

    [Benchmark(OperationsPerInvoke = RoundTransactions * TransactionCommits)]
    public void Append()
    {
        for (var i = 0; i < RoundTransactions; i++) append();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        used.Print("a row a commit and a row a key", next);
        close();
        Directory.Delete(folder, recursive: true);
    }

    private void Insert(SqliteStatement insertCommit, SqliteStatement insertKey)
    {
        var document = next++ % Documents;
        var one = Samples.Commit(new Revision(++heads[document]), $"canvas-{document}");
        insertCommit.Bind(document).Bind(heads[document]).Bind(one.Line.Span).Run();
        // Random as clients' keys are: the tree of keys is touched everywhere.
        insertKey.Bind(document).Bind($"{Guid.NewGuid()}").Bind(heads[document]).Bind(one.Key!.Fingerprint.Span).Run();
    }
}
