using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>
/// Finds what an undo or redo takes back, and how that reads at the head (SPEC CM10). There are no stacks to keep: a
/// commit that takes another back names it, and a commit is in force unless one that is in force took it back. Walking
/// back from the head meets the taker first, so one pass decides.
/// </summary>
internal sealed class UndoSearch<TState, TOp>(
    IDocumentModel<TState, TOp> model, TState head, UndoRequest request, DocumentOptions options)
    where TState : class
{
    private readonly HashSet<Revision> takenBack = [];
    private readonly List<UndoStep<TState, TOp>> later = []; // Newest first.

    // What was found, as if each part had been committed by itself on the head: the next is sought from there.
    private readonly List<UndoStep<TState, TOp>> found = [];
    private TState state = head;
    private long crossings;

    /// <summary>True once no older commit can be the answer.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether there is more to take back than one commit may.</summary>
    public bool IsTooMuch => request.IsWhole && (crossings > options.UndoCrossingsMax
        || found.Count > options.WholeUndoMax || found.Sum(step => step.Ops.Length) > options.WholeUndoOpsMax);

    /// <param name="commits">Oldest first, up to the head.</param>
    /// <returns>Null if none of them can be taken back, or not all that the request wants.</returns>
    public TakenBack<TOp>? Find(IReadOnlyList<FoldedCommit<TState, TOp>> commits)
    {
        // From the head again each time: what could not be taken back can be, perhaps, once an older commit was.
        var details = new CommitDetails?[commits.Count];
        while (TryFindNext(commits, details) && request.IsWhole) HasEnded |= IsTooMuch;

        return found.Count == 0 || HasEnded ? null : TakenBack();
    }

    private bool TryFindNext(IReadOnlyList<FoldedCommit<TState, TOp>> commits, CommitDetails?[] read)
    {
        later.Clear();
        takenBack.Clear();
        takenBack.UnionWith(found.Select(step => step.TakesBack!.Value));
        for (var i = commits.Count - 1; i >= 0 && !HasEnded; i--)
        {
            var details = read[i] ??= commits[i].Commit.ReadDetails();
            var step = new UndoStep<TState, TOp>(commits[i], details.TakesBack);
            var isInForce = !takenBack.Contains(step.Revision);
            if (isInForce)
            {
                takenBack.UnionWith(details.AllTakenBack);
                if (IsWanted(details) && TryTakeBack(step)) return true;
                HasEnded |= IsNewWork(details);
            }

            if (details.Undoes.IsEmpty) later.Add(step);
            else if (isInForce) later.AddRange(Enumerable.Reverse(Split(step, details.Undoes)));
            else later.Add(step with { TakesBack = null }); // Whoever took it back cancels all of it.
        }

        return false;
    }

    private TakenBack<TOp> TakenBack() => new(
        [.. found.Select(step => new UndonePart(step.TakesBack!.Value, step.Ops.Length))],
        RebasedOps.AsSent<TOp>([.. found.SelectMany(step => step.Ops)]));

    /// <summary>An undo of several commits, as if each had been undone by a commit of its own.</summary>
    private List<UndoStep<TState, TOp>> Split(UndoStep<TState, TOp> step, ImmutableArray<UndonePart> undoes)
    {
        var (steps, before, at) = (new List<UndoStep<TState, TOp>>(), step.Before, 0);
        foreach (var (revision, count) in undoes)
        {
            var ops = step.Ops.Slice(at, count);
            steps.Add(new UndoStep<TState, TOp>(step.Revision, before, ops, revision));
            before = Fold(before, ops);
            at += count;
        }

        return steps;
    }

    private TState Fold(TState from, ImmutableArray<TOp> ops)
    {
        foreach (var op in ops) from = model.Apply(from, op, out _) ?? from;
        return from;
    }

    private bool IsWanted(CommitDetails commit) =>
        commit.UndoOf is null == (request.Direction == UndoDirection.Undo) && request.Scope.Includes(commit);

    /// <summary>New work in the scope ends what can be redone; what the machine or a restore did is not work.</summary>
    private bool IsNewWork(CommitDetails commit) =>
        request.Direction == UndoDirection.Redo && commit.TakesBack is null && commit.RestoreOf is null
        && commit.By.ActorType != "system" && request.Scope.Includes(commit);

    private bool TryTakeBack(UndoStep<TState, TOp> step)
    {
        var over = StillInForce();
        var inverse = model.Invert(step.Before, step.Ops);
        if (HasEnded |= !Spend(inverse.Length, over)) return false;
        var ops = model.Rebase(inverse, over).Items;
        if (FoldIfItChanges(ops) is not { } after) return false;
        found.Add(new UndoStep<TState, TOp>(Revision.Zero, state, ops, step.Revision));
        state = after;
        return true;
    }

    /// <summary>The state after the ops; null if they do not fit it, or leave it as it is.</summary>
    private TState? FoldIfItChanges(ImmutableArray<TOp> ops)
    {
        var (now, changes) = (state, false);
        foreach (var op in ops)
        {
            if (model.Apply(now, op, out _) is not { } after) return null;
            changes |= !model.ChangesNothing(now, op);
            now = after;
        }

        return changes ? now : null;
    }

    /// <summary>
    /// The later commits as if those that were taken back, and their takers, had never been: a removal that was undone
    /// must not cost an older undo the atom.
    /// </summary>
    private List<MissedOps<TState, TOp>> StillInForce()
    {
        var steps = Enumerable.Reverse(later).Concat(found).ToList();
        for (var taker = 0; taker < steps.Count && !HasEnded; taker++)
        {
            if (steps[taker].TakesBack is not { } revision) continue;
            var taken = steps.FindIndex(0, taker, step => step.Revision == revision);
            if (taken < 0) continue;
            LeaveOut(steps, taken, taker);
            taker -= 2;
        }

        return steps.ConvertAll(step => new MissedOps<TState, TOp>(step.Before, step.Ops));
    }

    /// <summary>Rewrites what stands between two steps that cancel as it would read without the first.</summary>
    private void LeaveOut(List<UndoStep<TState, TOp>> steps, int taken, int taker)
    {
        var before = steps[taken].Before;
        var inverse = model.Invert(before, steps[taken].Ops);
        for (var i = taken + 1; i < taker; i++)
        {
            var missed = new MissedOps<TState, TOp>(steps[i].Before, steps[i].Ops);
            if (HasEnded |= !Spend(inverse.Length, [missed])) return;
            var crossed = model.Cross(inverse, missed);
            steps[i] = steps[i] with { Before = before, Ops = crossed.Missed };
            inverse = crossed.Ops.Items;
            before = Fold(before, crossed.Missed);
        }

        steps.RemoveAt(taker);
        steps.RemoveAt(taken);
    }

    private bool Spend(int ops, List<MissedOps<TState, TOp>> over)
    {
        crossings += ops * over.Sum(missed => (long)missed.Ops.Length);
        return crossings <= options.UndoCrossingsMax;
    }
}

/// <summary>The commits that are taken back, newest first, and the ops that do it at the head.</summary>
internal sealed record TakenBack<TOp>(ImmutableArray<UndonePart> Parts, RebasedOps<TOp> Ops);

/// <summary>A commit on the way back from the head, as it reads without those that cancelled.</summary>
internal sealed record UndoStep<TState, TOp>(
    Revision Revision, TState Before, ImmutableArray<TOp> Ops, Revision? TakesBack)
{
    public UndoStep(FoldedCommit<TState, TOp> folded, Revision? takesBack)
        : this(folded.Commit.Revision, folded.Before, folded.Ops, takesBack)
    {
    }
}
