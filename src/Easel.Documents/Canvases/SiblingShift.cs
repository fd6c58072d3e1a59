using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>
/// Keeps the place of an add or move among siblings while another op adds, removes or moves siblings (SPEC RB5). Places
/// are counted without the atom that the op itself moves.
/// </summary>
internal static class SiblingShift
{
    /// <summary>The op after <paramref name="other"/>; both were built on <paramref name="state"/>.</summary>
    /// <param name="otherFirst">Who stands first at the same place.</param>
    public static CanvasOp Over(CanvasOp op, CanvasOp other, Canvas state, bool otherFirst) => op switch
    {
        Add { Index: { } at } add => add with { Index = Shift(at, add.ParentId, self: null, other, state, otherFirst) },
        // Without an index the committed op took the end of its time, and the pending one still takes the end.
        Add add when !otherFirst && Adds(other, add.ParentId) =>
            add with
            {
                Index = Shift(state.Siblings(add.ParentId).Count, add.ParentId, null, other, state, otherFirst),
            },
        Move move => move with
        {
            NewIndex = Shift(move.NewIndex, move.NewParentId, state.Find(move.AtomId), other, state, otherFirst),
        },
        _ => op,
    };

    private static bool Adds(CanvasOp other, string? parent) => other switch
    {
        Add add => add.ParentId == parent,
        Move move => move.NewParentId == parent,
        _ => false,
    };

    private static int Shift(int at, string? parent, Atom? self, CanvasOp other, Canvas state, bool otherFirst)
    {
        // A parent that this very batch made has no siblings to count yet.
        if (parent is not null && state.Find(parent) is null) return at;
        var siblings = state.Siblings(parent);
        var selfAt = self is not null && self.ParentId == parent ? siblings.IndexOf(self.Id) : -1;
        var leaver = other switch
        {
            Remove remove => state.Find(remove.AtomId),
            Move move => state.Find(move.AtomId),
            _ => null,
        };
        var leaves = leaver is not null && leaver != self && leaver.ParentId == parent;
        var leaverAt = leaves ? siblings.IndexOf(leaver!.Id) : -1;
        var count = siblings.Count - (selfAt >= 0 ? 1 : 0);
        var shifted = Math.Min(at, count);
        if (leaverAt >= 0 && Without(leaverAt, selfAt) < shifted) shifted--;
        if (ComesTo(other, parent, siblings.Count - (leaverAt >= 0 ? 1 : 0)) is { } place)
        {
            // Both places are now counted without self and leaver.
            var selfWithoutLeaver = selfAt < 0 ? -1 : leaverAt >= 0 && leaverAt < selfAt ? selfAt - 1 : selfAt;
            var otherAt = Without(place, selfWithoutLeaver);
            if (otherAt < shifted || (otherAt == shifted && otherFirst)) shifted++;
        }

        // What means the end goes on meaning it, unless the other one is now to stand behind.
        return at > count && otherFirst ? at + shifted - count : shifted;
    }

    private static int Without(int at, int removedAt) => removedAt >= 0 && removedAt < at ? at - 1 : at;

    private static int? ComesTo(CanvasOp other, string? parent, int count) => other switch
    {
        Add add when add.ParentId == parent => Math.Min(add.Index ?? count, count),
        Move move when move.NewParentId == parent => Math.Min(move.NewIndex, count),
        _ => null,
    };
}
