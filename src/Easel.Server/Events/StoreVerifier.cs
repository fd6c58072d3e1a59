using System.Runtime.CompilerServices;
using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>
/// Proves a store against itself and against checkpoints: every chain of every document of every kind, then the order
/// of every tenant. Commits may be made meanwhile.
/// </summary>
internal sealed class StoreVerifier(IDocumentStore store)
{
    private const int KeysMax = 100;
    private const int PageBytes = 1 << 20;
    private const int StretchEntries = 1_000;

    public async IAsyncEnumerable<VerifiedHistory> VerifyAsync(
        SignedHeads signed, [EnumeratorCancellation] CancellationToken ct)
    {
        var heads = new Dictionary<DocumentKey, long>();
        DocumentKey? last = null;
        while (await store.ListKeysAsync(last, KeysMax, ct) is { Count: > 0 } keys)
        {
            foreach (var key in keys)
            {
                var verified = await VerifyAsync(key, signed, ct);
                heads[key] = verified.Rev;
                yield return verified;
            }

            last = keys[^1];
        }

        foreach (var missing in signed.Documents.Where(document => !heads.ContainsKey(document)))
            yield return new DocumentVerifier(missing, signed).End();
        foreach (var tenant in heads.Keys.Select(key => key.Tenant).Union(signed.Chain.Feeds.Keys))
            yield return await VerifyFeedAsync(tenant, heads, signed, ct);
        yield return Checkpoints(signed);
    }

    public static VerifiedHistory Checkpoints(SignedHeads signed) => new(
        "checkpoints", null, null, null, null, signed.Chain.Seq, null, signed.Finding is null,
        signed.Finding is null ? null : signed.Chain.Seq + 1, signed.Finding);

    private async Task<VerifiedHistory> VerifyAsync(DocumentKey key, SignedHeads signed, CancellationToken ct)
    {
        var document = new DocumentVerifier(key, signed);
        try
        {
            // A listed document has a record at least.
            var head = (await store.FindAsync(key, ct))?.Head ?? Revision.Zero;
            while (document.Head < head && document.Finding is null)
            {
                var page = await store.ReadAfterAsync(key, document.Head, PageBytes, ct);
                if (page.Count == 0) document.Refuse($"the log ends at {document.Head}, the head is {head}");
                foreach (var commit in page) document.Follow(commit);
            }
        }
        catch (Exception broken) when (broken is FormatException or DocumentDamagedException)
        {
            document.Refuse(broken.Message);
        }

        return document.End();
    }

    /// <summary>Whether the order has every commit once, each document's in turn.</summary>
    private async Task<VerifiedHistory> VerifyFeedAsync(
        string tenant, Dictionary<DocumentKey, long> heads, SignedHeads signed, CancellationToken ct)
    {
        var (last, reached) = (0L, new Dictionary<DocumentKey, long>());
        try
        {
            while (await store.ReadFeedAsync(tenant, last, StretchEntries, ct) is { Count: > 0 } stretch)
            {
                foreach (var entry in stretch)
                {
                    var next = reached.GetValueOrDefault(entry.Document) + 1;
                    if (entry.Seq != last + 1) return Feed($"{last + 1} is missing");
                    if (entry.Revision.Number != next)
                        return Feed($"{entry.Seq} is {entry.Document.Id}:{entry.Revision.Number}, not {next}");
                    (last, reached[entry.Document]) = (entry.Seq, next);
                }
            }
        }
        catch (StorageUnavailableException broken)
        {
            return Feed(broken.Message);
        }

        return Feed(FindMissing() ?? FindCut());

        VerifiedHistory Feed(string? finding) => new(
            "feed", tenant, null, null, null, last, null, finding is null, finding is null ? null : last + 1, finding);

        string? FindMissing()
        {
            var behind = heads.FirstOrDefault(head =>
                head.Key.Tenant == tenant && reached.GetValueOrDefault(head.Key) < head.Value).Key;
            return behind is null ? null : $"{behind.Id}:{reached.GetValueOrDefault(behind) + 1} has no place";
        }

        string? FindCut() => signed.Chain.Feeds.GetValueOrDefault(tenant) is var count && count > last
            ? $"{last + 1} is missing: a checkpoint names {count}"
            : null;
    }
}
