using System.Collections.Concurrent;

namespace Easel.Documents;

/// <summary>The reference implementation of the store contract. It forgets everything with the process.</summary>
public sealed class MemoryDocumentStore(string epoch) : IDocumentStore
{
    private static readonly Comparer<DocumentKey> InOrder = Comparer<DocumentKey>.Create(static (a, b) =>
        string.CompareOrdinal($"{a.Tenant}\0{a.Env}\0{a.Kind}\0{a.Id}", $"{b.Tenant}\0{b.Env}\0{b.Kind}\0{b.Id}"));

    private readonly ConcurrentDictionary<DocumentKey, Entry> documents = new();
    private readonly ConcurrentDictionary<string, Feed> feeds = new();

    /// <inheritdoc/>
    public string Epoch => epoch;

    /// <inheritdoc/>
    public ValueTask<StoredDocument?> FindAsync(DocumentKey key, CancellationToken ct) =>
        ValueTask.FromResult(documents.TryGetValue(key, out var entry) ? entry.Describe(epoch) : null);

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(DocumentRecord record, CancellationToken ct) =>
        ValueTask.FromResult(documents.TryAdd(record.Key, new Entry(record)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredDocument>> ListAsync(DocumentListing listing, CancellationToken ct)
    {
        var found = documents.Values.Select(entry => entry.Describe(epoch))
            .Where(document => document.Record.Key is var key
                && key.Tenant == listing.Tenant && key.Env == listing.Env && key.Kind == listing.Kind
                && document.Record.Placement.IsIn(listing.Within)
                && (listing.AfterId is null || string.CompareOrdinal(key.Id, listing.AfterId) > 0))
            .OrderBy(document => document.Record.Key.Id, StringComparer.Ordinal)
            .Take(listing.Limit);
        return ValueTask.FromResult<IReadOnlyList<StoredDocument>>([.. found]);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DocumentKey>> ListKeysAsync(DocumentKey? after, int limit, CancellationToken ct)
    {
        var keys = documents.Keys.Order(InOrder).Where(key => after is null || InOrder.Compare(key, after) > 0);
        return ValueTask.FromResult<IReadOnlyList<DocumentKey>>([.. keys.Take(limit)]);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeysAsync(
        DocumentKey key, IReadOnlyList<string> keys, CancellationToken ct)
    {
        var found = new Dictionary<string, KeyUse>();
        if (documents.TryGetValue(key, out var entry)) entry.FindKeys(keys, found);
        return ValueTask.FromResult<IReadOnlyDictionary<string, KeyUse>>(found);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Commit>> ReadAfterAsync(
        DocumentKey key, Revision after, int bytesMax, CancellationToken ct) =>
        ValueTask.FromResult(documents.TryGetValue(key, out var entry) ? entry.ReadAfter(after, bytesMax) : []);

    /// <inheritdoc/>
    public ValueTask<StoredSnapshot?> ReadSnapshotAsync(DocumentKey key, Revision atOrBefore, CancellationToken ct) =>
        ValueTask.FromResult(documents.TryGetValue(key, out var entry) ? entry.ReadSnapshot(atOrBefore) : null);

    /// <inheritdoc/>
    public ValueTask WriteSnapshotAsync(DocumentKey key, StoredSnapshot snapshot, CancellationToken ct)
    {
        if (documents.TryGetValue(key, out var entry)) entry.WriteSnapshot(snapshot);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask EraseAsync(DocumentKey key, StoredSnapshot floor, CancellationToken ct)
    {
        if (documents.TryGetValue(key, out var entry)) entry.Erase(floor);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken ct)
    {
        if (append.Head == Revision.Zero) documents.TryAdd(append.Record.Key, new Entry(append.Record));
        var feed = feeds.GetOrAdd(append.Record.Key.Tenant, static _ => new Feed());
        var isAppended = documents.TryGetValue(append.Record.Key, out var entry) && entry.TryAppend(append, feed);
        return ValueTask.FromResult(isAppended ? AppendResult.Appended : AppendResult.LostRace);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(
        string tenant, long after, int limit, CancellationToken ct) =>
        ValueTask.FromResult(feeds.TryGetValue(tenant, out var feed) ? feed.ReadAfter(after, limit) : []);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedHead>> ListFeedsAsync(CancellationToken ct)
    {
        var heads = feeds.Select(feed => new FeedHead(feed.Key, feed.Value.Head)).Where(head => head.Seq > 0)
            .OrderBy(head => head.Tenant, StringComparer.Ordinal);
        return ValueTask.FromResult<IReadOnlyList<FeedHead>>([.. heads]);
    }

    private sealed class Feed
    {
        private readonly List<FeedEntry> entries = [];

        public long Head
        {
            get
            {
                lock (entries) return entries.Count;
            }
        }

        public void Add(DocumentKey document, IReadOnlyList<Commit> commits)
        {
            lock (entries)
            {
                foreach (var commit in commits)
                    entries.Add(new FeedEntry(entries.Count + 1, document, commit.Revision));
            }
        }

        public IReadOnlyList<FeedEntry> ReadAfter(long after, int limit)
        {
            lock (entries) return [.. entries.Skip((int)Math.Min(after, entries.Count)).Take(limit)];
        }
    }

    private sealed class Entry(DocumentRecord created)
    {
        private readonly Lock gate = new();
        private readonly List<Commit> log = [];
        private readonly Dictionary<string, KeyUse> uses = [];
        private readonly SortedList<long, StoredSnapshot> snapshots = [];
        private DocumentRecord record = created;
        private Revision floor;

        public StoredDocument Describe(string epoch)
        {
            lock (gate)
            {
                var updatedAt = log.Count == 0 ? record.CreatedAt : log[^1].ReadDetails().At;
                return new StoredDocument(record, epoch, new Revision(log.Count), updatedAt) { Floor = floor };
            }
        }

        public bool TryAppend(Append append, Feed feed)
        {
            lock (gate)
            {
                if (append.Head.Number != log.Count) return false;
                record = record with { Title = append.Record.Title ?? record.Title };
                foreach (var commit in append.Commits)
                {
                    // Read back, so that nobody comes to rely on what a real store forgets.
                    log.Add(Commit.Read(commit.Line));
                    if (commit.Key is { } key) uses.Add(key.Value, new KeyUse(commit.Revision, key.Fingerprint));
                }

                feed.Add(record.Key, append.Commits);
                return true;
            }
        }

        public IReadOnlyList<Commit> ReadAfter(Revision after, int bytesMax)
        {
            lock (gate)
            {
                long bytes = 0;
                return [.. log.Skip((int)Math.Min(after.Number, log.Count))
                    .TakeWhile((commit, i) => (bytes += commit.Line.Length) <= bytesMax || i == 0)];
            }
        }

        public void FindKeys(IReadOnlyList<string> keys, Dictionary<string, KeyUse> found)
        {
            lock (gate)
            {
                foreach (var key in keys)
                {
                    if (uses.TryGetValue(key, out var use)) found[key] = use;
                }
            }
        }

        public StoredSnapshot? ReadSnapshot(Revision atOrBefore)
        {
            lock (gate) return snapshots.Values.LastOrDefault(snapshot => snapshot.Revision <= atOrBefore);
        }

        public void WriteSnapshot(StoredSnapshot snapshot)
        {
            lock (gate)
            {
                if (snapshot.Revision >= floor) snapshots[snapshot.Revision.Number] = snapshot;
            }
        }

        public void Erase(StoredSnapshot from)
        {
            lock (gate)
            {
                if (from.Revision <= floor) return;
                floor = from.Revision;
                for (var i = 0; i < floor.Number; i++) log[i] = log[i].WithoutOps()!;
                foreach (var older in snapshots.Keys.Where(revision => revision < floor.Number).ToList())
                    snapshots.Remove(older);
                snapshots[floor.Number] = from;
            }
        }
    }
}
