using System.Text.Json;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Cli.Importing;

/// <summary>A state, as <c>easel export --format easel</c> writes it, made again by ordinary commands.</summary>
internal sealed class EaselFile : IImportFile
{
    private readonly List<ReadOnlyMemory<byte>> commands;
    private readonly string hash;

    private EaselFile(List<ReadOnlyMemory<byte>> commands, string hash)
    {
        this.commands = commands;
        this.hash = hash;
    }

    public string Kind => "Easel export";

    public int CommandsAbout => commands.Count;

    public static EaselFile Read(JsonElement root)
    {
        try
        {
            var canvas = CanvasJson.Decode(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(root).ToArray());
            return new EaselFile([.. Ops.Group(Restore(root, canvas))], CanvasJson.Hash(canvas));
        }
        catch (Exception broken) when (broken is FormatException or KeyNotFoundException)
        {
            throw new CommandFailedException("The file has atoms but is not an Easel export: its parts do not fit.");
        }
    }

    public IEnumerable<ReadOnlyMemory<byte>> Commands() => commands;

    public ImportCheck? Check(Canvas canvas, bool wasEmpty)
    {
        if (!wasEmpty) return null;
        return CanvasJson.Hash(canvas) == hash
            ? new ImportCheck(true, $"the state is the exported one ({hash[..12]})")
            : new ImportCheck(false, "the state differs from the exported one");
    }

    private static IEnumerable<CanvasOp> Restore(JsonElement root, Canvas canvas)
    {
        // A parent comes before its children, and each comes last among those that are there.
        var atoms = root.GetProperty("atoms");
        var order = Enumerable.Range(0, canvas.Roots.Count)
            .SelectMany(i => canvas.Subtree(canvas.Find(canvas.Roots[i]) ?? throw new KeyNotFoundException()));
        var adds = order.SelectMany(atom => Ops.Add(
            atom.Id, atom.Type, atom.ParentId, atoms.GetProperty(atom.Id).GetProperty("properties").EnumerateObject()));
        return [.. adds, .. canvas.Meta.Select(member => new SetMeta(member.Key, member.Value))];
    }
}
