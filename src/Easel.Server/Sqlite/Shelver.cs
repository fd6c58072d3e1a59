using System.Buffers;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// Moves commits from the journal, where they became durable in the order of time, to runs, where they stand by
/// document. It works in small steps inside transactions that are being made anyway, so it costs no sync of its own and
/// nobody waits for it. Until a step is durable the journal row stands, and after a crash the journal is simply read
/// again.
/// </summary>
internal sealed class Shelver(
    SqliteConnection db, SqliteOptions options, SqliteFeed feed, IReadOnlyCollection<long> evidence)
{
    private const int RunBytesMax = 32 * 1_024;

    private readonly SqliteStatement insertRun = db.Prepare("INSERT INTO run VALUES (?, ?)");
    private readonly SqliteStatement deleteJournal = db.Prepare(
        $"DELETE FROM journal WHERE seq <= ? AND seq NOT IN ({string.Join(", ", evidence)})");
    private readonly KeyPages keys = new(db);
    private readonly Queue<(SqliteDocument Document, Revision UpTo)> planned = new();
    private readonly List<(SqliteDocument Document, Revision UpTo, List<long> Hashes)> moved = [];
    private readonly List<(FeedTail Tail, long UpTo)> plannedFeeds = [];
    private readonly List<(FeedTail Tail, long UpTo)> movedFeeds = [];
    private long plannedSeq;
    private long tailCommits;
    private long tailBytes;

    /// <summary>Counts what the journal received; when it is enough, plans to move all that it holds.</summary>
    public void Journalled(int commits, long bytes, long seq, IEnumerable<SqliteDocument> documents)
    {
        tailCommits += commits;
        tailBytes += bytes;
        if (planned.Count > 0 || (tailCommits < options.TailCommits && tailBytes < options.TailBytes)) return;
        (tailCommits, tailBytes) = (0, 0);
        Plan(seq, documents);
    }

    /// <summary>Plans to move all that the journal holds.</summary>
    public void Plan(long seq, IEnumerable<SqliteDocument> documents)
    {
        plannedSeq = seq;
        plannedFeeds.Clear();
        plannedFeeds.AddRange(feed.Tails.Select(tail => (tail, tail.Head)));
        foreach (var document in documents.Where(document => document is { HasTail: true, Damage: null }))
            planned.Enqueue((document, document.Head));
    }

    /// <summary>
    /// Moves some documents, inside the transaction. At least twice what arrived, or the journal would grow.
    /// </summary>
    public void Step(long arrivedBytes)
    {
        moved.Clear();
        var budget = Math.Max(options.ShelfStepBytes, 2 * arrivedBytes);
        foreach (var (document, upTo) in planned)
        {
            if (budget <= 0) break;
            budget -= Move(document, upTo);
        }

        if (moved.Count == 0 || moved.Count < planned.Count) return;
        MoveFeeds();
        deleteJournal.Bind(plannedSeq).Run();
    }

    /// <summary>The step is durable: readers find those commits in the runs now.</summary>
    public void StepIsDurable()
    {
        foreach (var (document, upTo, hashes) in moved)
        {
            document.Shelved(upTo, hashes);
            planned.Dequeue();
        }

        moved.Clear();
        foreach (var (tail, upTo) in movedFeeds) tail.Shelved(upTo);
        movedFeeds.Clear();
    }

    /// <summary>The journal rows that go were the order of their commits.</summary>
    private void MoveFeeds()
    {
        movedFeeds.Clear();
        foreach (var (tail, upTo) in plannedFeeds)
        {
            var (runs, start) = tail.Read(0, upTo);
            if (runs.Count == 0) continue;
            FeedRows.Write(db, tail.Tenant, start, runs.Select(one => one.Run));
            movedFeeds.Add((tail, upTo));
        }

        FeedRows.WriteThrough(db, plannedSeq);
    }

    private long Move(SqliteDocument document, Revision upTo)
    {
        var (commits, start) = document.TailAfter(Revision.Zero);
        var count = (int)(upTo.Number - start.Number);
        var entries = new List<(long Hash, long Revision)>();
        var run = new List<StoredCommit>();
        long size = 0, runSize = 0;
        foreach (var commit in commits.Take(count))
        {
            run.Add(commit);
            size += commit.Size;
            runSize += commit.Size;
            if (commit.Key is { } key) entries.Add((KeyHash.Of(key.Value), commit.Commit.Revision.Number));
            if (runSize < RunBytesMax) continue;
            Insert(document.Id, run);
            run.Clear();
            runSize = 0;
        }

        if (run.Count > 0) Insert(document.Id, run);
        List<long> hashes = [.. entries.Select(entry => entry.Hash)];
        keys.Add(document.Id, upTo, entries);
        moved.Add((document, upTo, hashes));
        return size;
    }

    private void Insert(long document, List<StoredCommit> run)
    {
        var slot = Slot.Of(document, run[^1].Commit.Revision);
        var row = new ArrayBufferWriter<byte>();
        Journal.WriteRun(run, row);
        Sealed.Close(row, slot);
        insertRun.Bind(slot).Bind(row.WrittenSpan).Run();
    }
}
