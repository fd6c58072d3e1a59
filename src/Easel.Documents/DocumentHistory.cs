using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>
/// Rebuilds states from the log: the newest snapshot at or before a revision, and the commits after it.
/// </summary>
internal sealed class DocumentHistory<TState, TOp>(IDocumentModel<TState, TOp> model, IDocumentStore store)
    where TState : class
{
    private const int PageBytes = 1 << 20;

    /// <summary>
    /// Loads the durable present into an open document. A name that the store does not know is empty, at 0.
    /// </summary>
    public async Task<Loaded<TState>> LoadAsync(OpenDocument<TState, TOp> document)
    {
        var stored = await store.FindAsync(document.Key, CancellationToken.None).ConfigureAwait(false);
        if (stored is null) return Unknown(document.Key);

        var (start, state, size) = await StartAsync(document.Key, stored.Head).ConfigureAwait(false);
        var reached = start;
        var recent = new Queue<FoldedCommit<TState, TOp>>();
        long tail = 0;
        await foreach (var folded in FoldAsync(document.Key, start, state, stored.Head).ConfigureAwait(false))
        {
            (reached, state) = (folded.Commit.Commit.Revision, folded.After);
            tail += folded.Commit.Commit.Line.Length + folded.Commit.Cost.Work;
            if (recent.Count == document.Recent.CountMax) recent.Dequeue();
            recent.Enqueue(folded.Commit);
        }

        if (reached < stored.Head) return await LoadAgainAsync(document, stored.Floor).ConfigureAwait(false);
        var hash = await HashAsync(document.Key, stored.Head, recent.LastOrDefault()).ConfigureAwait(false);

        // Whole or not at all: a reader that met half of it would take its end for the head.
        document.Recent.Start(new Revision(stored.Head.Number - recent.Count), recent);

        document.Snapshots.Start(size, tail);
        document.Weigh(model.MemoryOf(state));
        return new Loaded<TState>(
            stored.Record, stored.Epoch, stored.Head, stored.Floor, state, stored.UpdatedAt, hash);
    }

    /// <summary>The state as it was at a revision; null if what led to it was erased.</summary>
    public async Task<TState?> StateAtAsync(DocumentKey key, Revision revision)
    {
        var (reached, state, _) = await StartAsync(key, revision).ConfigureAwait(false);
        await foreach (var folded in FoldAsync(key, reached, state, revision).ConfigureAwait(false))
            (reached, state) = (folded.Commit.Commit.Revision, folded.After);
        return reached < revision ? null : state;
    }

    /// <summary>
    /// The commits in (after, upTo], each with the state it was folded over; null if they are longer than
    /// <paramref name="bytesMax"/>, or some of them were erased.
    /// </summary>
    public async Task<List<FoldedCommit<TState, TOp>>?> FoldAfterAsync(
        DocumentKey key, Revision after, Revision upTo, long bytesMax)
    {
        var commits = new List<FoldedCommit<TState, TOp>>();
        if (await StateAtAsync(key, after).ConfigureAwait(false) is not { } state) return null;
        await foreach (var folded in FoldAsync(key, after, state, upTo).ConfigureAwait(false))
        {
            commits.Add(folded.Commit);
            if ((bytesMax -= folded.Commit.Commit.Line.Length) < 0) return null;
        }

        return commits.Count == upTo.Number - after.Number ? commits : null;
    }

    /// <summary>One commit.</summary>
    public async Task<Commit> ReadCommitAsync(DocumentKey key, Revision revision)
    {
        var before = new Revision(revision.Number - 1);
        var commits = await store.ReadAfterAsync(key, before, bytesMax: 0, CancellationToken.None)
            .ConfigureAwait(false);
        return commits is [var commit, ..] && commit.Revision == revision
            ? commit
            : throw new DocumentDamagedException(key, $"{revision} is missing");
    }

    private Loaded<TState> Unknown(DocumentKey key) => new(
        null, store.Epoch, Revision.Zero, Revision.Zero, model.Empty, DateTimeOffset.MinValue,
        CommitHash.Genesis(key));

    /// <summary>Commits after the newest snapshot were erased: since it was read, or the one at the floor is lost.
    /// </summary>
    private async Task<Loaded<TState>> LoadAgainAsync(OpenDocument<TState, TOp> document, Revision floor)
    {
        var stored = await store.FindAsync(document.Key, CancellationToken.None).ConfigureAwait(false);
        return stored?.Floor > floor
            ? await LoadAsync(document).ConfigureAwait(false)
            : throw new DocumentDamagedException(document.Key, $"the state at {floor} is missing");
    }

    /// <summary>The hash of the head. A snapshot at the head leaves no commit to fold, so its line is read.</summary>
    private async ValueTask<CommitHash> HashAsync(
        DocumentKey key, Revision head, FoldedCommit<TState, TOp>? last) =>
        head == Revision.Zero ? CommitHash.Genesis(key)
        : last is not null ? last.Commit.Hash
        : (await ReadCommitAsync(key, head).ConfigureAwait(false)).Hash;

    /// <summary>
    /// Where to fold from: the newest snapshot, or if that is damaged what the whole log begins with. A snapshot only
    /// saves work, so a broken one costs the time of a longer replay and nothing else.
    /// </summary>
    private async Task<(Revision Start, TState State, int Size)> StartAsync(DocumentKey key, Revision atOrBefore)
    {
        try
        {
            return await ReadStartAsync(key, atOrBefore).ConfigureAwait(false);
        }
        catch (DocumentDamagedException)
        {
            var stored = await store.FindAsync(key, CancellationToken.None).ConfigureAwait(false);
            var floor = stored?.Floor ?? Revision.Zero;
            return floor == Revision.Zero
                ? (Revision.Zero, model.Empty, 0)
                : await ReadStartAsync(key, floor).ConfigureAwait(false);
        }
    }

    private async Task<(Revision Start, TState State, int Size)> ReadStartAsync(DocumentKey key, Revision atOrBefore)
    {
        var snapshot = await store.ReadSnapshotAsync(key, atOrBefore, CancellationToken.None).ConfigureAwait(false);
        if (snapshot is null) return (Revision.Zero, model.Empty, 0);
        try
        {
            return (snapshot.Revision, model.DecodeState(snapshot.State), snapshot.State.Length);
        }
        catch (FormatException broken)
        {
            throw new DocumentDamagedException(key, $"the snapshot at {snapshot.Revision} cannot be read", broken);
        }
    }

    /// <summary>Folds what follows a revision; ends early at a commit that was erased.</summary>
    private async IAsyncEnumerable<(FoldedCommit<TState, TOp> Commit, TState After)> FoldAsync(
        DocumentKey key, Revision after, TState state, Revision upTo)
    {
        while (after < upTo)
        {
            var page = await store.ReadAfterAsync(key, after, PageBytes, CancellationToken.None).ConfigureAwait(false);
            if (page.Count == 0)
                throw new DocumentDamagedException(key, $"the log ends at {after}, the head is {upTo}");
            foreach (var commit in page.TakeWhile(commit => commit.Revision <= upTo))
            {
                if (commit.Revision != after.Next()) throw new DocumentDamagedException(key, $"a gap after {after}");
                if (commit.IsErased) yield break;
                var (ops, next) = Fold(key, commit, state);
                var folded = new FoldedCommit<TState, TOp>(commit, ops, state, model.FootprintOf(ops))
                {
                    Cost = model.CostOf(next, ops),
                };
                yield return (folded, next);
                (state, after) = (next, commit.Revision);
            }
        }
    }

    private (ImmutableArray<TOp> Ops, TState After) Fold(DocumentKey key, Commit commit, TState state)
    {
        try
        {
            var ops = model.ParseOps(commit.Ops);
            foreach (var op in ops)
            {
                state = model.Apply(state, op, out var misfit)
                    ?? throw new DocumentDamagedException(key, $"{commit.Revision} does not fit: {misfit}");
            }

            return (ops, state);
        }
        catch (FormatException broken)
        {
            throw new DocumentDamagedException(key, $"{commit.Revision} cannot be read", broken);
        }
    }
}
