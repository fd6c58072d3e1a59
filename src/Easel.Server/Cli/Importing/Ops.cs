using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Cli.Importing;

/// <summary>Ops and commands that stay within the limits of a server (SPEC CM7), however large what they carry is.</summary>
internal static class Ops
{
    private const int CommandOpsMax = 256;
    private const int CommandBytesMax = 512 * 1_024;

    // The server allows 64 KiB; this leaves room for names and braces.
    private const int OpBytesMax = 48 * 1_024;

    // In the worst case a UTF-16 unit takes six bytes of JSON.
    private const int TextPartMax = OpBytesMax / 6;

    /// <summary>Adds an atom, in one op if that fits.</summary>
    public static IEnumerable<CanvasOp> Add(string id, string type, string? parentId, IEnumerable<JsonProperty> members)
    {
        var small = new List<KeyValuePair<string, JsonValue>>();
        var later = new List<CanvasOp>();
        var bytes = 0;
        foreach (var member in members)
        {
            var raw = JsonMarshal.GetRawUtf8Value(member.Value);
            bytes += raw.Length + member.Name.Length * 6;
            if (bytes <= OpBytesMax) small.Add(new(member.Name, JsonValue.FromJson(raw)));
            else if (member.Value.ValueKind == JsonValueKind.String) later.AddRange(Set(id, member.Name, member.Value.GetString()!));
            else later.Add(new Update(id, Properties.Create([new(member.Name, JsonValue.FromJson(raw))]), []));
            if (bytes > OpBytesMax) bytes -= raw.Length + member.Name.Length * 6;
        }

        return [new Add(id, type, Properties.Create(small), parentId, null), .. later];
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
            var one = CanvasOpJson.Encode([op]).Span[1..^1];
            if (count == CommandOpsMax || (count > 0 && array.WrittenCount + one.Length > CommandBytesMax))
            {
                yield return Close(array);
                (array, count) = (new ArrayBufferWriter<byte>(), 0);
            }

            array.Write(count++ == 0 ? "["u8 : ","u8);
            array.Write(CanvasOpJson.Encode([op]).Span[1..^1]);
        }

        if (count > 0) yield return Close(array);
    }

    private static IEnumerable<CanvasOp> Set(string atomId, string property, string text) =>
        [new Update(atomId, Properties.Create([new(property, JsonValue.FromText(""))]), []),
            .. Insert(atomId, property, 0, text)];

    private static ReadOnlyMemory<byte> Close(ArrayBufferWriter<byte> array)
    {
        array.Write("]"u8);
        return array.WrittenMemory;
    }
}
