using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>
/// The whole meaning of a canvas op. Pure: same canvas and op, same result, on every machine (SPEC OP2).
/// </summary>
public static class CanvasReducer
{
    /// <summary>Folds one op.</summary>
    /// <returns>The new canvas; null, with a reason, if the op does not fit this one.</returns>
    public static Canvas? Apply(Canvas canvas, CanvasOp op, out string? misfit)
    {
        misfit = null;
        return op switch
        {
            Add add => Added(canvas, add, out misfit),
            Remove remove => Removed(canvas, remove, out misfit),
            Update update => Updated(canvas, update, out misfit),
            Move move => Moved(canvas, move, out misfit),
            TextOp text => Typed(canvas, text, out misfit),
            SetMeta { Value: { } value } set => canvas.WithMeta(canvas.Meta.Set(set.Key, value)),
            SetMeta unset => canvas.WithMeta(canvas.Meta.Without([unset.Key])),
            Reset reset => reset.State,
            _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
        };
    }

    private static Canvas? Added(Canvas canvas, Add add, out string? misfit)
    {
        misfit = canvas.Find(add.Id) is not null ? $"atom {add.Id} exists already"
            : add.ParentId is { } parent && canvas.Find(parent) is null ? $"parent {parent} does not exist"
            : null;
        if (misfit is not null) return null;
        var siblings = canvas.Siblings(add.ParentId);
        var at = Math.Min(add.Index ?? siblings.Count, siblings.Count);
        return canvas
            .WithNew(new Atom(add.Id, add.Type, add.ParentId, add.Properties, Sequence<string>.Empty))
            .WithSiblings(add.ParentId, siblings.Insert(at, [add.Id]));
    }

    private static Canvas? Removed(Canvas canvas, Remove remove, out string? misfit)
    {
        if (Find(canvas, remove.AtomId, out misfit) is not { } atom) return null;
        return Detached(canvas, atom).Without([.. canvas.Subtree(atom)]);
    }

    private static Canvas? Updated(Canvas canvas, Update update, out string? misfit)
    {
        if (Find(canvas, update.AtomId, out misfit) is not { } atom) return null;
        return canvas.With(atom.WithProperties(atom.Properties.Merge(update.Set).Without(update.Unset)));
    }

    private static Canvas? Moved(Canvas canvas, Move move, out string? misfit)
    {
        if (Find(canvas, move.AtomId, out misfit) is not { } atom) return null;
        misfit = move.NewParentId is not { } parent ? null
            : canvas.Find(parent) is null ? $"parent {parent} does not exist"
            : canvas.IsWithin(parent, atom.Id) ? $"atom {atom.Id} cannot go below itself"
            : null;
        if (misfit is not null) return null;
        var without = Detached(canvas, atom);
        var siblings = without.Siblings(move.NewParentId);
        return without
            .With(atom.WithParent(move.NewParentId))
            .WithSiblings(move.NewParentId, siblings.Insert(Math.Min(move.NewIndex, siblings.Count), [atom.Id]));
    }

    private static Canvas? Typed(Canvas canvas, TextOp op, out string? misfit)
    {
        if (Find(canvas, op.AtomId, out misfit) is not { } atom) return null;
        if (!atom.Properties.TryGet(op.Property, out var value) || !value.TryGetText(out var text))
        {
            misfit = $"atom {atom.Id} has no text in {op.Property}";
            return null;
        }

        if (TextOps.Apply(text, op, out misfit) is not { } typed) return null;
        return canvas.With(atom.WithProperties(atom.Properties.Set(op.Property, JsonValue.FromText(typed))));
    }

    private static Atom? Find(Canvas canvas, string id, out string? misfit)
    {
        var atom = canvas.Find(id);
        misfit = atom is null ? $"atom {id} does not exist" : null;
        return atom;
    }

    private static Canvas Detached(Canvas canvas, Atom atom)
    {
        var siblings = canvas.Siblings(atom.ParentId);
        return canvas.WithSiblings(atom.ParentId, siblings.Remove(siblings.IndexOf(atom.Id), 1));
    }
}
