using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Cli.Importing;

/// <summary>Ops and commands within the limits of a server (SPEC CM7), however large what they carry is.</summary>
internal static class Ops
{
    private const int CommandOpsMax = 256;
    private const int CommandBytesMax = 512 * 1_024;

    // The server allows 64 KiB; this leaves room for names and braces.
    private const int OpBytesMax = 48 * 1_024;

    // Bytes of JSON that one UTF-16 unit can take.
    private const int EscapedMax = 6;
    private const int TextPartMax = OpBytesMax / EscapedMax;

    /// <summary>Adds an atom, in one op if that fits.</summary>
    public static IEnumerable<CanvasOp> Add(string id, string type, string? parentId, IEnumerable<JsonProperty> members)
    {
        var small = new List<KeyValuePair<string, JsonValue>>();
        var large = new List<CanvasOp>();
        var bytes = 0;
        foreach (var member in members)
        {
            var raw = JsonMarshal.GetRawUtf8Value(member.Value);
            var size = raw.Length + member.Name.Length * EscapedMax;
            if (bytes + size > OpBytesMax)
            {
                large.AddRange(Set(id, member));
                continue;
            }

            small.Add(new(member.Name, JsonValue.FromJson(raw)));
            bytes += size;
        }

        return [new Add(id, type, Properties.Create(small), parentId, null), .. large];
    }

    /// <summary>Inserts a text, in parts if it is long.</summary>
    public static IEnumerable<CanvasOp> Insert(string atomId, string property, int at, string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + TextPartMax, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            yield return new InsertText(atomId, property, at + start, text[start..end]);
            start = end;
        }
    }

    /// <summary>Groups ops into as few commands as fit.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Group(IEnumerable<CanvasOp> ops)
    {
        var array = new ArrayBufferWriter<byte>();
        var count = 0;
        foreach (var op in ops)
        {
            var one = CanvasOpJson.Encode([op])[1..^1];
            if (count == CommandOpsMax || (count > 0 && array.WrittenCount + one.Length > CommandBytesMax))
            {
                yield return Close(array);
                (array, count) = (new ArrayBufferWriter<byte>(), 0);
            }

            array.Write(count++ == 0 ? "["u8 : ","u8);
            array.Write(one.Span);
        }

        if (count > 0) yield return Close(array);
    }

    /// <summary>A text is set in parts; another value in one op, which the server refuses if it is too large.</summary>
    private static IEnumerable<CanvasOp> Set(string atomId, JsonProperty member)
    {
        var isText = member.Value.ValueKind == JsonValueKind.String;
        var value = isText ? JsonValue.FromText("") : JsonValue.FromJson(JsonMarshal.GetRawUtf8Value(member.Value));
        var update = new Update(atomId, Properties.Create([new(member.Name, value)]), []);
        return isText ? [update, .. Insert(atomId, member.Name, 0, member.Value.GetString()!)] : [update];
    }

    private static ReadOnlyMemory<byte> Close(ArrayBufferWriter<byte> array)
    {
        array.Write("]"u8);
        return array.WrittenMemory;
    }
}
