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
            yield return await new FeedVerifier(store, tenant, heads, signed).VerifyAsync(ct);
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
}
