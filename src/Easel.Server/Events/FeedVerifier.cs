using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>Whether the order of a tenant has every commit once, each document's in turn.</summary>
/// <param name="heads">How far the documents of all tenants go.</param>
internal sealed class FeedVerifier(
    IDocumentStore store, string tenant, IReadOnlyDictionary<DocumentKey, long> heads, SignedHeads signed)
{
    private const int StretchEntries = 1_000;

    private readonly Dictionary<DocumentKey, long> reached = [];
    private long last;

    public async Task<VerifiedHistory> VerifyAsync(CancellationToken ct)
    {
        var finding = await FollowAsync(ct) ?? FindMissing() ?? FindCut();
        return new VerifiedHistory(
            "feed", tenant, null, null, null, last, null, finding is null, finding is null ? null : last + 1, finding);
    }

    private async ValueTask<string?> FollowAsync(CancellationToken ct)
    {
        try
        {
            while (await store.ReadFeedAsync(tenant, last, StretchEntries, ct) is { Count: > 0 } stretch)
            {
                if (stretch.Select(Follow).FirstOrDefault(wrong => wrong is not null) is { } found) return found;
            }

            return null;
        }
        catch (StorageUnavailableException broken)
        {
            return broken.Message;
        }
    }

    private string? Follow(FeedEntry entry)
    {
        var next = reached.GetValueOrDefault(entry.Document) + 1;
        if (entry.Seq != last + 1) return $"{last + 1} is missing";
        if (entry.Revision.Number != next)
            return $"{entry.Seq} is {entry.Document.Id}:{entry.Revision.Number}, not {next}";
        (last, reached[entry.Document]) = (entry.Seq, next);
        return null;
    }

    private string? FindMissing()
    {
        var behind = heads.FirstOrDefault(head =>
            head.Key.Tenant == tenant && reached.GetValueOrDefault(head.Key) < head.Value).Key;
        return behind is null ? null : $"{behind.Id}:{reached.GetValueOrDefault(behind) + 1} has no place";
    }

    private string? FindCut() => signed.Chain.Feeds.GetValueOrDefault(tenant) is var count && count > last
        ? $"{last + 1} is missing: a checkpoint names {count}"
        : null;
}
