using System.Collections.Immutable;

namespace Easel.Documents.Canvases;

/// <summary>
/// Transforms pending ops over committed ones (SPEC RB). Server and clients use the same function, so an edit that the
/// server rebases ends as its author's own pending edit does.
/// </summary>
/// <remarks>
/// The grid of SPEC RB7: each pending op is carried over each committed op, and what is committed is carried over each
/// pending op in return, because the second pending op was built on a canvas where the first had already happened.
/// What two single ops do to each other is <see cref="CanvasCrossing"/>.
/// </remarks>
public static class CanvasRebase
{
    /// <summary>Rebases ops built on the state before the first of <paramref name="missed"/>.</summary>
    public static RebasedOps<CanvasOp> Over(
        ImmutableArray<CanvasOp> ops, IReadOnlyList<MissedOps<Canvas, CanvasOp>> missed)
    {
        var first = 0;
        while (first < missed.Count && LeavesAlone(ops, missed[first].Ops)) first++;
        if (first == missed.Count) return RebasedOps.AsSent(ops); // The common case, and it costs next to nothing.

        List<Pending> pending = [.. ops.Select((op, index) => new Pending(index, op))];
        var dropped = new SortedDictionary<int, string>();
        foreach (var (before, committed) in missed.Skip(first))
        {
            if (!LeavesAlone([.. pending.Select(one => one.Op)], committed))
                pending = Cross(pending, [.. committed], before, dropped).Pending;
        }

        return Rebased(pending, dropped);
    }

    private static bool LeavesAlone(ImmutableArray<CanvasOp> pending, ImmutableArray<CanvasOp> committed)
    {
        foreach (var one in pending)
        {
            foreach (var op in committed)
            {
                if (!CanvasCrossing.LeavesAlone(one, op)) return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Carries two op lists that were built on the same state over each other: either side can then follow the other
    /// (SPEC RB7).
    /// </summary>
    public static CrossedOps<CanvasOp> Cross(ImmutableArray<CanvasOp> ops, MissedOps<Canvas, CanvasOp> missed)
    {
        List<Pending> pending = [.. ops.Select((op, index) => new Pending(index, op))];
        var dropped = new SortedDictionary<int, string>();
        var (kept, committed) = Cross(pending, [.. missed.Ops], missed.Before, dropped);
        return new CrossedOps<CanvasOp>(Rebased(kept, dropped), [.. committed]);
    }

    private static RebasedOps<CanvasOp> Rebased(List<Pending> pending, SortedDictionary<int, string> dropped) =>
        new(
            [.. pending.Select(one => new RebasedOp<CanvasOp>(one.Index, one.Op))],
            [.. dropped.Where(entry => pending.TrueForAll(one => one.Index != entry.Key))
                .Select(entry => new DroppedOp(entry.Key, entry.Value))]);

    private static (List<Pending> Pending, List<CanvasOp> Committed) Cross(
        List<Pending> pending, List<CanvasOp> committed, Canvas state, SortedDictionary<int, string> dropped)
    {
        var rebased = new List<Pending>();
        foreach (var one in pending)
        {
            var (kept, rest) = Cross(one, committed, state, dropped);
            rebased.AddRange(kept);
            committed = rest;
            state = CanvasReducer.Apply(state, one.Op, out _) ?? state; // An op that never fitted changes nothing.
        }

        return (rebased, committed);
    }

    private static (List<Pending> Pending, List<CanvasOp> Committed) Cross(
        Pending one, List<CanvasOp> committed, Canvas state, SortedDictionary<int, string> dropped)
    {
        List<Pending> kept = [one];
        var over = new List<CanvasOp>();
        foreach (var op in committed)
        {
            if (kept.TrueForAll(pending => CanvasCrossing.Commute(pending.Op, op))) over.Add(op);
            else if (kept is [var only])
            {
                var crossed = CanvasCrossing.Of(only.Op, op, state);
                if (crossed.DropReason is { } reason) dropped.TryAdd(only.Index, reason);
                kept = [.. crossed.Pending.Select(made => new Pending(one.Index, made))];
                over.AddRange(crossed.Committed);
            }
            else
            {
                (kept, var rest) = Cross(kept, [op], state, dropped);
                over.AddRange(rest);
            }

            state = CanvasReducer.Apply(state, op, out _) ?? state;
        }

        return (kept, over);
    }

    private readonly record struct Pending(int Index, CanvasOp Op);
}
