using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Server.Canvases;

/// <summary>What the log of a canvas adds up to.</summary>
/// <param name="Finding">The first thing wrong, or null.</param>
internal sealed record Verification(Revision Head, string? StateHash, string? Finding);

/// <summary>
/// Replays a canvas from nothing, or from the state at its floor, without other snapshots, and compares it with all
/// that claims to be it.
/// </summary>
internal sealed class CanvasVerifier(CanvasDocuments canvases, IDocumentStore store, CanvasModel model)
{
    private const int PageBytes = 1 << 20;

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

        var hash = CanvasJson.Hash(state);
        finding ??= await CompareLiveAsync(key, head, hash);
        return new Verification(head, hash, finding);
    }

    private async ValueTask<Canvas> ReadFloorAsync(DocumentKey key, Revision floor, CancellationToken ct)
    {
        if (floor == Revision.Zero) return model.Empty;
        return await store.ReadSnapshotAsync(key, floor, ct) is { } snapshot && snapshot.Revision == floor
            ? model.DecodeState(snapshot.State)
            : throw new DocumentDamagedException(key, $"the state at {floor} is missing");
    }

    private Canvas Fold(DocumentKey key, Canvas state, Commit commit)
    {
        if (commit.IsErased) throw new DocumentDamagedException(key, $"{commit.Revision} was erased, but is needed");
        foreach (var op in model.ParseOps(commit.Ops))
        {
            state = model.Apply(state, op, out var misfit)
                ?? throw new DocumentDamagedException(key, $"{commit.Revision} does not fit: {misfit}");
        }

        return state;
    }

    private string? CompareSnapshot(Canvas replayed, StoredSnapshot snapshot) =>
        CanvasJson.Hash(model.DecodeState(snapshot.State)) == CanvasJson.Hash(replayed)
            ? null
            : $"the snapshot at {snapshot.Revision} differs from the replayed log";

    private async Task<string?> CompareLiveAsync(DocumentKey key, Revision head, string hash)
    {
        // Commits may have come meanwhile; the state at the replayed head must still be the same.
        var live = await canvases.PeekAsync(key);
        if (live.Head < head) return $"the live canvas is at {live.Head}, the log at {head}";
        var state = live.Head == head ? live.State : await canvases.ReadAtAsync(key, head);
        return state is null || CanvasJson.Hash(state) == hash ? null : "the live state differs from the replayed log";
    }
}
