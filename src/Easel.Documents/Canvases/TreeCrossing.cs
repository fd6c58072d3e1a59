using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>Ops that change the tree of atoms, over each other: SPEC RB1 and RB5.</summary>
internal static class TreeCrossing
{
    /// <summary>RB1: what was removed takes with it what was to be done to it, or below it, or into it.</summary>
    public static Crossed OverRemove(CanvasOp pending, Remove committed, Canvas state)
    {
        var top = committed.AtomId;
        if (pending is Remove remove)
        {
            if (state.IsWithin(remove.AtomId, top)) return new Crossed([], remove.AtomId == top ? [] : [committed]);
            return new Crossed([pending], state.IsWithin(top, remove.AtomId) ? [] : [committed]);
        }

        if (!Targets(pending).Any(id => state.IsWithin(id, top)))
            return new Crossed([SiblingShift.Over(pending, committed, state, otherFirst: true)], [committed]);
        return new Crossed([], RemovedAfter(pending, committed, state), RebaseReasons.AtomRemoved);
    }

    /// <summary>A pending remove stands whatever else happened; what happened inside of it is then gone too.</summary>
    public static Crossed RemoveOver(Remove pending, CanvasOp committed, Canvas state)
    {
        var top = pending.AtomId;
        if (committed is Move move && move.AtomId != top && state.IsWithin(move.AtomId, top))
            return new Crossed([pending], MovedOut(move, top, state));
        if (committed is Move { NewParentId: { } into } inward && inward.AtomId != top && state.IsWithin(into, top))
            return new Crossed([pending], [new Remove(inward.AtomId)]);
        return Targets(committed).Any(id => state.IsWithin(id, top))
            ? new Crossed([pending], [])
            : new Crossed([pending], [SiblingShift.Over(committed, pending, state, otherFirst: false)]);
    }

    /// <summary>RB5: adds and moves among each other.</summary>
    public static Crossed OfPlacements(CanvasOp pending, CanvasOp committed, Canvas state)
    {
        if (pending is Move p && committed is Move c)
        {
            if (p.AtomId == c.AtomId) return new Crossed([p], []);
            if (WouldCycle(p, c, state))
                return new Crossed([], [CanvasInverse.MovedBack(state, state.Atoms[p.AtomId]), c], RebaseReasons.Cycle);
        }

        return new Crossed(
            [SiblingShift.Over(pending, committed, state, otherFirst: true)],
            [SiblingShift.Over(committed, pending, state, otherFirst: false)]);
    }

    private static IEnumerable<string?> Targets(CanvasOp op) => op switch
    {
        Add add => [add.ParentId],
        Update update => [update.AtomId],
        Move move => [move.AtomId, move.NewParentId],
        TextOp text => [text.AtomId],
        _ => [],
    };

    /// <summary>The remove, on a canvas where the dropped op has happened.</summary>
    private static IReadOnlyList<CanvasOp> RemovedAfter(CanvasOp dropped, Remove committed, Canvas state)
    {
        if (dropped is not Move move) return [committed];
        if (state.IsWithin(move.AtomId, committed.AtomId))
        {
            // Moved out of what was removed (or, if it is the very atom, still removed by the same op).
            var isIn = move.AtomId == committed.AtomId || state.IsWithin(move.NewParentId, committed.AtomId);
            return isIn ? [committed] : [committed, new Remove(move.AtomId)];
        }

        // An atom that there never was has nowhere to go back to.
        return state.Find(move.AtomId) is { } atom ? [CanvasInverse.MovedBack(state, atom), committed] : [committed];
    }

    /// <summary>
    /// The committed move saved a subtree from the pending remove: where that has happened it must be added again.
    /// </summary>
    private static IReadOnlyList<CanvasOp> MovedOut(Move committed, string top, Canvas state)
    {
        if (state.IsWithin(committed.NewParentId, top)) return [];
        var place = (Move)SiblingShift.Over(committed, new Remove(top), state, otherFirst: false);
        var adds = CanvasInverse.Readded(state, state.Atoms[committed.AtomId]).Cast<Add>().ToList();
        adds[0] = adds[0] with { ParentId = place.NewParentId, Index = place.NewIndex };
        return adds;
    }

    private static bool WouldCycle(Move pending, Move committed, Canvas state) =>
        pending.NewParentId is { } parent
        && CanvasReducer.Apply(state, committed, out _) is { } after && after.IsWithin(parent, pending.AtomId);
}
