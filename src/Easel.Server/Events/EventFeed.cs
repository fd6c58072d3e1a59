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
    private const int PageBytes = 64 * 1_024;

    /// <summary>
    /// What stands after a number, as far as the order reaches now. Entries that <paramref name="isWanted"/> turns down
    /// cost no read; they come with the others, without a commit.
    /// </summary>
    public async IAsyncEnumerable<TenantEvent> ReadAsync(
        string tenant, long after, Func<DocumentKey, bool> isWanted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        while (await store.ReadFeedAsync(tenant, after, StretchEntries, ct) is { Count: > 0 } stretch)
        {
            var pages = new Dictionary<DocumentKey, Queue<Commit>>();
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
        try
        {
            if (page.Count == 0)
            {
                var before = new Revision(entry.Revision.Number - 1);
                foreach (var commit in await store.ReadAfterAsync(entry.Document, before, PageBytes, ct))
                    page.Enqueue(commit);
            }

            var isThere = page.TryDequeue(out var found) && found.Revision == entry.Revision;
            return new TenantEvent(entry, isThere ? found : null);
        }
        catch (DocumentDamagedException)
        {
            // One damaged document must not hide the events of all others.
            return new TenantEvent(entry, null);
        }
    }
}
