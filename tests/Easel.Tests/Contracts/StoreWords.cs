using System.Text;
using Easel.Documents;

namespace Easel.Tests.Contracts;

/// <summary>Short words for what the suites ask of a store.</summary>
internal static class StoreWords
{
    public static ValueTask<AppendResult> Append(this IDocumentStore store, Append append) =>
        store.AppendAsync(append, default);

    /// <summary>Appends what nobody else can be in the way of.</summary>
    public static async Task Commit(this IDocumentStore store, Append append) =>
        Assert.Equal(AppendResult.Appended, await store.AppendAsync(append, default));

    public static ValueTask<bool> Create(this IDocumentStore store, DocumentRecord record) =>
        store.CreateAsync(record, default);

    public static ValueTask<StoredDocument?> Find(this IDocumentStore store, DocumentKey key) =>
        store.FindAsync(key, default);

    public static async Task<long> Head(this IDocumentStore store, DocumentKey key) =>
        await store.FindAsync(key, default) is { } found ? found.Head.Number : -1;

    public static ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeys(
        this IDocumentStore store, DocumentKey key, params string[] keys) => store.FindKeysAsync(key, keys, default);

    public static ValueTask<IReadOnlyList<Commit>> ReadAfter(
        this IDocumentStore store, DocumentKey key, long after, int bytesMax = int.MaxValue) =>
        store.ReadAfterAsync(key, new Revision(after), bytesMax, default);

    public static ValueTask<StoredSnapshot?> Snapshot(
        this IDocumentStore store, DocumentKey key, long atOrBefore) =>
        store.ReadSnapshotAsync(key, new Revision(atOrBefore), default);

    public static ValueTask WriteSnapshot(this IDocumentStore store, DocumentKey key, long revision, byte[] state) =>
        store.WriteSnapshotAsync(key, new StoredSnapshot(new Revision(revision), state), default);

    public static async Task<List<string>> List(
        this IDocumentStore store, string? after = null, int limit = 1_000, Placement? within = null,
        string tenant = "t_a", string env = "dev", string kind = "canvas")
    {
        var found = await store.ListAsync(
            new DocumentListing(tenant, env, kind, within ?? Placement.None, after, limit), default);
        var keys = found.Select(one => one.Record.Key).ToList();
        Assert.All(keys, key => Assert.Equal(new DocumentKey(tenant, env, kind, key.Id), key));
        return [.. keys.Select(key => key.Id)];
    }

    /// <summary>All names, page by page.</summary>
    public static async Task<List<DocumentKey>> AllKeys(this IDocumentStore store, int limit = 50)
    {
        var keys = new List<DocumentKey>();
        while (await store.ListKeysAsync(keys.LastOrDefault(), limit, default) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= limit, $"a page of {page.Count}, the limit is {limit}");
            keys.AddRange(page);
        }

        return keys;
    }

    /// <summary>The order of a tenant from the beginning, page by page; fails unless it is numbered without gaps.</summary>
    public static async Task<List<FeedEntry>> Feed(this IDocumentStore store, string tenant = "t_a", int limit = 100)
    {
        var feed = new List<FeedEntry>();
        while (await store.ReadFeedAsync(tenant, feed.Count, limit, default) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= limit, $"a page of {page.Count}, the limit is {limit}");
            foreach (var entry in page)
            {
                feed.Add(entry);
                Assert.Equal((feed.Count, tenant), (entry.Seq, entry.Document.Tenant));
            }
        }

        return feed;
    }

    /// <summary>The log from the beginning, page by page.</summary>
    public static async Task<List<Commit>> Log(this IDocumentStore store, DocumentKey key, int bytesMax = 1 << 16)
    {
        var log = new List<Commit>();
        while (await store.ReadAfter(key, log.Count, bytesMax) is { Count: > 0 } page)
        {
            AssertFollows(log.Count, page);
            log.AddRange(page);
        }

        return log;
    }

    /// <summary>Fails unless the page begins after a revision and has no gaps.</summary>
    public static void AssertFollows(long after, IReadOnlyList<Commit> page)
    {
        for (var i = 0; i < page.Count; i++)
        {
            if (page[i].Revision.Number != after + i + 1)
                Assert.Fail($"{page[i].Revision} stands where r{after + i + 1} belongs, in a page after r{after}");
        }
    }

    /// <summary>Fails unless what was read is what was appended, byte for byte.</summary>
    public static void AssertSame(IReadOnlyList<Commit> appended, IReadOnlyList<Commit> read, string because = "")
    {
        for (var i = 0; i < Math.Min(appended.Count, read.Count); i++)
        {
            if (appended[i].Revision == read[i].Revision && appended[i].Line.Span.SequenceEqual(read[i].Line.Span)
                && appended[i].Ops.Span.SequenceEqual(read[i].Ops.Span)) continue;
            Assert.Fail($"{because}: {appended[i].Revision} reads as {Start(read[i])}, it was {Start(appended[i])}");
        }

        Assert.True(appended.Count == read.Count, $"{because}: {read.Count} commits, there were {appended.Count}");
    }

    private static string Start(Commit commit) =>
        Encoding.UTF8.GetString(commit.Line.Span[..Math.Min(200, commit.Line.Length)]);
}
