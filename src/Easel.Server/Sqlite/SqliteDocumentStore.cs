using System.Collections.Concurrent;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// Documents in one SQLite file: the embedded default. An append is durable with one row in a journal shared by all
/// documents; a shelver moves commits to their documents later. Reads put both together.
/// </summary>
public sealed partial class SqliteDocumentStore : IDocumentStore, IDisposable
{
    private readonly string file;
    private readonly SqliteOptions options;
    private readonly SqliteDocuments documents;
    private readonly SqliteFeed feed = new();
    private readonly SqliteWriter writer;
    private readonly ConcurrentBag<SqliteReader> readers = [];
    private readonly Task resuming;
    private volatile bool isClosed;

    private SqliteDocumentStore(string file, string epoch, SqliteOptions options, ILogger log)
    {
        (this.file, this.options) = (file, options);
        documents = new SqliteDocuments(epoch, options);
        writer = new SqliteWriter(OpenSession, documents, options, log);
        log.Opened(SqliteEngine.Version, file);
        resuming = Task.Run(() => ResumeErasuresAsync(log));
    }

    /// <inheritdoc/>
    public string Epoch => documents.Epoch;

    /// <summary>Opens a database file, making or migrating it.</summary>
    /// <exception cref="UnsafeStorageException">Starting would put data at risk.</exception>
    public static SqliteDocumentStore Open(string file, SqliteOptions options, ILogger log) =>
        new(file, SqliteFile.Prepare(file), options, log);

    /// <inheritdoc/>
    public ValueTask<StoredDocument?> FindAsync(DocumentKey key, CancellationToken ct) =>
        ValueTask.FromResult(Find(key) is { } document ? Describe(document) : null);

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAsync(DocumentRecord record, CancellationToken ct) =>
        await WriteAsync(session => session.TryCreate(record)).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument>> ListAsync(DocumentListing listing, CancellationToken ct)
    {
        var found = Read(reader => reader.List(listing)).Select(Find).OfType<SqliteDocument>();
        return ValueTask.FromResult<IReadOnlyList<StoredDocument>>([.. found.Select(Describe)]);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DocumentKey>> ListKeysAsync(DocumentKey? after, int limit, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<DocumentKey>>(Read(reader => reader.ListKeys(after, limit)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeysAsync(
        DocumentKey key, IReadOnlyList<string> keys, CancellationToken ct)
    {
        var found = new Dictionary<string, KeyUse>();
        if (keys.Count > 0 && Find(key) is { } document)
        {
            foreach (var one in keys)
            {
                if (FindKey(document, one) is { } use) found[one] = use;
            }
        }

        return ValueTask.FromResult<IReadOnlyDictionary<string, KeyUse>>(found);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Commit>> ReadAfterAsync(
        DocumentKey key, Revision after, int bytesMax, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<Commit>>(
            Find(key) is { } document ? [.. ReadAfter(document, after, bytesMax).Select(stored => stored.Commit)] : []);

    /// <inheritdoc/>
    public ValueTask<StoredSnapshot?> ReadSnapshotAsync(DocumentKey key, Revision atOrBefore, CancellationToken ct) =>
        ValueTask.FromResult(
            Find(key) is { } document ? Read(document, reader => reader.Snapshot(document.Id, atOrBefore)) : null);

    /// <inheritdoc/>
    public async ValueTask WriteSnapshotAsync(DocumentKey key, StoredSnapshot snapshot, CancellationToken ct) =>
        await WriteAsync(session =>
        {
            session.WriteSnapshot(key, snapshot);
            return true;
        }).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken ct)
    {
        var write = new AppendWrite(append);
        writer.Enqueue(write);
        return new ValueTask<AppendResult>(write.Done);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(
        string tenant, long after, int limit, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<FeedEntry>>(
            FindFeed(tenant) is { } tail && after < tail.Head ? ReadFeed(tail, after, after + limit) : []);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedHead>> ListFeedsAsync(CancellationToken ct)
    {
        var tenants = Read(reader => FeedRows.Tenants(reader.Connection));
        var heads = tenants.Union(feed.Tails.Select(tail => tail.Tenant)).Order(StringComparer.Ordinal)
            .Select(tenant => new FeedHead(tenant, FindFeed(tenant)?.Head ?? 0)).Where(head => head.Seq > 0);
        return ValueTask.FromResult<IReadOnlyList<FeedHead>>([.. heads]);
    }

    /// <summary>Makes a write durable that changes no document.</summary>
    /// <exception cref="StorageUnavailableException">It could not.</exception>
    public Task ProbeAsync() => WriteAsync(session =>
    {
        session.Probe();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        isClosed = true;

        // It stops at its next read. Going on, it would open files in a folder that its owner may be about to remove.
        ((IAsyncResult)resuming).AsyncWaitHandle.WaitOne();

        // Readers first: the last connection that closes copies the log file into the database file, if it may write.
        while (readers.TryTake(out var reader)) reader.Dispose();
        writer.Dispose();
    }

    private SqliteSession OpenSession()
    {
        var connection = SqliteFile.OpenWriter(file);
        try
        {
            return new SqliteSession(connection, options, documents, feed);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private Task<T> WriteAsync<T>(Func<SqliteSession, T> stage)
    {
        var write = new PlainWrite<T>(stage);
        writer.Enqueue(write);
        return write.Done;
    }

    private FeedTail? FindFeed(string tenant) =>
        feed.Find(tenant, () => Read(reader => FeedRows.Head(reader.Connection, tenant)));

    private List<FeedEntry> ReadFeed(FeedTail tail, long after, long upTo)
    {
        // The tail first: what leaves it between the two reads is then seen twice at worst, never missed.
        var (newest, start) = tail.Read(after, upTo);
        try
        {
            return Read(reader =>
            {
                var runs = after < start
                    ? FeedRows.Read(reader.Connection, tail.Tenant, after, Math.Min(upTo, start))
                    : [];
                return Expand(reader.Connection, runs.Concat(newest));
            });
        }
        catch (FormatException broken)
        {
            throw new StorageUnavailableException($"the order of the commits of {tail.Tenant} cannot be read", broken);
        }
    }

    private static List<FeedEntry> Expand(SqliteConnection db, IEnumerable<(long Number, FeedRun Run)> runs)
    {
        var keys = new Dictionary<long, DocumentKey>();
        var entries = new List<FeedEntry>();
        foreach (var (number, run) in runs)
        {
            if (!keys.TryGetValue(run.Document, out var key))
            {
                key = FeedRows.FindDocument(db, run.Document)
                    ?? throw new FormatException($"document {run.Document} is not there");
                keys.Add(run.Document, key);
            }

            for (var i = 0; i < run.Count; i++) entries.Add(new FeedEntry(number + i, key, run.RevisionAt(i)));
        }

        return entries;
    }

    private SqliteDocument? Find(DocumentKey key)
    {
        var document = documents.Find(key, () => Read(reader => SqliteRows.FindDocument(reader.Connection, key)));
        return document?.Damage is { } finding ? throw new DocumentDamagedException(key, finding) : document;
    }

    private StoredDocument Describe(SqliteDocument document)
    {
        var (record, head) = document.Present;
        var last = head == Revision.Zero ? [] : ReadAfter(document, new Revision(head.Number - 1), bytesMax: 0);
        var updatedAt = last is [var commit, ..] ? commit.Commit.ReadDetails().At : record.CreatedAt;
        return new StoredDocument(record, document.Epoch, head, updatedAt) { Floor = document.Floor };
    }

    private IReadOnlyList<StoredCommit> ReadAfter(SqliteDocument document, Revision after, int bytesMax)
    {
        // The journal first: what is shelved between the two reads is then seen twice at worst, never missed.
        var (tail, start) = document.TailAfter(after);
        IReadOnlyList<StoredCommit> shelved = after < start ? ReadRuns(document, after, start, bytesMax) : [];
        // Runs that were cut off by the limit must not be followed by what comes after the cut.
        var upTo = shelved.Count > 0 ? shelved[^1].Commit.Revision : after;
        if (upTo < start) return shelved;
        var bytes = shelved.Sum(stored => (long)stored.Commit.Line.Length);
        return
        [
            .. shelved,
            .. tail.TakeWhile((stored, i) =>
                (bytes += stored.Commit.Line.Length) <= bytesMax || (i == 0 && shelved.Count == 0)),
        ];
    }

    private List<StoredCommit> ReadRuns(SqliteDocument document, Revision after, Revision upTo, int bytesMax)
    {
        var runs = Read(document, reader => reader.Runs(document.Id, after, upTo, bytesMax));
        if (runs.Count == 0) throw new DocumentDamagedException(document.Record.Key, $"nothing stands after {after}");
        foreach (var stored in runs)
        {
            if (stored.Commit.Revision != after.Next())
                throw new DocumentDamagedException(document.Record.Key, $"a gap after {after}");
            after = stored.Commit.Revision;
        }

        var floor = document.Floor;
        return runs.ConvertAll(stored => stored.Above(floor));
    }

    private KeyUse? FindKey(SqliteDocument document, string key)
    {
        if (document.FindInTail(key) is { } recent) return recent;
        var hash = KeyHash.Of(key);
        if (!document.MayBeShelved(hash, one => Read(one, reader => reader.ShelvedKeys(one.Id)))) return null;
        foreach (var revision in Read(document, reader => reader.FindKey(document.Id, hash)))
        {
            var commit = ReadRuns(document, new Revision(revision.Number - 1), revision, bytesMax: 0);
            if (commit is [{ Key: { } found }] && found.Value == key) return new KeyUse(revision, found.Fingerprint);
        }

        return null;
    }

    /// <summary>Reads of one document: what cannot be read there is damage of that document.</summary>
    private T Read<T>(SqliteDocument document, Func<SqliteReader, T> read)
    {
        try
        {
            return Read(read);
        }
        catch (FormatException broken)
        {
            throw new DocumentDamagedException(document.Record.Key, broken.Message, broken);
        }
        catch (StorageUnavailableException failed)
            when (failed.InnerException is SqliteException { IsCorrupt: true } broken)
        {
            throw new DocumentDamagedException(document.Record.Key, broken.Message, broken);
        }
    }

    private T Read<T>(Func<SqliteReader, T> read)
    {
        if (isClosed) throw new StorageUnavailableException("the store is closed");
        SqliteReader? reader = null;
        try
        {
            reader = readers.TryTake(out var idle) ? idle : new SqliteReader(SqliteFile.OpenReader(file));
            var answer = read(reader);
            if (readers.Count < options.ReadersMax && !isClosed)
            {
                readers.Add(reader);
                reader = null;
            }

            return answer;
        }
        catch (SqliteException failure)
        {
            throw new StorageUnavailableException("a read failed", failure);
        }
        finally
        {
            reader?.Dispose(); // One too many, or one in an unknown state after an error.
        }
    }
}
