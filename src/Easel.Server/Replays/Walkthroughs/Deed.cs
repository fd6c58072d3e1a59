using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>Something that was done, as people would say it.</summary>
/// <param name="Words">With <c>{0}</c> for the atom and <c>{1}</c> for the other one, or for what was said.</param>
/// <param name="AtomId">What it was done to; null: the canvas.</param>
/// <param name="OtherId">What else has a part in it.</param>
/// <param name="Said">Somebody's text, in place of another atom.</param>
internal sealed record Deed(string Words, string? AtomId = null, string? OtherId = null, string? Said = null)
{
    /// <summary>What an op does.</summary>
    public static Deed Of(Canvas before, CanvasOp op) => op switch
    {
        Add { Type: "arrow" } arrow => Joined(arrow),
        Add add => new Deed("added {0}", add.Id),
        Remove remove => Removed(before, remove),
        Update update => Updated(update),
        Move move => Moved(before, move),
        TextOp text => new Deed("wrote in {0}", text.AtomId),
        SetMeta { Key: "title", Value: { } title } when title.TryGetText(out var text) =>
            new Deed("named the canvas {1}", Said: new string(text.ToArray())),
        SetMeta { Value: null } unset => new Deed("removed {1} of the canvas", Said: unset.Key),
        SetMeta set => new Deed("set {1} of the canvas", Said: set.Key),
        Reset reset => new Deed($"replaced the canvas by one of {reset.State.Atoms.Count} atoms"),
        _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
    };

    private static Deed Joined(Add arrow)
    {
        var (from, to) = (TextIn(arrow.Properties, "fromNode"), TextIn(arrow.Properties, "toNode"));
        return from is null || to is null ? new Deed("drew {0}", arrow.Id) : new Deed("joined {0} to {1}", from, to);
    }

    private static Deed Removed(Canvas before, Remove remove)
    {
        var below = before.Find(remove.AtomId) is { } atom ? before.Subtree(atom).Count() - 1 : 0;
        return new Deed(below == 0 ? "removed {0}" : $"removed {{0}} with the {below} in it", remove.AtomId);
    }

    private static Deed Updated(Update update)
    {
        var words = update.Touches("width") || update.Touches("height") ? "resized {0}"
            : update.Touches("x") || update.Touches("y") ? "moved {0}"
            : update.Touches("color") ? "coloured {0}"
            : update.Touches("text") || update.Touches("label") || update.Touches("title") ? "wrote in {0}"
            : "changed {0}";
        return new Deed(words, update.AtomId);
    }

    private static Deed Moved(Canvas before, Move move)
    {
        var parent = before.Find(move.AtomId)?.ParentId;
        return parent == move.NewParentId ? new Deed("changed the order of {0}", move.AtomId)
            : move.NewParentId is { } into ? new Deed("put {0} into {1}", move.AtomId, into)
            : new Deed("took {0} out of {1}", move.AtomId, parent);
    }

    private static string? TextIn(Properties properties, string name) =>
        properties.TryGet(name, out var value) && value.TryGetText(out var text) ? new string(text.ToArray()) : null;
}
