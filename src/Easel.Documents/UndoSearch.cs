using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>
/// Finds what an undo or redo takes back, and how that reads at the head (SPEC CM10). There are no stacks to keep: a
/// commit that takes another back names it, and a commit is in force unless one that is in force took it back. Walking
/// back from the head meets the taker first, so one pass decides.
/// </summary>
internal sealed class UndoSearch<TState, TOp>(
    IDocumentModel<TState, TOp> model, TState head, UndoRequest request, long crossingsMax)
    where TState : class
{
    private readonly HashSet<Revision> takenBack = [];
    private readonly List<UndoStep<TState, TOp>> later = []; // Newest first.
    private long crossings;

    /// <summary>True once no older commit can be the answer.</summary>
    public bool HasEnded { get; private set; }

    /// <param name="commits">Oldest first, up to the head.</param>
    /// <returns>Null if none of them can be taken back.</returns>
    public TakenBack<TOp>? Find(IReadOnlyList<FoldedCommit<TState, TOp>> commits)
    {
        for (var i = commits.Count - 1; i >= 0 && !HasEnded; i--)
        {
            var details = commits[i].Commit.ReadDetails();
            var step = new UndoStep<TState, TOp>(commits[i], details.TakesBack);
            if (!takenBack.Contains(step.Revision))
            {
                if (details.TakesBack is { } revision) takenBack.Add(revision);
                if (IsWanted(details) && TryTakeBack(step) is { } found) return found;
                HasEnded |= IsNewWork(details);
            }

            later.Add(step);
        }

        return null;
    }

    private bool IsWanted(CommitDetails commit) =>
        commit.UndoOf is null == (request.Direction == UndoDirection.Undo) && request.Scope.Includes(commit);

    /// <summary>New work in the scope ends what can be redone; what the machine or a restore did is not work.</summary>
    private bool IsNewWork(CommitDetails commit) =>
        request.Direction == UndoDirection.Redo && commit.TakesBack is null && commit.RestoreOf is null
        && commit.By.ActorType != "system" && request.Scope.Includes(commit);

    private TakenBack<TOp>? TryTakeBack(UndoStep<TState, TOp> step)
    {
        var over = StillInForce();
        var inverse = model.Invert(step.Before, step.Ops);
        if (HasEnded |= !Spend(inverse.Length, over)) return null;
        var rebased = model.Rebase(inverse, over);
        return DoesSomething(rebased) ? new TakenBack<TOp>(step.Revision, rebased) : null;
    }

    /// <summary>Whether the ops fit the head, and it is another one after them.</summary>
    private bool DoesSomething(RebasedOps<TOp> ops)
    {
        var (state, changes) = (head, false);
        foreach (var op in ops.Items)
        {
            if (model.Apply(state, op, out _) is not { } after) return false;
            changes |= !model.ChangesNothing(state, op);
            state = after;
        }

        return changes;
    }

    /// <summary>
    /// The later commits as if those that were taken back, and their takers, had never been: a removal that was undone
    /// must not cost an older undo the atom.
    /// </summary>
    private List<MissedOps<TState, TOp>> StillInForce()
    {
        var steps = Enumerable.Reverse(later).ToList();
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
        var state = steps[taken].Before;
        var inverse = model.Invert(state, steps[taken].Ops);
        for (var i = taken + 1; i < taker; i++)
        {
            var missed = new MissedOps<TState, TOp>(steps[i].Before, steps[i].Ops);
            if (HasEnded |= !Spend(inverse.Length, [missed])) return;
            var crossed = model.Cross(inverse, missed);
            steps[i] = steps[i] with { Before = state, Ops = crossed.Missed };
            inverse = crossed.Ops.Items;
            foreach (var op in crossed.Missed) state = model.Apply(state, op, out _) ?? state;
        }

        steps.RemoveAt(taker);
        steps.RemoveAt(taken);
    }

    private bool Spend(int ops, List<MissedOps<TState, TOp>> over)
    {
        crossings += ops * over.Sum(missed => (long)missed.Ops.Length);
        return crossings <= crossingsMax;
    }
}

/// <summary>The commit that is taken back, and the ops that do it at the head.</summary>
internal sealed record TakenBack<TOp>(Revision Revision, RebasedOps<TOp> Ops);

/// <summary>A commit on the way back from the head, as it reads without those that cancelled.</summary>
internal sealed record UndoStep<TState, TOp>(
    Revision Revision, TState Before, ImmutableArray<TOp> Ops, Revision? TakesBack)
{
    public UndoStep(FoldedCommit<TState, TOp> folded, Revision? takesBack)
        : this(folded.Commit.Revision, folded.Before, folded.Ops, takesBack)
    {
    }
}
