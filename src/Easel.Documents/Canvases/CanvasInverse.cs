using System.Collections.Immutable;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>The ops that take an op back (SPEC OP4). Needs the state that the op was folded over.</summary>
public static class CanvasInverse
{
    /// <summary>
    /// Inverts ops that folded in order over <paramref name="before"/>; fold the answer in its order.
    /// </summary>
    public static ImmutableArray<CanvasOp> Of(Canvas before, ImmutableArray<CanvasOp> ops)
    {
        var inverses = new List<IEnumerable<CanvasOp>>();
        foreach (var op in ops)
        {
            inverses.Add(Of(before, op));
            before = CanvasReducer.Apply(before, op, out var misfit)
                ?? throw new ArgumentException(misfit, nameof(ops));
        }

        return [.. Enumerable.Reverse(inverses).SelectMany(inverse => inverse)];
    }

    /// <summary>Inverts one op that fits <paramref name="before"/>.</summary>
    public static IEnumerable<CanvasOp> Of(Canvas before, CanvasOp op) => op switch
    {
        Add add => [new Remove(add.Id)],
        Remove remove => Readded(before, before.Atoms[remove.AtomId]),
        Update update => [Restored(before.Atoms[update.AtomId].Properties, update)],
        Move move => [MovedBack(before, before.Atoms[move.AtomId])],
        TextOp text => [Retyped(before, text)],
        SetMeta set => [new SetMeta(set.Key, before.Meta.TryGet(set.Key, out var old) ? old : null)],
        Reset => [new Reset(before)],
        _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
    };

    /// <summary>Adds a subtree as it stands in <paramref name="canvas"/>, parents first.</summary>
    internal static IEnumerable<CanvasOp> Readded(Canvas canvas, Atom top)
    {
        yield return new Add(top.Id, top.Type, top.Properties, top.ParentId, canvas.IndexOf(top));
        foreach (var atom in canvas.Subtree(top).Skip(1))
            yield return new Add(atom.Id, atom.Type, atom.Properties, atom.ParentId, Index: null);
    }

    /// <summary>Moves an atom to where it stands in <paramref name="canvas"/>.</summary>
    internal static Move MovedBack(Canvas canvas, Atom atom) => new(atom.Id, atom.ParentId, canvas.IndexOf(atom));

    private static Update Restored(Properties before, Update update)
    {
        var touched = update.Set.Select(member => member.Key).Concat(update.Unset).Distinct().ToList();
        var old = before.Where(member => touched.Contains(member.Key));
        return new Update(update.AtomId, Properties.Create(old), [.. touched.Where(name => !before.Contains(name))]);
    }

    private static CanvasOp Retyped(Canvas before, TextOp op)
    {
        before.Atoms[op.AtomId].Properties.TryGet(op.Property, out var value);
        value!.TryGetText(out var text);
        var (length, inserted) = TextOps.Parts(op);
        var deleted = TextOps.Deleted(text!, op.At, length);
        return (deleted.Length, inserted.Length) switch
        {
            (_, 0) => new InsertText(op.AtomId, op.Property, op.At, deleted),
            (0, _) => new DeleteRange(op.AtomId, op.Property, op.At, inserted.Length),
            _ => new ReplaceRange(op.AtomId, op.Property, op.At, inserted.Length, deleted),
        };
    }
}
