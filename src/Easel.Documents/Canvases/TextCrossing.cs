using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>
/// Two text ops on one text (SPEC RB4). A replacement is a delete and then an insert, so everything is said by the four
/// pairs of those. At the same place the committed text comes first.
/// </summary>
internal static class TextCrossing
{
    public static Crossed Of(TextOp pending, TextOp committed)
    {
        var (p, c) = Cross(Split(pending), Split(committed));
        return new Crossed(Joined(p, pending), Joined(c, committed));
    }

    private static List<TextOp> Split(TextOp op)
    {
        var (length, text) = TextOps.Parts(op);
        var parts = new List<TextOp>();
        if (length > 0) parts.Add(new DeleteRange(op.AtomId, op.Property, op.At, length));
        if (text.Length > 0) parts.Add(new InsertText(op.AtomId, op.Property, op.At, text));
        return parts;
    }

    /// <summary>A replacement whose halves still stand together stays one op.</summary>
    private static IReadOnlyList<CanvasOp> Joined(List<TextOp> parts, TextOp was) =>
        was is ReplaceRange && parts is [DeleteRange delete, InsertText insert] && delete.At == insert.At
            ? [new ReplaceRange(was.AtomId, was.Property, delete.At, delete.Length, insert.Text)]
            : parts;

    private static (List<TextOp> Pending, List<TextOp> Committed) Cross(List<TextOp> pending, List<TextOp> committed)
    {
        var rebased = new List<TextOp>();
        foreach (var one in pending)
        {
            List<TextOp> kept = [one];
            var over = new List<TextOp>();
            foreach (var op in committed)
            {
                (kept, var rest) = kept is [var only] ? CrossPair(only, op) : Cross(kept, [op]);
                over.AddRange(rest);
            }

            rebased.AddRange(kept);
            committed = over;
        }

        return (rebased, committed);
    }

    private static (List<TextOp> Pending, List<TextOp> Committed) CrossPair(TextOp pending, TextOp committed) =>
        (pending, committed) switch
        {
            (InsertText p, InsertText c) => p.At < c.At
                ? ([p], [c with { At = c.At + p.Text.Length }])
                : ([p with { At = p.At + c.Text.Length }], [c]),
            (InsertText p, DeleteRange c) => ([InsertOver(p, c)], DeleteOver(c, p)),
            (DeleteRange p, InsertText c) => (DeleteOver(p, c), [InsertOver(c, p)]),
            (DeleteRange p, DeleteRange c) => (DeleteOver(p, c), DeleteOver(c, p)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static InsertText InsertOver(InsertText insert, DeleteRange delete) =>
        insert with { At = insert.At <= delete.At ? insert.At : Math.Max(delete.At, insert.At - delete.Length) };

    /// <summary>Text that came to stand inside the range survives: the delete goes around it, in two pieces.</summary>
    private static List<TextOp> DeleteOver(DeleteRange delete, InsertText insert)
    {
        if (insert.At <= delete.At) return [delete with { At = delete.At + insert.Text.Length }];
        var head = insert.At - delete.At;
        if (head >= delete.Length) return [delete];
        return
        [
            delete with { Length = head },
            delete with { At = delete.At + insert.Text.Length, Length = delete.Length - head },
        ];
    }

    /// <summary>What both delete is deleted once; nothing may be left of the range.</summary>
    private static List<TextOp> DeleteOver(DeleteRange delete, DeleteRange other)
    {
        // In long: an op that fits no text may reach beyond every integer.
        var (end, otherEnd) = ((long)delete.At + delete.Length, (long)other.At + other.Length);
        var overlap = (int)Math.Max(0, Math.Min(end, otherEnd) - Math.Max(delete.At, other.At));
        var at = delete.At <= other.At ? delete.At : Math.Max(other.At, delete.At - other.Length);
        return overlap == delete.Length ? [] : [delete with { At = at, Length = delete.Length - overlap }];
    }
}
