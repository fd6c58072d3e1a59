using System.Globalization;
using System.Text.Json;

namespace Easel.Documents.Json.Trees;

/// <summary>
/// Reads one text into a tree. Equal tokens and equal rows of names become the same objects: a map repeats its member
/// names, textures and small numbers thousands of times.
/// </summary>
internal sealed class JsonTreeReader
{
    // One slot a hash: a token that finds its slot taken by another takes it over. Bounded, and nothing to grow.
    private const int SlotCount = 1 << 12;
    private const int SharedLengthMax = 32;

    private readonly JsonScalar?[] shared = new JsonScalar?[SlotCount];
    private readonly ShapeStep noNames = ShapeStep.None();

    // The values of all open arrays and records, outer before inner.
    private readonly List<JsonTree> open = [];

    /// <summary>Reads the only value of a text.</summary>
    public JsonTree ReadAll(ref Utf8JsonReader reader)
    {
        reader.Read();
        var tree = Read(ref reader);
        reader.Read(); // Throws if something follows.
        return tree;
    }

    private JsonTree Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadRecord(ref reader),
        JsonTokenType.StartArray => ReadList(ref reader),
        JsonTokenType.String => Quoted(ref reader),
        JsonTokenType.Number => Shared(reader.ValueSpan, isNumber: true),
        JsonTokenType.True => JsonScalar.True,
        JsonTokenType.False => JsonScalar.False,
        _ => JsonScalar.Null,
    };

    private JsonList ReadList(ref Utf8JsonReader reader)
    {
        var first = open.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) open.Add(Read(ref reader));
        return JsonList.Of(Close(first));
    }

    private JsonRecord ReadRecord(ref Utf8JsonReader reader)
    {
        var first = open.Count;
        var names = noNames;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            names = names.Then(reader.ValueSpan);
            reader.Read();
            open.Add(Read(ref reader));
        }

        return new JsonRecord(names.Shape, Close(first));
    }

    private JsonTree[] Close(int first)
    {
        var values = open.GetRange(first, open.Count - first).ToArray();
        open.RemoveRange(first, values.Length);
        return values;
    }

    private JsonScalar Quoted(ref Utf8JsonReader reader)
    {
        Span<byte> small = stackalloc byte[SharedLengthMax];
        var length = reader.ValueSpan.Length + 2;
        var token = length <= SharedLengthMax ? small[..length] : new byte[length];
        token[0] = token[^1] = (byte)'"';
        reader.ValueSpan.CopyTo(token[1..]);
        return Shared(token, isNumber: false);
    }

    private JsonScalar Shared(ReadOnlySpan<byte> token, bool isNumber)
    {
        if (token.Length > SharedLengthMax) return Make(token, isNumber);
        uint hash = 0;
        foreach (var one in token) hash = (hash * 31) + one;
        ref var slot = ref shared[(hash ^ (hash >> 12)) % SlotCount];
        if (slot is null || !slot.Token.SequenceEqual(token)) slot = Make(token, isNumber);
        return slot;
    }

    private static JsonScalar Make(ReadOnlySpan<byte> token, bool isNumber) => isNumber
        ? new JsonScalar(token.ToArray(), double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture))
        : new JsonScalar(token.ToArray());
}

/// <summary>A row of names: a shorter one and one name more. Knows the longer rows that it has begun.</summary>
internal sealed class ShapeStep
{
    // Records that are used as dictionaries begin with any name: beyond this, rows are not shared.
    private const int LongerMax = 32;

    private readonly ShapeStep? shorter;
    private readonly JsonName? last;
    private readonly int count;
    private readonly List<ShapeStep> longer = [];
    private JsonShape? shape;

    private ShapeStep(ShapeStep? shorter, JsonName? last) =>
        (this.shorter, this.last, count) = (shorter, last, shorter is null ? 0 : shorter.count + 1);

    /// <summary>The row without names, that every record begins with.</summary>
    public static ShapeStep None() => new(null, null);

    public JsonShape Shape => shape ??= new JsonShape(Names());

    public ShapeStep Then(ReadOnlySpan<byte> name)
    {
        foreach (var known in longer)
        {
            if (known.EndsWith(name)) return known;
        }

        var made = new ShapeStep(this, new JsonName([(byte)'"', .. name, (byte)'"']));
        if (longer.Count < LongerMax) longer.Add(made);
        return made;
    }

    private bool EndsWith(ReadOnlySpan<byte> name) => last!.Token.AsSpan(1..^1).SequenceEqual(name);

    private JsonName[] Names()
    {
        var names = new JsonName[count];
        for (var step = this; step.last is { } name; step = step.shorter!) names[step.count - 1] = name;
        return names;
    }
}
