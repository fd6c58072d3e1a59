using System.Collections.Concurrent;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// The documents that the store holds in memory, by name. Found by any thread; changed by the writer thread.
/// </summary>
internal sealed class SqliteDocuments(string epoch, SqliteOptions options)
{
    private volatile ConcurrentDictionary<DocumentKey, SqliteDocument> documents = new();
    private volatile HashSet<DocumentKey> uncertain = [];

    // Taken to load and to let go. Without it a document let go in between could be loaded with a head of before.
    private readonly Lock loading = new();
    private long uses;

    public string Epoch => epoch;

    public IEnumerable<SqliteDocument> All => documents.Values;

    /// <summary>Finds a document, reading its row if it is not in memory.</summary>
    public SqliteDocument? Find(DocumentKey key, SqliteConnection db) =>
        Find(key, () => SqliteRows.FindDocument(db, key));

    /// <summary>Finds a document; <paramref name="load"/> reads its row if it is not in memory.</summary>
    /// <exception cref="StorageUnavailableException">Whether its last commit happened is not known yet.</exception>
    public SqliteDocument? Find(DocumentKey key, Func<SqliteDocument?> load)
    {
        if (uncertain.Count > 0 && uncertain.Contains(key))
            throw new StorageUnavailableException("the outcome of a commit is not known yet");
        if (!documents.TryGetValue(key, out var document))
        {
            lock (loading)
            {
                if (!documents.TryGetValue(key, out document) && load() is { } loaded)
                    document = documents.GetOrAdd(key, loaded);
            }
        }

        if (document is not null) document.LastUsed = Interlocked.Increment(ref uses);
        return document;
    }

    /// <summary>Does something at a moment when no document is being loaded.</summary>
    public void WhileNobodyLoads(Action action)
    {
        lock (loading) action();
    }

    /// <summary>Takes over what a transaction made durable.</summary>
    public void Publish(StagedDocument staged)
    {
        var document = documents.GetOrAdd(
            staged.Record.Key,
            static (_, one) => new SqliteDocument(one.Id, one.Record, one.Epoch, Revision.Zero, Revision.Zero),
            staged);
        document.Append(staged.Commits, staged.Record);
    }

    /// <summary>
    /// Lets go of the least recently used ones over the limit, unless the journal holds commits of theirs.
    /// </summary>
    public void Trim()
    {
        if (documents.Count <= options.DocumentsMax) return;
        lock (loading)
        {
            var surplus = documents.Count - (int)(options.DocumentsMax * 0.9);
            foreach (var (key, document) in documents.OrderBy(entry => entry.Value.LastUsed).Take(surplus).ToList())
            {
                if (document is { HasTail: false, Damage: null }) documents.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Starts again from what is durable.</summary>
    /// <returns>The number of the last journal row, and of the rows that prove damage: they must be kept.</returns>
    /// <exception cref="UnsafeStorageException">A journal row cannot be read: nobody can tell whose commits it held.
    /// </exception>
    public (long LastSeq, IReadOnlyCollection<long> Evidence) Recover(SqliteConnection db, SqliteFeed feed)
    {
        lock (loading)
        {
            // Built aside: readers see the documents of before, whose commits are all still true, or all of these.
            var recovered = new ConcurrentDictionary<DocumentKey, SqliteDocument>();
            var rows = new List<(long Seq, SqliteDocument Document)>();
            var order = new List<(string Tenant, FeedRun Run)>();
            var last = FeedRows.ReadThrough(db); // Numbers go on from here, even if no row is left.
            var ordered = last;
            foreach (var (seq, row) in SqliteRows.Journal(db))
            {
                foreach (var entry in ReadJournal(seq, row))
                {
                    var found = SqliteRows.FindDocument(db, entry.Document) ?? throw Unreadable(seq);
                    var document = recovered.GetOrAdd(found.Record.Key, found);
                    document.Recover(entry.Commits);
                    rows.Add((seq, document));
                    if (seq > ordered) order.Add((found.Record.Key.Tenant, entry.Run));
                }

                last = Math.Max(last, seq);
            }

            documents = recovered;
            feed.Recover(db, order);
            uncertain = [];
            return (last, [.. rows.Where(row => row.Document.Damage is not null).Select(row => row.Seq).Distinct()]);
        }
    }

    /// <summary>
    /// A commit failed in a way that leaves open whether it happened. Until the journal was read again, nobody is told
    /// anything about these documents.
    /// </summary>
    public void Doubt(IReadOnlyCollection<DocumentKey> keys)
    {
        lock (loading) uncertain = [.. uncertain, .. keys];
    }

    /// <exception cref="UnsafeStorageException">The row cannot be read.</exception>
    public static List<JournalEntry> ReadJournal(long seq, byte[] row)
    {
        try
        {
            return Sqlite.Journal.Read(Sealed.Open(row, seq));
        }
        catch (FormatException)
        {
            throw Unreadable(seq);
        }
    }

    private static UnsafeStorageException Unreadable(long seq) =>
        new($"Journal row {seq} cannot be read, and nobody can tell whose commits it held. Restore a backup.");
}
