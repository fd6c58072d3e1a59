using System.Buffers;

namespace Easel.Documents.Json.Trees;

/// <summary>A JSON object. Its members keep their order; a new one goes last.</summary>
public sealed class JsonRecord : JsonTree
{
    // An object with its array, and the place in a list that holds it.
    private const long MemoryMin = 80;
    private const long MemoryOfValue = 8;

    private readonly JsonTree[] values;

    /// <summary>Takes the array over: nobody may write to it afterwards.</summary>
    internal JsonRecord(JsonShape shape, JsonTree[] values)
    {
        (Shape, this.values) = (shape, values);
        Size = shape.Size;
        foreach (var value in values) Size += value.Size;
    }

    private JsonRecord(JsonShape shape, JsonTree[] values, long size) =>
        (Shape, this.values, Size) = (shape, values, size);

    /// <summary>The record without members.</summary>
    public static JsonRecord Empty { get; } = new(JsonShape.Of(), []);

    /// <inheritdoc/>
    public override long Size { get; }

    /// <summary>The names, in order.</summary>
    public JsonShape Shape { get; }

    internal ReadOnlySpan<JsonTree> Values => values;

    /// <summary>About how many bytes of memory a copy of it takes, which shares its values.</summary>
    internal long Memory => MemoryMin + (MemoryOfValue * values.Length);

    /// <summary>A member's value, or null if there is no such member.</summary>
    public JsonTree? this[string name]
    {
        get
        {
            var at = Shape.IndexOf(name);
            return at < 0 ? null : values[at];
        }
    }

    /// <summary>A record of these values, as many as the shape has names.</summary>
    public static JsonRecord Of(JsonShape shape, params ReadOnlySpan<JsonTree> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, shape.Count);
        return new JsonRecord(shape, values.ToArray());
    }

    /// <summary>With one member set where it is, or added at the end.</summary>
    public JsonRecord Set(string name, JsonTree value)
    {
        var at = Shape.IndexOf(name);
        if (at < 0) return new JsonRecord(Shape.With(new JsonName(name)), [.. values, value]);
        var copy = (JsonTree[])values.Clone();
        copy[at] = value;
        return new JsonRecord(Shape, copy, Size - values[at].Size + value.Size);
    }

    /// <summary>Without any member of this name.</summary>
    public JsonRecord Without(string name)
    {
        if (Shape.IndexOf(name) < 0) return this;
        var names = new List<JsonName>(values.Length);
        var kept = new List<JsonTree>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (Shape.Names[i].Text == name) continue;
            names.Add(Shape.Names[i]);
            kept.Add(values[i]);
        }

        return new JsonRecord(new JsonShape([.. names]), [.. kept]);
    }

    /// <summary>With its first values replaced.</summary>
    internal JsonRecord WithFirst(params ReadOnlySpan<JsonTree> first)
    {
        var copy = (JsonTree[])values.Clone();
        first.CopyTo(copy);
        return new JsonRecord(Shape, copy);
    }

    /// <inheritdoc/>
    public override void WriteTo(IBufferWriter<byte> to)
    {
        to.Write("{"u8);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) to.Write(","u8);
            to.Write(Shape.Names[i].Token);
            to.Write(":"u8);
            values[i].WriteTo(to);
        }

        to.Write("}"u8);
    }
}

/// <summary>
/// Looks up the same member in many records. Records that were read together share their shape, so this compares names
/// once and not for each.
/// </summary>
internal struct JsonMember(string name)
{
    private JsonShape? shape;
    private int at;

    public JsonTree? Of(JsonRecord record)
    {
        if (record.Shape != shape) (shape, at) = (record.Shape, record.Shape.IndexOf(name));
        return at < 0 ? null : record.Values[at];
    }
}
