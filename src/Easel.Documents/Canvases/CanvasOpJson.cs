using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>Reads and writes ops as JSON (SPEC OP).</summary>
public static class CanvasOpJson
{
    private const int KindShownMax = 32;

    // A stored reset holds a whole state, which nests deeper than any op of a client.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 64,
    };

    /// <summary>
    /// Reads a client's op array, already accepted by <see cref="Json.StrictJson"/>. Unknown members are ignored.
    /// </summary>
    /// <returns>False, with the first fault, if any op has the wrong shape or is too large.</returns>
    public static bool TryParse(
        ReadOnlyMemory<byte> opArray, CanvasLimits limits, out ImmutableArray<CanvasOp> ops,
        [NotNullWhen(false)] out OpFault? fault)
    {
        ops = default;
        using var document = JsonDocument.Parse(opArray, Deep);
        var array = document.RootElement;
        var count = array.ValueKind == JsonValueKind.Array ? array.GetArrayLength() : 0;
        fault = array.ValueKind != JsonValueKind.Array ? new OpFault(null, "ops must be an array")
            : count == 0 ? new OpFault(null, "ops is empty")
            : count > limits.OpsMax ? new OpFault(null, $"more than {limits.OpsMax} ops", TooLarge: true)
            : null;
        if (fault is not null) return false;

        var parsed = ImmutableArray.CreateBuilder<CanvasOp>(count);
        foreach (var element in array.EnumerateArray())
        {
            fault = Parse(element, limits, parsed.Count, out var op);
            if (fault is not null) return false;
            parsed.Add(op!);
        }

        ops = parsed.MoveToImmutable();
        return true;
    }

    /// <summary>Reads an op array from the log, where the server's own ops stand too.</summary>
    /// <exception cref="FormatException">The bytes are not ops.</exception>
    public static ImmutableArray<CanvasOp> ParseStored(ReadOnlyMemory<byte> opArray)
    {
        try
        {
            using var document = JsonDocument.Parse(opArray, Deep);
            return [.. document.RootElement.EnumerateArray().Select(ParseStored)];
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("not an op array", broken);
        }
    }

    /// <summary>Writes ops as a JSON array.</summary>
    public static ReadOnlyMemory<byte> Encode(IEnumerable<CanvasOp> ops)
    {
        var to = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(to, Plain);
        json.WriteStartArray();
        foreach (var op in ops)
        {
            json.WriteStartObject();
            Write(op, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return to.WrittenMemory;
    }

    private static OpFault? Parse(JsonElement element, CanvasLimits limits, int index, out CanvasOp? op)
    {
        op = null;
        if (element.ValueKind != JsonValueKind.Object) return new OpFault(index, "an op must be an object");
        if (JsonMarshal.GetRawUtf8Value(element).Length > limits.OpBytesMax)
            return new OpFault(index, $"the op is larger than {limits.OpBytesMax} bytes", TooLarge: true);
        var members = new OpMembers(element, limits);
        op = Read(members);
        return members.Fault is { } reason ? new OpFault(index, reason) : null;
    }

    private static CanvasOp ParseStored(JsonElement element)
    {
        if (element.GetProperty("kind").ValueEquals("reset"))
            return new Reset(CanvasJson.Decode(element.GetProperty("state")));
        var members = new OpMembers(element, limits: null);
        return Read(members) is { } op && members.Fault is null ? op : throw new FormatException(members.Fault);
    }

    private static CanvasOp? Read(OpMembers op) => op.Text("kind") switch
    {
        "add" => ReadAdd(op),
        "remove" => new Remove(op.Id("atom_id")),
        "update" => ReadUpdate(op),
        "move" => new Move(op.Id("atom_id"), op.IdOrNull("new_parent_id"), op.Position("new_index")),
        "insert_text" => new InsertText(op.Id("atom_id"), op.Name("property"), op.Position("at"), op.Text("text")),
        "delete_range" => new DeleteRange(
            op.Id("atom_id"), op.Name("property"), op.Position("at"), op.Position("length")),
        "replace_text_range" => new ReplaceRange(
            op.Id("atom_id"), op.Name("property"), op.Position("at"), op.Position("length"), op.Text("text")),
        "set_meta" => ReadSetMeta(op),
        var kind => op.Refuse<CanvasOp>($"unknown kind {kind[..Math.Min(kind.Length, KindShownMax)]}"),
    };

    private static CanvasOp? ReadAdd(OpMembers op)
    {
        if (op.Object("atom") is not { } atom) return null;
        var index = op.Has("index") ? op.Position("index") : (int?)null;
        var (outer, inner) = (op.IdOrNull("parent_id"), atom.IdOrNull("parent_id"));
        var add = new Add(atom.Id("id"), atom.Name("type"), atom.Properties("properties"), outer ?? inner, index);
        if (atom.Fault is { } fault) return op.Refuse<CanvasOp>(fault);
        return outer is not null && inner is not null && outer != inner
            ? op.Refuse<CanvasOp>("parent_id differs from atom.parent_id")
            : add;
    }

    private static Update? ReadUpdate(OpMembers op)
    {
        var update = new Update(op.Id("atom_id"), op.Properties("properties"), op.Names("unset"));
        return update.Unset.FirstOrDefault(update.Set.Contains) is { } both
            ? op.Refuse<Update>($"{both} is both in properties and in unset")
            : update;
    }

    private static CanvasOp? ReadSetMeta(OpMembers op)
    {
        var key = op.Name("key");
        var unset = op.Flag("unset");
        return unset == op.Has("value")
            ? op.Refuse<CanvasOp>("set_meta takes either a value or unset: true")
            : new SetMeta(key, unset ? null : op.Value("value"));
    }

    private static void Write(CanvasOp op, Utf8JsonWriter json)
    {
        switch (op)
        {
            case Add add: Write(add, json); break;
            case Remove remove: Head(json, "remove"u8, remove.AtomId); break;
            case Update update: Write(update, json); break;
            case Move move:
                Head(json, "move"u8, move.AtomId);
                json.WriteString("new_parent_id"u8, move.NewParentId);
                json.WriteNumber("new_index"u8, move.NewIndex);
                break;
            case TextOp text: Write(text, json); break;
            case SetMeta set:
                json.WriteString("kind"u8, "set_meta"u8);
                json.WriteString("key"u8, set.Key);
                if (set.Value is { } value) Write("value", value, json);
                else json.WriteBoolean("unset"u8, true);
                break;
            case Reset reset:
                json.WriteString("kind"u8, "reset"u8);
                json.WritePropertyName("state"u8);
                json.WriteRawValue(CanvasJson.Encode(reset.State).Span, skipInputValidation: true);
                break;
            default: throw new UnreachableException(op.GetType().Name);
        }
    }

    private static void Write(Add add, Utf8JsonWriter json)
    {
        json.WriteString("kind"u8, "add"u8);
        json.WriteStartObject("atom"u8);
        json.WriteString("id"u8, add.Id);
        json.WriteString("type"u8, add.Type);
        Write("properties", add.Properties, json);
        json.WriteEndObject();
        if (add.ParentId is { } parent) json.WriteString("parent_id"u8, parent);
        if (add.Index is { } index) json.WriteNumber("index"u8, index);
    }

    private static void Write(Update update, Utf8JsonWriter json)
    {
        Head(json, "update"u8, update.AtomId);
        if (update.Set.Count > 0) Write("properties", update.Set, json);
        if (update.Unset.IsEmpty) return;
        json.WriteStartArray("unset"u8);
        foreach (var name in update.Unset) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void Write(TextOp op, Utf8JsonWriter json)
    {
        var (kind, text) = op switch
        {
            InsertText insert => ("insert_text", insert.Text),
            DeleteRange => ("delete_range", null),
            ReplaceRange replace => ("replace_text_range", replace.Text),
            _ => throw new UnreachableException(op.GetType().Name),
        };
        json.WriteString("kind"u8, kind);
        json.WriteString("atom_id"u8, op.AtomId);
        json.WriteString("property"u8, op.Property);
        json.WriteNumber("at"u8, op.At);
        if (op is not InsertText) json.WriteNumber("length"u8, TextOps.Parts(op).Length);
        if (text is not null) json.WriteString("text"u8, text);
    }

    private static void Write(string name, Properties properties, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in properties) Write(key, value, json);
        json.WriteEndObject();
    }

    private static void Write(string name, JsonValue value, Utf8JsonWriter json)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.ToJson().Span, skipInputValidation: true);
    }

    private static void Head(Utf8JsonWriter json, ReadOnlySpan<byte> kind, string atomId)
    {
        json.WriteString("kind"u8, kind);
        json.WriteString("atom_id"u8, atomId);
    }
}
