using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Server.Exports;

/// <summary>
/// Writes a canvas as JSON Canvas 1.0. What was imported comes out as it was; what was made here gets the members that
/// the format requires. The format has no tree, so atoms inside others stand beside them.
/// </summary>
internal static class JsonCanvasWriter
{
    public const string Arrow = "arrow";

    /// <summary>Where an id is kept that cannot be one here.</summary>
    public const string ForeignId = "jsonCanvasId";

    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        IndentCharacter = '\t',
        IndentSize = 1,
        SkipValidation = true,
        MaxDepth = 64,
    };

    // In the order in which readers expect them; the others follow.
    private static readonly string[] FirstMembers = ["x", "y", "width", "height", "color"];

    private static readonly (string Name, int Value)[] Required = [("x", 0), ("y", 0), ("width", 250), ("height", 60)];

    public static ReadOnlyMemory<byte> Write(Canvas canvas)
    {
        var atoms = Enumerable.Range(0, canvas.Roots.Count)
            .SelectMany(i => canvas.Subtree(canvas.Find(canvas.Roots[i])!)).ToLookup(IsEdge);
        var to = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(to, Indented);
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        foreach (var atom in atoms[false]) WriteNode(json, atom);
        json.WriteEndArray();
        json.WriteStartArray("edges");
        foreach (var atom in atoms[true]) WriteEdge(json, atom);
        json.WriteEndArray();
        foreach (var (name, value) in canvas.Meta)
        {
            if (name is not ("nodes" or "edges")) Write(json, name, value);
        }

        json.WriteEndObject();
        json.Flush();
        to.Write("\n"u8);
        return to.WrittenMemory;
    }

    /// <summary>An arrow that is tied to nothing is a shape like others.</summary>
    private static bool IsEdge(Atom atom) =>
        atom.Type == Arrow && atom.Properties.Contains("fromNode") && atom.Properties.Contains("toNode");

    private static void WriteNode(Utf8JsonWriter json, Atom atom)
    {
        json.WriteStartObject();
        WriteId(json, atom);
        json.WriteString("type", atom.Type);
        foreach (var name in FirstMembers)
        {
            if (atom.Properties.TryGet(name, out var value)) Write(json, name, value);
            else if (Array.Find(Required, one => one.Name == name) is { Name: not null } required)
                json.WriteNumber(required.Name, required.Value);
        }

        WriteRest(json, atom, [.. FirstMembers, "id", "type"]);
        json.WriteEndObject();
    }

    private static void WriteEdge(Utf8JsonWriter json, Atom atom)
    {
        json.WriteStartObject();
        WriteId(json, atom);
        WriteRest(json, atom, ["id"]);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, Atom atom)
    {
        if (atom.Properties.TryGet(ForeignId, out var foreign)) Write(json, "id", foreign);
        else json.WriteString("id", atom.Id);
    }

    private static void WriteRest(Utf8JsonWriter json, Atom atom, string[] written)
    {
        foreach (var (name, value) in atom.Properties)
        {
            if (name != ForeignId && !written.Contains(name)) Write(json, name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, JsonValue value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.ToJson().Span, skipInputValidation: true);
    }
}
