using Easel.Documents;

namespace Easel.Tests.Contracts;

/// <summary>What a store must hold, in the plainest form that there is.</summary>
internal sealed class StoreModel
{
    private static readonly Comparison<DocumentKey> ById = (a, b) => string.CompareOrdinal(a.Id, b.Id);

    public SortedDictionary<string, Document> Documents { get; } = new(StringComparer.Ordinal);

    public Document? Find(DocumentKey key) => Documents.GetValueOrDefault(key.ToString());

    public bool Create(DocumentRecord record) => Documents.TryAdd(record.Key.ToString(), new Document(record));

    public AppendResult Append(Append append)
    {
        var document = Find(append.Record.Key);
        if ((document?.Log.Count ?? 0) != append.Head.Number) return AppendResult.LostRace;
        if (document is null) Documents.Add(append.Record.Key.ToString(), document = new Document(append.Record));
        document.Record = document.Record with { Title = append.Record.Title ?? document.Record.Title };
        document.Log.AddRange(append.Commits);
        foreach (var commit in append.Commits)
        {
            if (commit.Key is { } key) document.Keys.Add(key.Value, (commit.Revision, key.Fingerprint));
        }

        return AppendResult.Appended;
    }

    public List<Document> List(DocumentListing listing)
    {
        var found = Documents.Values.Where(one => one.Record.Key is var key
            && (key.Tenant, key.Env, key.Kind) == (listing.Tenant, listing.Env, listing.Kind)
            && one.Record.Placement.IsIn(listing.Within)
            && string.CompareOrdinal(key.Id, listing.AfterId) > 0).ToList();
        found.Sort((a, b) => ById(a.Record.Key, b.Record.Key));
        return [.. found.Take(listing.Limit)];
    }

    /// <summary>Fails unless the store holds exactly this.</summary>
    public async Task AssertHeldByAsync(IDocumentStore store, string because)
    {
        var listed = await store.AllKeys();
        var names = listed.Select(key => key.ToString()).ToHashSet();
        Assert.True(
            listed.Count == Documents.Count && names.SetEquals(Documents.Keys),
            $"{because}: {listed.Count} documents are listed, there were {Documents.Count}");
        foreach (var document in Documents.Values) await AssertHeldByAsync(document, store, because);
    }

    private static async Task AssertHeldByAsync(Document document, IDocumentStore store, string because)
    {
        var key = document.Record.Key;
        because = $"{because}, {key.Tenant} {key.Id}";
        AssertFound(document, await store.Find(key), store.Epoch, because);
        StoreWords.AssertSame(document.Log, await store.Log(key), because);
        foreach (var some in document.Keys.Keys.Chunk(500))
        {
            var found = await store.FindKeys(key, [.. some, .. some.Select(one => one + "?")]);
            AssertFound(document, some, found, because);
        }

        foreach (var (revision, state) in document.Snapshots)
        {
            var snapshot = await store.Snapshot(key, revision);
            Assert.True(snapshot is not null, $"{because}: no snapshot at r{revision}");
            Assert.True(snapshot.Revision.Number == revision, $"{because}: not r{revision}: {snapshot}");
            Assert.True(snapshot.State.Span.SequenceEqual(state), $"{because}: another snapshot at r{revision}");
        }
    }

    public static void AssertFound(Document? document, StoredDocument? found, string epoch, string because)
    {
        var expected = document is null ? null : new StoredDocument(
            document.Record, epoch, new Revision(document.Log.Count),
            document.Log is [.., var last] ? last.ReadDetails().At : document.Record.CreatedAt);
        Assert.True(expected == found, $"{because}: found {found}, not {expected}");
    }

    public static void AssertFound(
        Document? document, IEnumerable<string> asked, IReadOnlyDictionary<string, KeyUse> found, string because)
    {
        var expected = asked.Where(key => document?.Keys.ContainsKey(key) == true).ToHashSet();
        foreach (var key in expected)
        {
            var (revision, fingerprint) = document!.Keys[key];
            Assert.True(found.TryGetValue(key, out var use), $"{because}: key {key} of {revision} is not found");
            Assert.True(use.Revision == revision, $"{because}: key {key} is of {revision}, not {use.Revision}");
            Assert.True(use.Fingerprint.Span.SequenceEqual(fingerprint.Span), $"{because}: the fingerprint of {key}");
        }

        var surplus = found.Keys.Except(expected).FirstOrDefault();
        Assert.True(surplus is null, $"{because}: {surplus} is found");
    }

    internal sealed class Document(DocumentRecord record)
    {
        public DocumentRecord Record { get; set; } = record;

        public List<Commit> Log { get; } = [];

        public Dictionary<string, (Revision Revision, ReadOnlyMemory<byte> Fingerprint)> Keys { get; } = [];

        public SortedDictionary<long, byte[]> Snapshots { get; } = [];
    }
}
