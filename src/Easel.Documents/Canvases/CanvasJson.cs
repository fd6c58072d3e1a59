using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Easel.Documents.Json;

namespace Easel.Documents.Canvases;

/// <summary>
/// The state of a canvas as JSON: <c>{"atoms":{},"meta":{},"root_atom_ids":[]}</c>, members in canonical order and
/// values as sent. Its hash is over the canonical form (SPEC OP3), which most often is the very same bytes.
/// </summary>
public static class CanvasJson
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>Encodes a state; equal states give equal bytes.</summary>
    public static ReadOnlyMemory<byte> Encode(Canvas canvas)
    {
        var to = new ArrayBufferWriter<byte>((int)Math.Min(canvas.Weight + (canvas.Atoms.Count * 128L) + 256, 1 << 30));
        Write(canvas, to, canonical: false);
        return to.WrittenMemory;
    }

    /// <summary>The <c>state_hash</c>: lower-case hexadecimal SHA-256 of the canonical form.</summary>
    public static string Hash(Canvas canvas) => Hash(canvas, Encode(canvas));

    /// <summary>The <c>state_hash</c> of a canvas that was encoded already.</summary>
    public static string Hash(Canvas canvas, ReadOnlyMemory<byte> encoded)
    {
        var isCanonical = canvas.Meta.Count == 0 && canvas.Atoms.Values.All(atom => atom.Encoded.IsCanonical);
        if (isCanonical) return Convert.ToHexStringLower(SHA256.HashData(encoded.Span));
        var to = new ArrayBufferWriter<byte>(encoded.Length);
        Write(canvas, to, canonical: true);
        return Convert.ToHexStringLower(SHA256.HashData(to.WrittenSpan));
    }

    /// <summary>Reads what <see cref="Encode(Canvas)"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not a canvas state.</exception>
    public static Canvas Decode(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Deep);
            return Decode(document.RootElement);
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("not a canvas state", broken);
        }
    }

    internal static Canvas Decode(JsonElement state)
    {
        var atoms = state.GetProperty("atoms").EnumerateObject().Select(member => DecodeAtom(member.Value));
        var roots = DecodeIds(state.GetProperty("root_atom_ids"));
        return Canvas.Build(atoms, roots, DecodeProperties(state.GetProperty("meta")));
    }

    internal static Properties DecodeProperties(JsonElement members) => Properties.Create(
        members.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, DecodeValue(member.Value))));

    internal static JsonValue DecodeValue(JsonElement value) => JsonValue.FromJson(JsonMarshal.GetRawUtf8Value(value));

    internal static EncodedAtom Encode(Atom atom)
    {
        var asSent = new ArrayBufferWriter<byte>();
        Write(atom, asSent, canonical: false);
        var canonical = new ArrayBufferWriter<byte>(asSent.WrittenCount);
        Write(atom, canonical, canonical: true);
        var bytes = asSent.WrittenSpan.ToArray();
        var isCanonical = canonical.WrittenSpan.SequenceEqual(bytes);
        return new EncodedAtom(bytes, isCanonical ? bytes : canonical.WrittenSpan.ToArray());
    }

    private static void Write(Canvas canvas, ArrayBufferWriter<byte> to, bool canonical)
    {
        to.Write("{\"atoms\":{"u8);
        var first = true;
        foreach (var id in canvas.IdsInOrder)
        {
            if (!first) to.Write(","u8);
            first = false;
            CanonicalJson.WriteString(id, to);
            to.Write(":"u8);
            var encoded = canvas.Atoms[id].Encoded;
            to.Write(canonical ? encoded.Canonical : encoded.AsSent);
        }

        to.Write("},\"meta\":"u8);
        Write(canvas.Meta, to, canonical);
        to.Write(",\"root_atom_ids\":"u8);
        Write(canvas.Roots, to);
        to.Write("}"u8);
    }

    private static void Write(Atom atom, ArrayBufferWriter<byte> to, bool canonical)
    {
        to.Write("{\"children\":"u8);
        Write(atom.Children, to);
        to.Write(",\"id\":"u8);
        CanonicalJson.WriteString(atom.Id, to);
        to.Write(",\"parent_id\":"u8);
        if (atom.ParentId is { } parent) CanonicalJson.WriteString(parent, to);
        else to.Write("null"u8);
        to.Write(",\"properties\":"u8);
        Write(atom.Properties, to, canonical);
        to.Write(",\"type\":"u8);
        CanonicalJson.WriteString(atom.Type, to);
        to.Write("}"u8);
    }

    private static void Write(Properties properties, ArrayBufferWriter<byte> to, bool canonical)
    {
        to.Write("{"u8);
        var first = true;
        foreach (var (name, value) in properties)
        {
            if (!first) to.Write(","u8);
            first = false;
            CanonicalJson.WriteString(name, to);
            to.Write(":"u8);
            if (canonical) value.WriteCanonicalTo(to);
            else value.WriteTo(to);
        }

        to.Write("}"u8);
    }

    private static void Write(Sequence<string> ids, ArrayBufferWriter<byte> to)
    {
        to.Write("["u8);
        var first = true;
        foreach (var chunk in ids.Chunks)
        {
            foreach (var id in chunk.Span)
            {
                if (!first) to.Write(","u8);
                first = false;
                CanonicalJson.WriteString(id, to);
            }
        }

        to.Write("]"u8);
    }

    private static Atom DecodeAtom(JsonElement atom) => new(
        atom.GetProperty("id").GetString()!,
        atom.GetProperty("type").GetString()!,
        atom.GetProperty("parent_id").GetString(),
        DecodeProperties(atom.GetProperty("properties")),
        DecodeIds(atom.GetProperty("children")));

    private static Sequence<string> DecodeIds(JsonElement ids) =>
        Sequence<string>.Create([.. ids.EnumerateArray().Select(id => id.GetString()!)]);
}
