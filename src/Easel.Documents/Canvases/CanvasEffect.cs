using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>Whether an op does anything: an undo of what others have undone already must not count as one.</summary>
internal static class CanvasEffect
{
    public static bool IsNone(Canvas canvas, CanvasOp op) => op switch
    {
        Update update => IsNone(canvas.Atoms[update.AtomId].Properties, update),
        SetMeta set => canvas.Meta.TryGet(set.Key, out var value) ? Same(value, set.Value) : set.Value is null,
        Move move => canvas.Atoms[move.AtomId] is var atom && atom.ParentId == move.NewParentId
            && canvas.IndexOf(atom) == move.NewIndex,
        Reset reset => CanvasJson.Hash(reset.State) == CanvasJson.Hash(canvas),
        _ => false,
    };

    private static bool IsNone(Properties before, Update update) =>
        update.Set.All(member => before.TryGet(member.Key, out var value) && Same(value, member.Value))
        && !update.Unset.Any(before.Contains);

    private static bool Same(JsonValue one, JsonValue? other) =>
        other is not null && one.ToJson().Span.SequenceEqual(other.ToJson().Span);
}
