using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>Text ops on one text. Positions are UTF-16 units and never part a surrogate pair.</summary>
internal static class TextOps
{
    /// <summary>How much an op deletes at its place, and what it then inserts there.</summary>
    public static (int Length, string Text) Parts(TextOp op) => op switch
    {
        InsertText insert => (0, insert.Text),
        DeleteRange delete => (delete.Length, ""),
        ReplaceRange replace => (replace.Length, replace.Text),
        _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
    };

    /// <summary>Applies an op, or says why it does not fit.</summary>
    public static Sequence<char>? Apply(Sequence<char> text, TextOp op, out string? misfit)
    {
        var (length, inserted) = Parts(op);
        // What no client can say still comes here when a rebase has carried a wild position beyond all integers.
        var isInside = op.At >= 0 && length >= 0 && op.At <= text.Count && length <= text.Count - op.At;
        misfit = !isInside ? $"the text has {text.Count} units"
            : PartsPair(text, op.At) || PartsPair(text, op.At + length) ? "inside a surrogate pair"
            : null;
        return misfit is null ? text.Replace(op.At, length, inserted) : null;
    }

    /// <summary>The text that an op deletes.</summary>
    public static string Deleted(Sequence<char> text, int at, int length) =>
        string.Create(length, (text, at), static (to, from) => from.text.CopyTo(from.at, to));

    private static bool PartsPair(Sequence<char> text, int at) =>
        at > 0 && at < text.Count && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);
}
