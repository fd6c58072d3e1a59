using System.Buffers;

namespace Easel.Documents.Json.Trees;

/// <summary>A JSON array. An edit costs what it replaces, not what the list holds.</summary>
public sealed class JsonList : JsonTree
{
    // What all items take, without brackets and commas.
    private readonly long itemsSize;

    private JsonList(Sequence<JsonTree> items, long itemsSize) => (Items, this.itemsSize) = (items, itemsSize);

    /// <summary>The list without items.</summary>
    public static JsonList Empty { get; } = new(Sequence<JsonTree>.Empty, 0);

    /// <summary>The items in order.</summary>
    public Sequence<JsonTree> Items { get; }

    /// <summary>How many there are.</summary>
    public int Count => Items.Count;

    /// <inheritdoc/>
    public override long Size => 2 + itemsSize + Math.Max(0, Count - 1);

    /// <summary>The item at a zero-based position.</summary>
    public JsonTree this[int at] => Items[at];

    /// <summary>A list of these items.</summary>
    public static JsonList Of(params ReadOnlySpan<JsonTree> items) => Empty.Replace(0, 0, items);

    /// <summary>With items added at the end.</summary>
    public JsonList Append(params ReadOnlySpan<JsonTree> items) => Replace(Count, 0, items);

    /// <summary>With one item replaced.</summary>
    public JsonList Set(int at, JsonTree item) => Replace(at, 1, [item]);

    /// <summary>With <paramref name="count"/> items from <paramref name="at"/> on replaced.</summary>
    public JsonList Replace(int at, int count, ReadOnlySpan<JsonTree> items)
    {
        var size = itemsSize;
        for (var i = 0; i < count; i++) size -= Items[at + i].Size;
        foreach (var item in items) size += item.Size;
        return new JsonList(Items.Replace(at, count, items), size);
    }

    /// <summary>
    /// With items replaced one for one. Shares what stays, and costs one step for each piece that changes: for edits
    /// that are wide.
    /// </summary>
    internal JsonList With(Func<JsonTree, JsonTree> change)
    {
        var (items, size, at) = (Items, itemsSize, 0);
        foreach (var piece in Items.Chunks)
        {
            JsonTree[]? changed = null;
            for (var i = 0; i < piece.Length; i++)
            {
                var (before, after) = (piece.Span[i], change(piece.Span[i]));
                if (ReferenceEquals(before, after)) continue;
                changed ??= piece.ToArray();
                changed[i] = after;
                size += after.Size - before.Size;
            }

            if (changed is not null) items = items.Replace(at, changed.Length, changed);
            at += piece.Length;
        }

        return new JsonList(items, size);
    }

    /// <inheritdoc/>
    public override void WriteTo(IBufferWriter<byte> to)
    {
        to.Write("["u8);
        var isFirst = true;
        foreach (var chunk in Items.Chunks)
        {
            foreach (var item in chunk.Span)
            {
                if (!isFirst) to.Write(","u8);
                isFirst = false;
                item.WriteTo(to);
            }
        }

        to.Write("]"u8);
    }
}
