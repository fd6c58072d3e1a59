using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>
/// Reads the commits of a tenant in their order, a little at a time: whatever people commit, a reader holds a few
/// megabytes.
/// </summary>
internal sealed class EventFeed(IDocumentStore store)
{
    // Together they bound what one reader holds: every document of a stretch has a page in memory.
    private const int StretchEntries = 64;
    private const int PageBytes = 16 * 1_024;

    /// <summary>The number of a tenant's newest event.</summary>
    public async ValueTask<long> FindHeadAsync(string tenant, CancellationToken ct) =>
        (await store.ListFeedsAsync(ct)).FirstOrDefault(feed => feed.Tenant == tenant)?.Seq ?? 0;

    /// <summary>
    /// What stands after a number, up to another. Entries that <paramref name="isWanted"/> turns down cost no read;
    /// they come with the others, without a commit.
    /// </summary>
    public async IAsyncEnumerable<TenantEvent> ReadAsync(
        string tenant, long after, long upTo, Func<DocumentKey, bool> isWanted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var pages = new Dictionary<DocumentKey, Queue<Commit>>();
        while (after < upTo)
        {
            var limit = (int)Math.Min(StretchEntries, upTo - after);
            if (await store.ReadFeedAsync(tenant, after, limit, ct) is not { Count: > 0 } stretch) break;
            var named = stretch.Select(entry => entry.Document).ToHashSet();
            foreach (var gone in pages.Keys.Where(document => !named.Contains(document)).ToList()) pages.Remove(gone);
            foreach (var entry in stretch)
            {
                yield return isWanted(entry.Document)
                    ? await FindAsync(entry, pages, ct)
                    : new TenantEvent(entry, null, IsPassedOver: true);
            }

            after = stretch[^1].Seq;
        }
    }

    private async ValueTask<TenantEvent> FindAsync(
        FeedEntry entry, Dictionary<DocumentKey, Queue<Commit>> pages, CancellationToken ct)
    {
        if (!pages.TryGetValue(entry.Document, out var page)) pages.Add(entry.Document, page = new Queue<Commit>());
        var bytes = 0L;
        try
        {
            if (page.Count == 0)
            {
                var before = new Revision(entry.Revision.Number - 1);
                foreach (var commit in await store.ReadAfterAsync(entry.Document, before, PageBytes, ct))
                {
                    page.Enqueue(commit);
                    bytes += commit.Line.Length;
                }
            }

            var isThere = page.TryDequeue(out var found) && found.Revision == entry.Revision;
            return new TenantEvent(entry, isThere ? found : null) { BytesRead = bytes };
        }
        catch (DocumentDamagedException)
        {
            // One damaged document must not hide the events of all others.
            return new TenantEvent(entry, null);
        }
    }
}
