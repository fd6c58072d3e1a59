using Easel.Documents;

namespace Easel.Server.Operations;

/// <summary>What the log of a document adds up to.</summary>
/// <param name="Finding">The first thing wrong, or null.</param>
internal sealed record Verification(Revision Head, string? StateHash, string? Finding);

/// <summary>Verifies the documents of one kind.</summary>
internal interface IDocumentVerifier
{
    /// <summary>As in <see cref="DocumentKey.Kind"/>.</summary>
    string Kind { get; }

    Task<Verification> VerifyAsync(DocumentKey key, CancellationToken ct);
}

/// <summary>
/// Replays a document from nothing, or from the state at its floor, without other snapshots, and compares it with all
/// that claims to be it.
/// </summary>
/// <param name="hash">Equal for equal states.</param>
internal sealed class DocumentVerifier<TState, TOp>(
    string kind, GuardedDocuments<TState, TOp> documents, IDocumentStore store, IDocumentModel<TState, TOp> model,
    Func<TState, string> hash) : IDocumentVerifier
    where TState : class
{
    private const int PageBytes = 1 << 20;

    public string Kind => kind;

    public async Task<Verification> VerifyAsync(DocumentKey key, CancellationToken ct)
    {
        var (head, floor) = (Revision.Zero, Revision.Zero);
        try
        {
            if (await store.FindAsync(key, ct) is not { } stored)
                return new Verification(head, null, "the document is listed but missing");
            (head, floor) = (stored.Head, stored.Floor);
            return await ReplayAsync(key, stored, await store.ReadSnapshotAsync(key, head, ct), ct);
        }
        catch (Exception broken) when (broken is FormatException or DocumentDamagedException)
        {
            // What is erased while it is replayed looks like damage.
            return await store.FindAsync(key, ct) is { } now && now.Floor > floor
                ? await VerifyAsync(key, ct)
                : new Verification(head, null, broken.Message);
        }
    }

    private async Task<Verification> ReplayAsync(
        DocumentKey key, StoredDocument stored, StoredSnapshot? snapshot, CancellationToken ct)
    {
        var (at, head) = (stored.Floor, stored.Head);
        var state = await ReadFloorAsync(key, at, ct);
        string? finding = null;
        while (at < head)
        {
            var page = await store.ReadAfterAsync(key, at, PageBytes, ct);
            if (page.Count == 0) return new Verification(head, null, $"the log ends at {at}, the head is {head}");
            foreach (var commit in page.TakeWhile(commit => commit.Revision <= head))
            {
                if (commit.Revision != at.Next()) return new Verification(head, null, $"a gap after {at}");
                state = Fold(key, state, commit);
                at = commit.Revision;
                if (at == snapshot?.Revision) finding = CompareSnapshot(state, snapshot);
            }
        }

        var replayed = hash(state);
        finding ??= await CompareLiveAsync(key, head, replayed);
        return new Verification(head, replayed, finding);
    }

    private async ValueTask<TState> ReadFloorAsync(DocumentKey key, Revision floor, CancellationToken ct)
    {
        if (floor == Revision.Zero) return model.Empty;
        return await store.ReadSnapshotAsync(key, floor, ct) is { } snapshot && snapshot.Revision == floor
            ? model.DecodeState(snapshot.State)
            : throw new DocumentDamagedException(key, $"the state at {floor} is missing");
    }

    private TState Fold(DocumentKey key, TState state, Commit commit)
    {
        if (commit.IsErased) throw new DocumentDamagedException(key, $"{commit.Revision} was erased, but is needed");
        foreach (var op in model.ParseOps(commit.Ops))
        {
            state = model.Apply(state, op, out var misfit)
                ?? throw new DocumentDamagedException(key, $"{commit.Revision} does not fit: {misfit}");
        }

        return state;
    }

    private string? CompareSnapshot(TState replayed, StoredSnapshot snapshot) =>
        hash(model.DecodeState(snapshot.State)) == hash(replayed)
            ? null
            : $"the snapshot at {snapshot.Revision} differs from the replayed log";

    private async Task<string?> CompareLiveAsync(DocumentKey key, Revision head, string replayed)
    {
        // Commits may have come meanwhile; the state at the replayed head must still be the same.
        var live = await documents.PeekAsync(key);
        if (live.Head < head) return $"the live {kind} is at {live.Head}, the log at {head}";
        var state = live.Head == head ? live.State : await documents.ReadAtAsync(key, head);
        return state is null || hash(state) == replayed ? null : "the live state differs from the replayed log";
    }
}
