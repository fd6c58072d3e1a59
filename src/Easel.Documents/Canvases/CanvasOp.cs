using System.Collections.Immutable;

namespace Easel.Documents.Canvases;

/// <summary>
/// Everything that can be done to a canvas (SPEC OP). Folded by <see cref="CanvasReducer"/>, undone by
/// <see cref="CanvasInverse"/>, transformed by <see cref="CanvasRebase"/>, read and written by <see
/// cref="CanvasOpJson"/>.
/// </summary>
public abstract record CanvasOp
{
    private CanvasOp()
    {
    }

    /// <summary>
    /// <c>add</c>: a new atom under a parent (null: at the root) before the sibling at Index (null: last).
    /// </summary>
    public sealed record Add(string Id, string Type, Properties Properties, string? ParentId, int? Index) : CanvasOp;

    /// <summary><c>remove</c>: an atom and all below it.</summary>
    public sealed record Remove(string AtomId) : CanvasOp;

    /// <summary><c>update</c>: sets some properties of an atom and removes others; the rest stay.</summary>
    public sealed record Update(string AtomId, Properties Set, ImmutableArray<string> Unset) : CanvasOp
    {
        /// <summary>Whether it says anything about a property.</summary>
        public bool Touches(string property) => Set.Contains(property) || Unset.Contains(property);
    }

    /// <summary>
    /// <c>move</c>: to another parent or place. NewIndex counts the siblings without the atom itself.
    /// </summary>
    public sealed record Move(string AtomId, string? NewParentId, int NewIndex) : CanvasOp;

    /// <summary>An op inside the text of one string property. Positions are UTF-16 units.</summary>
    public abstract record TextOp(string AtomId, string Property, int At) : CanvasOp;

    /// <summary><c>insert_text</c>.</summary>
    public sealed record InsertText(string AtomId, string Property, int At, string Text) : TextOp(AtomId, Property, At);

    /// <summary><c>delete_range</c>.</summary>
    public sealed record DeleteRange(string AtomId, string Property, int At, int Length) : TextOp(AtomId, Property, At);

    /// <summary><c>replace_text_range</c>: a delete and an insert at the same place.</summary>
    public sealed record ReplaceRange(string AtomId, string Property, int At, int Length, string Text)
        : TextOp(AtomId, Property, At);

    /// <summary><c>set_meta</c>: sets a member of the canvas itself, or removes it (null).</summary>
    public sealed record SetMeta(string Key, JsonValue? Value) : CanvasOp;

    /// <summary><c>reset</c>: the whole state becomes another. Made by the server only.</summary>
    public sealed record Reset(Canvas State) : CanvasOp;
}
