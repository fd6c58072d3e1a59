using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Easel.Documents.Canvases;
using Easel.Server.Exports;
using Easel.Server.Wire;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Cli.Importing;

/// <summary>
/// JSON Canvas 1.0. A node becomes an atom of its own type, an edge an atom of type <c>arrow</c>; their members become
/// properties under the same names, also those that the format does not know.
/// </summary>
internal sealed class JsonCanvasFile : IImportFile
{
    private readonly List<ReadOnlyMemory<byte>> commands;

    private JsonCanvasFile(List<ReadOnlyMemory<byte>> commands) => this.commands = commands;

    public string Kind => "JSON Canvas";

    public int CommandsAbout => commands.Count;

    public static JsonCanvasFile Read(JsonElement root)
    {
        var nodes = Items(root, "nodes").SelectMany(node => Add(node, Text(node, "type")));
        var edges = Items(root, "edges").SelectMany(edge => Add(edge, JsonCanvasWriter.Arrow));
        // What the file says of itself beside nodes and edges.
        var rest = root.EnumerateObject().Where(member => !member.NameEquals("nodes") && !member.NameEquals("edges"))
            .Select(member => new SetMeta(member.Name, JsonValue.FromJson(JsonMarshal.GetRawUtf8Value(member.Value))));
        return new JsonCanvasFile([.. Ops.Group([.. nodes, .. edges, .. rest])]);
    }

    public IEnumerable<ReadOnlyMemory<byte>> Commands() => commands;

    public ImportCheck? Check(Canvas canvas, bool wasEmpty) => null;

    /// <summary>The atom of a node or edge. For an id that is none here (SPEC GE3) it is always the same one.</summary>
    public static string AtomId(string id) =>
        Ids.IsId(id) ? id : $"id-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..16]}";

    private static IEnumerable<CanvasOp> Add(JsonElement item, string type)
    {
        var id = Text(item, "id");
        var members = item.EnumerateObject().Where(member =>
            !member.NameEquals("id") && (type == JsonCanvasWriter.Arrow || !member.NameEquals("type")));
        var atomId = AtomId(id);
        var ops = Ops.Add(atomId, type, null, members);
        if (atomId == id) return ops;
        var foreign = Properties.Create([new(JsonCanvasWriter.ForeignId, JsonValue.FromText(id))]);
        return [.. ops, new Update(atomId, foreign, [])];
    }

    private static IEnumerable<JsonElement> Items(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var items)) return [];
        var isRight = items.ValueKind == JsonValueKind.Array
            && items.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object);
        if (!isRight) throw new CommandFailedException($"{name} must be an array of objects.");
        return items.EnumerateArray();
    }

    private static string Text(JsonElement item, string name)
    {
        if (item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String)
            return member.GetString()!;
        var shown = item.GetRawText();
        throw new CommandFailedException($"This node or edge has no {name}: {shown[..Math.Min(shown.Length, 80)]}");
    }
}
