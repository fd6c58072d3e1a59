using System.Buffers;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// The one connection that writes and checkpoints, and its open transaction. SQLite before 3.51.3 can lose commits when
/// a writer and a checkpointer are two connections; here they never are. After any error the session is thrown away.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection db;
    private readonly SqliteOptions options;
    private readonly SqliteDocuments documents;
    private readonly SqliteFeed feed;
    private readonly Shelver shelver;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement insertJournal;
    private readonly SqliteStatement insertDocument;
    private readonly SqliteStatement updateTitle;
    private readonly SqliteStatement probe;
    private readonly SqliteStatement insertSnapshot;
    private readonly List<(SqliteDocument Document, Revision Floor)> erased = [];
    private readonly ArrayBufferWriter<byte> journal = new();
    private readonly Dictionary<DocumentKey, StagedDocument> staged = [];
    private readonly List<(FeedTail Tail, FeedRun Run)> order = [];
    private bool createsDocuments;
    private long seq;
    private int pagesAtCheckpoint;

    public SqliteSession(SqliteConnection db, SqliteOptions options, SqliteDocuments documents, SqliteFeed feed)
    {
        (this.db, this.options, this.documents, this.feed) = (db, options, documents, feed);
        begin = db.Prepare("BEGIN IMMEDIATE");
        commit = db.Prepare("COMMIT");
        insertJournal = db.Prepare("INSERT INTO journal VALUES (?, ?)");
        insertDocument = db.Prepare("""
            INSERT INTO document (tenant, env, kind, name, epoch, title,
                workspace_id, project_id, app_id, surface_id, created_at, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """);
        updateTitle = db.Prepare("UPDATE document SET title = ? WHERE id = ?");
        probe = db.Prepare("INSERT OR REPLACE INTO folder VALUES ('probe', 'written')");
        insertSnapshot = db.Prepare("INSERT OR REPLACE INTO snapshot VALUES (?, ?)");
        (seq, var evidence) = documents.Recover(db, feed);
        shelver = new Shelver(db, options, feed, evidence);
        shelver.Plan(seq, documents.All);
    }

    public bool IsCheckpointDue => PagesSinceCheckpoint >= options.CheckpointPages;

    public bool HasUncheckpointed => PagesSinceCheckpoint > 0;

    // SQLite's counter has 31 bits and starts again from zero.
    private int PagesSinceCheckpoint => (db.PagesWritten - pagesAtCheckpoint) & int.MaxValue;

    public void Begin() => begin.Run();

    /// <summary>Stages an append.</summary>
    /// <returns>False if the head is another; nothing was staged.</returns>
    public bool TryAppend(Append append)
    {
        var key = append.Record.Key;
        if (!staged.TryGetValue(key, out var document))
        {
            document = Stage(documents.Find(key, db), append.Record, append.Head);
            if (document is null) return false;
            staged.Add(key, document);
        }

        if (document.Head != append.Head) return false;
        if (append.Record.Title is { } title && title != document.Record.Title)
        {
            updateTitle.Bind(title).Bind(document.Id).Run();
            document.Record = document.Record with { Title = title };
        }

        IReadOnlyList<StoredCommit> commits = [.. append.Commits.Select(StoredCommit.Of)];
        document.Commits.AddRange(commits);
        var entry = new JournalEntry(document.Id, commits);
        Journal.Write(entry, journal);
        order.Add((feed.Open(key.Tenant, db), entry.Run));
        return true;
    }

    /// <summary>Stages a record.</summary>
    /// <returns>False if the document is there already.</returns>
    public bool TryCreate(DocumentRecord record)
    {
        if (staged.ContainsKey(record.Key) || documents.Find(record.Key, db) is not null) return false;
        staged.Add(record.Key, Create(record));
        return true;
    }

    public void WriteSnapshot(DocumentKey key, StoredSnapshot snapshot)
    {
        // A document of this very transaction is not among the others before it is durable.
        var document = documents.Find(key, db);
        var id = staged.TryGetValue(key, out var fresh) ? fresh.Id : document?.Id;
        if (id is null || snapshot.Revision < document?.Floor) return;
        WriteSnapshot(id.Value, snapshot);
    }

    /// <summary>
    /// Stages a floor and the state there. Until <see cref="FinishErasure"/>, the next start goes on with it.
    /// </summary>
    /// <returns>The document, unless nothing has to be erased.</returns>
    public SqliteDocument? BeginErasure(DocumentKey key, StoredSnapshot floor)
    {
        if (documents.Find(key, db) is not { Damage: null } document) return null;
        if (floor.Revision > document.Floor)
        {
            WriteSnapshot(document.Id, floor);
            Run("UPDATE document SET floor = ? WHERE id = ?", floor.Revision.Number, document.Id);
            Run("INSERT OR REPLACE INTO erasing VALUES (?, ?)", document.Id, floor.Revision.Number);
            erased.Add((document, floor.Revision));
        }

        using var unfinished = db.PrepareOnce("SELECT 1 FROM erasing WHERE document = ?");
        return unfinished.Bind(document.Id).Step() ? document : null;
    }

    /// <summary>Puts rows without what was erased in the place of those that hold it; what left is gone.</summary>
    public void Replace(IReadOnlyList<ErasedRow> rows)
    {
        foreach (var row in rows)
        {
            using var update = db.PrepareOnce(row.IsJournal
                ? "UPDATE journal SET entries = ? WHERE seq = ?"
                : "UPDATE run SET commits = ? WHERE slot = ?");
            update.Bind(row.Bytes.Span).Bind(row.Key).Run();
        }
    }

    public void DeleteSnapshots(long document, Revision below) => Run(
        "DELETE FROM snapshot WHERE slot >= ? AND slot < ?",
        Slot.Of(document, Revision.Zero), Slot.Of(document, below));

    /// <summary>The file holds nothing any more of what was below the floor.</summary>
    public void FinishErasure(long document, Revision floor) =>
        Run("DELETE FROM erasing WHERE document = ? AND floor <= ?", document, floor.Number);

    private void Run(string sql, params ReadOnlySpan<long> values)
    {
        using var statement = db.PrepareOnce(sql);
        foreach (var value in values) statement.Bind(value);
        statement.Run();
    }

    private void WriteSnapshot(long document, StoredSnapshot snapshot)
    {
        var slot = Slot.Of(document, snapshot.Revision);
        var row = new ArrayBufferWriter<byte>(snapshot.State.Length + Sealed.Size);
        row.Write(snapshot.State.Span);
        Sealed.Close(row, slot);
        insertSnapshot.Bind(slot).Bind(row.WrittenSpan).Run();
    }

    /// <summary>Stages a write that always makes the transaction write and sync.</summary>
    public void Probe() => probe.Run();

    /// <summary>Everything that has to be written before the commit itself; an error here applies nothing.</summary>
    public void Prepare()
    {
        if (journal.WrittenCount > 0)
        {
            Sealed.Close(journal, ++seq);
            insertJournal.Bind(seq).Bind(journal.WrittenSpan).Run();
        }

        shelver.Step(journal.WrittenCount);
    }

    /// <summary>Makes the transaction durable, and readers see it. An error here leaves its outcome unknown.</summary>
    public void Commit()
    {
        // A row that is durable before its document is published would be loaded without its journalled commits.
        if (createsDocuments) documents.WhileNobodyLoads(CommitAndPublish);
        else CommitAndPublish();
    }

    private void CommitAndPublish()
    {
        commit.Run();

        var commits = 0;
        foreach (var document in staged.Values)
        {
            commits += document.Commits.Count;
            documents.Publish(document);
        }

        // After the documents: who reads the order finds the commits that it names.
        foreach (var (tail, run) in order) tail.Append(run);
        order.Clear();
        shelver.StepIsDurable();
        foreach (var (document, floor) in erased) document.Erase(floor);
        erased.Clear();
        shelver.Journalled(commits, journal.WrittenCount, seq, documents.All);
        createsDocuments = false;
        staged.Clear();
        journal.ResetWrittenCount();
        documents.Trim();
    }

    /// <summary>Copies the log file into the database file.</summary>
    public void Checkpoint()
    {
        // Readers may have kept some of it back; then the next one comes as soon as as much again was written.
        db.Checkpoint(truncate: false);
        pagesAtCheckpoint = db.PagesWritten;
    }

    /// <summary>
    /// Writes the file anew, so that nothing is left in it but rows: what was deleted, replaced or only moved otherwise
    /// stays readable in free space. Nobody else can write meanwhile.
    /// </summary>
    public void Compact()
    {
        db.Execute("VACUUM");
        if (!db.Checkpoint(truncate: true)) throw new StorageUnavailableException("readers keep the log file in use");
        pagesAtCheckpoint = db.PagesWritten;
    }

    /// <summary>The documents whose fate is unknown if the commit fails.</summary>
    public IReadOnlyCollection<DocumentKey> Staged => staged.Keys;

    public void Dispose() => db.Dispose();

    private StagedDocument? Stage(SqliteDocument? document, DocumentRecord record, Revision head)
    {
        if (document is { Damage: not null }) return null; // Its reader finds out why when it loads it again.
        if (document is not null)
            return new StagedDocument(document.Id, document.Record, document.Epoch, document.Head);
        return head == Revision.Zero ? Create(record) : null;
    }

    private StagedDocument Create(DocumentRecord record)
    {
        createsDocuments = true;
        var ((tenant, env, kind, id), placement, title, createdAt, createdBy) = record;
        insertDocument.Bind(tenant).Bind(env).Bind(kind).Bind(id).Bind(documents.Epoch).Bind(title)
            .Bind(placement.WorkspaceId).Bind(placement.ProjectId).Bind(placement.AppId).Bind(placement.SurfaceId)
            .Bind(createdAt.ToUnixTimeMilliseconds()).Bind(createdBy);
        insertDocument.Step();
        var row = insertDocument.Integer(0);
        insertDocument.Reset();
        return new StagedDocument(row, record, documents.Epoch, Revision.Zero);
    }
}

/// <summary>What a transaction is about to make of a document.</summary>
internal sealed class StagedDocument(long id, DocumentRecord record, string epoch, Revision head)
{
    public long Id => id;

    public string Epoch => epoch;

    public DocumentRecord Record { get; set; } = record;

    public List<StoredCommit> Commits { get; } = [];

    /// <summary>The head that the next append must name.</summary>
    public Revision Head => new(head.Number + Commits.Count);
}
