using System.Collections.Immutable;
using System.Diagnostics;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Stream;

/// <summary>
/// Says ops with the four kinds that existing front ends know, <c>add remove update move</c> (SPEC OP6). Pure: folding
/// the translation over the same state gives the same atoms, with <c>null</c> for what was unset.
/// </summary>
internal static class FourKinds
{
    private static readonly JsonValue Null = JsonValue.FromJson("null"u8);

    /// <summary>Translates ops that fit <paramref name="before"/>, one after the other.</summary>
    public static IEnumerable<CanvasOp> Translate(Canvas before, ImmutableArray<CanvasOp> ops)
    {
        var state = before;
        for (var i = 0; i < ops.Length; i++)
        {
            var op = ops[i];
            var after = CanvasReducer.Apply(state, op, out var misfit)
                ?? throw new UnreachableException($"a committed op does not fit: {misfit}");

            // Keystrokes in one text are one new text; each with the whole of it would be the square of its length.
            var goesOn = op is TextOp text && i + 1 < ops.Length && ops[i + 1] is TextOp next
                && (next.AtomId, next.Property) == (text.AtomId, text.Property);
            if (!goesOn)
            {
                foreach (var said in Translate(state, op, after)) yield return said;
            }

            state = after;
        }
    }

    /// <summary>Makes one state of another; <paramref name="from"/> is null where nobody knows it.</summary>
    public static IEnumerable<CanvasOp> Replace(Canvas? from, Canvas to)
    {
        foreach (var root in from?.Roots.ToArray() ?? []) yield return new Remove(root);
        foreach (var root in to.Roots.ToArray())
        {
            foreach (var atom in to.Subtree(to.Atoms[root]))
                yield return new Add(atom.Id, atom.Type, atom.Properties, atom.ParentId, Index: null);
        }
    }

    private static IEnumerable<CanvasOp> Translate(Canvas before, CanvasOp op, Canvas after) => op switch
    {
        Add or Remove or Move => [op],
        Update { Set.Count: 0, Unset.IsEmpty: true } => [],
        Update update => [new Update(update.AtomId, WithNulls(update), [])],
        TextOp text => [new Update(text.AtomId, WholeText(after, text), [])],
        Reset => Replace(before, after),
        SetMeta => [],
        _ => throw new UnreachableException(op.GetType().Name),
    };

    private static Properties WithNulls(Update update) =>
        update.Set.Merge(Properties.Create(update.Unset.Distinct().Select(name => KeyValuePair.Create(name, Null))));

    private static Properties WholeText(Canvas after, TextOp op)
    {
        after.Atoms[op.AtomId].Properties.TryGet(op.Property, out var whole);
        return Properties.Create([KeyValuePair.Create(op.Property, whole!)]);
    }
}
