using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>
/// The kernel. Every edit names the revision it was built on; it becomes the next revision for everyone, or it comes
/// back with what its author needs to catch up. HTTP 409, stale maps, streams, undo and replay are renderings of the
/// six steps.
/// </summary>
public sealed partial class GuardedDocuments<TState, TOp>(
    IDocumentModel<TState, TOp> model, IDocumentStore store, ICommitFeed feed, TimeProvider clock,
    DocumentOptions options, IReadOnlyList<IEditValidator<TState, TOp>> validators)
    where TState : class
{
    private readonly DocumentHistory<TState, TOp> history = new(model, store);
    private readonly OpenDocuments<TState, TOp> open = new(options);

    /// <summary>Submits an edit. The answer comes when what it says is durable.</summary>
    public async Task<EditOutcome> SubmitAsync(DocumentKey key, Edit<TOp> edit)
    {
        var submission = new Submission<TOp>(edit);
        OpenDocument<TState, TOp> document;
        bool mustTakeTurns;
        do document = open.Get(key);
        while (!document.TryEnter(submission, out mustTakeTurns));
        if (mustTakeTurns) _ = TakeTurnsAsync(document); // Serves others too; the caller waits for its own only.
        return await submission.Outcome.ConfigureAwait(false);
    }

    /// <summary>
    /// Steps 1 to 4 for one edit; step 5 appends what the whole turn folded, step 6 tells the followers.
    /// </summary>
    private async ValueTask<EditOutcome> DecideAsync(Turn<TState, TOp> turn, Edit<TOp> edit)
    {
        if (edit.IsWanted?.Invoke() == false) return new EditOutcome.Withdrawn();

        // 1. A repeated key is answered before the guard: its base is stale because it already succeeded.
        if (turn.FindEarlier(edit) is { } earlier) return await RepeatAsync(turn, edit, earlier).ConfigureAwait(false);

        // 2. and 3. The guard.
        if (edit.Base > turn.Head || (edit.Base < turn.Head && !edit.Rebase))
            return new EditOutcome.Stale(edit.Base, turn.Head);
        var (ops, takenBack, refusal) = await BringToHeadAsync(turn, edit).ConfigureAwait(false);
        if (refusal is not null) return refusal;

        // 4. Fold on a copy: the document changes only when every op fitted and the whole turn is durable.
        var (after, rejection) = Fold(turn.State, ops);
        if (after is null) return rejection!;
        var commit = MakeCommit(turn, edit, ops, takenBack);
        if (edit.DryRun) return new EditOutcome.WouldCommit(commit);
        turn.Add(commit, ops, model.FootprintOf(ops.Items), model.CostOf(after, ops.Items), after, edit);
        return new EditOutcome.Committed(commit);
    }

    /// <summary>
    /// What the edit says at the head: as sent, rebased over what it missed, or what takes a commit back.
    /// </summary>
    private async ValueTask<(RebasedOps<TOp> Ops, ImmutableArray<UndonePart> TakenBack, EditOutcome? Refusal)>
        BringToHeadAsync(Turn<TState, TOp> turn, Edit<TOp> edit)
    {
        if (edit.Undo is { } undo)
        {
            var (found, refusal) = await FindUndoAsync(turn, undo).ConfigureAwait(false);
            return found is null ? (RebasedOps.None<TOp>(), [], refusal) : (found.Ops, found.Parts, null);
        }

        if (edit.Base == turn.Head) return (RebasedOps.AsSent(edit.Ops.Items), [], null);
        if (await MissedAsync(turn, edit.Base, edit.Ops.Items).ConfigureAwait(false) is not { } missed)
            return (RebasedOps.None<TOp>(), [], new EditOutcome.Stale(edit.Base, turn.Head));
        var rebased = model.Rebase(edit.Ops.Items, missed);
        return (rebased, [], rebased.Ops.IsEmpty ? new EditOutcome.NothingLeft(turn.Head, rebased.Dropped) : null);
    }

    /// <summary>
    /// Step 5: one durable append for all that the turn folded. A lost race sends the turn back to step 1.
    /// </summary>
    private async ValueTask<AppendResult> AppendAsync(Turn<TState, TOp> turn)
    {
        var append = new Append(turn.Record(model.TitleOf(turn.State)), turn.Durable.Head, turn.Commits);
        return await store.AppendAsync(append, CancellationToken.None).ConfigureAwait(false);
    }

    private (TState? After, EditOutcome.Rejected? Rejection) Fold(TState state, RebasedOps<TOp> ops)
    {
        foreach (var (index, op) in ops.Ops)
        {
            var after = model.Apply(state, op, out var misfit);
            if (after is null) return (null, new EditOutcome.Rejected(index, misfit ?? "the op does not fit"));
            foreach (var validator in validators)
            {
                if (validator.Refuse(state, op, after) is { } reason)
                    return (null, new EditOutcome.Rejected(index, reason));
            }

            state = after;
        }

        return (state, null);
    }

    private Commit MakeCommit(
        Turn<TState, TOp> turn, Edit<TOp> edit, RebasedOps<TOp> rebased, ImmutableArray<UndonePart> takenBack)
    {
        var isRebased = edit.Undo is null && edit.Base < turn.Head;
        var newest = takenBack.IsEmpty ? (Revision?)null : takenBack[0].Revision;
        var details = new CommitDetails
        {
            DocumentId = turn.Key.Id,
            By = edit.By,
            At = turn.TimeOf(clock.GetUtcNow()),
            RebasedFrom = isRebased ? edit.Base : null,
            Dropped = rebased.Dropped,
            UndoOf = edit.Undo?.Direction == UndoDirection.Undo ? newest : null,
            Undoes = edit.Undo?.IsWhole == true ? takenBack : [],
            RedoOf = edit.Undo?.Direction == UndoDirection.Redo ? newest : null,
            RestoreOf = edit.RestoreOf,
            Previous = turn.Hash,
        };
        var isAsSent = !isRebased && edit.Undo is null;
        var json = isAsSent ? edit.Ops.Json : model.EncodeOps(rebased.Items);
        return Commit.Create(turn.Head.Next(), details, json, edit.Key);
    }

    private async ValueTask<EditOutcome> RepeatAsync(Turn<TState, TOp> turn, Edit<TOp> edit, KeyUse earlier)
    {
        if (!earlier.Fingerprint.Span.SequenceEqual(edit.Key!.Fingerprint.Span))
            return new EditOutcome.KeyReused(earlier.Revision);

        // An append whose outcome was unknown published nothing. If it was durable, this repeat is what tells.
        feed.Publish(turn.Key, turn.Durable.Head);
        var commit = turn.FindCommit(earlier.Revision)
            ?? await history.ReadCommitAsync(turn.Key, earlier.Revision).ConfigureAwait(false);
        return new EditOutcome.Committed(commit, Replayed: true);
    }

    /// <summary>
    /// What an edit missed and may meet, oldest first; null if the server does not rebase so far or so much, or some of
    /// it was erased.
    /// </summary>
    private async ValueTask<IReadOnlyList<MissedOps<TState, TOp>>?> MissedAsync(
        Turn<TState, TOp> turn, Revision after, ImmutableArray<TOp> ops)
    {
        if (turn.Head.Number - after.Number > options.RebaseMissedMax || after < turn.Durable.Floor) return null;
        var footprint = model.FootprintOf(ops);
        if (!turn.TryReadMissed(after, footprint, out var missed))
        {
            var durable = await turn.ReadOlderAsync(history, after, options.RebaseBytesMax).ConfigureAwait(false);
            if (durable is null) return null;
            missed = [.. durable.Concat(turn.Folded)
                .Where(one => one.Commit.Revision > after && (one.Footprint & footprint) != 0)];
        }

        // A delete can be split by every insert that it meets, and each piece then meets the rest: nearly the square.
        long missedOps = missed.Sum(one => one.Ops.Length);
        return ops.Length * missedOps * (1 + (missedOps / 64)) > options.RebaseCrossingsMax
            ? null
            : missed.ConvertAll(one => new MissedOps<TState, TOp>(one.Before, one.Ops));
    }
}
