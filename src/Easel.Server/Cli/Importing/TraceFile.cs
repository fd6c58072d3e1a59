using System.Text.Json;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Server.Cli.Importing;

/// <summary>
/// A recorded editing session (josephg/editing-traces), typed again into one text atom: a transaction is a command, a
/// patch <c>[position, deleted, inserted]</c> an op.
/// </summary>
internal sealed class TraceFile : IImportFile
{
    public const string AtomId = "text-1";
    public const string Property = "text";

    private readonly JsonElement root;
    private readonly string start;
    private readonly string end;

    private TraceFile(JsonElement root, string start, string end)
    {
        this.root = root;
        this.start = start;
        this.end = end;
    }

    public string Kind => "editing trace";

    public int CommandsAbout => root.GetProperty("txns").GetArrayLength() + 1;

    public static TraceFile Read(JsonElement root)
    {
        var agents = root.TryGetProperty("numAgents", out var number) && number.TryGetInt32(out var count) ? count : 1;
        var isConcurrent = root.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
            && kind.ValueEquals("concurrent");
        if (isConcurrent || agents > 1)
        {
            throw new CommandFailedException(
                $"The trace was recorded by {agents} agents that did not see each other's edits: its positions have "
                + "no one order. Import a flat trace instead.");
        }

        return new TraceFile(root, Text(root, "startContent"), Text(root, "endContent"));
    }

    public IEnumerable<ReadOnlyMemory<byte>> Commands()
    {
        var text = new CodePointText();
        text.Replace(0, 0, start);
        foreach (var command in Ops.Group(Begin())) yield return command;
        foreach (var transaction in root.GetProperty("txns").EnumerateArray())
        {
            foreach (var command in Ops.Group(Patches(transaction, text))) yield return command;
        }
    }

    public ImportCheck Check(Canvas canvas, bool wasEmpty)
    {
        var isThere = canvas.Find(AtomId) is { } atom && atom.Properties.TryGet(Property, out var value)
            && value.TryGetText(out var text) && text.ToArray().AsSpan().SequenceEqual(end);
        return isThere
            ? new ImportCheck(true, $"the text equals endContent ({end.Length:N0} UTF-16 units)")
            : new ImportCheck(false, "the text differs from endContent");
    }

    private IEnumerable<CanvasOp> Begin()
    {
        using var properties = JsonDocument.Parse("""{"text":"","x":0,"y":0,"width":800,"height":600}""");
        return [.. Ops.Add(AtomId, "text", null, properties.RootElement.EnumerateObject()),
            .. Ops.Insert(AtomId, Property, 0, start)];
    }

    private static IEnumerable<CanvasOp> Patches(JsonElement transaction, CodePointText text)
    {
        var ops = new List<CanvasOp>();
        try
        {
            foreach (var patch in transaction.GetProperty("patches").EnumerateArray())
            {
                var (deleted, inserted) = (patch[1].GetInt32(), patch[2].GetString()!);
                var (at, length) = text.Replace(patch[0].GetInt32(), deleted, inserted);
                ops.AddRange(Patch(at, length, inserted));
            }
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException
            or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new CommandFailedException($"A transaction does not fit the text: {transaction.GetRawText()}");
        }

        return ops;
    }

    private static IEnumerable<CanvasOp> Patch(int at, int length, string inserted)
    {
        var isShort = inserted.Length < 4_096;
        if (length > 0 && inserted.Length > 0 && isShort)
            return [new ReplaceRange(AtomId, Property, at, length, inserted)];
        var insert = Ops.Insert(AtomId, Property, at, inserted);
        return length > 0 ? [new DeleteRange(AtomId, Property, at, length), .. insert] : insert;
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()!
        : throw new CommandFailedException($"The trace has no {name}.");
}
