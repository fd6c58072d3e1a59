using System.Collections.Immutable;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Canvases;

/// <summary>Makes canvases and fitting ops from a seed: small ones, so that ops meet often.</summary>
internal sealed class RandomCanvas(int seed)
{
    private static readonly string[] TextNames = ["text", "label"];
    private readonly Random random = new(seed);
    private int made;

    public Canvas Canvas(int ops)
    {
        var canvas = Easel.Documents.Canvases.Canvas.Empty;
        for (var i = 0; i < ops; i++) canvas = Apply(canvas, Op(canvas));
        return canvas;
    }

    /// <summary>Ops that fit one after the other; clients send no resets.</summary>
    public ImmutableArray<CanvasOp> Batch(Canvas canvas, int count, bool asClient = false)
    {
        var ops = ImmutableArray.CreateBuilder<CanvasOp>();
        for (var i = 0; i < count; i++)
        {
            var op = Op(canvas);
            if (asClient && op is Reset) continue;
            canvas = Apply(canvas, op);
            ops.Add(op);
        }

        return ops.ToImmutable();
    }

    public CanvasOp Op(Canvas canvas)
    {
        while (true)
        {
            var op = Any(canvas);
            if (CanvasReducer.Apply(canvas, op, out _) is not null) return op;
        }
    }

    public int Next(int below) => random.Next(below);

    public static Canvas Apply(Canvas canvas, CanvasOp op) =>
        CanvasReducer.Apply(canvas, op, out var misfit) ?? throw new InvalidOperationException($"{op}: {misfit}");

    public static Canvas Apply(Canvas canvas, IEnumerable<CanvasOp> ops) => ops.Aggregate(canvas, Apply);

    private CanvasOp Any(Canvas canvas)
    {
        if (canvas.Atoms.Count < 3) return NewAtom(canvas);
        return random.Next(16) switch
        {
            < 4 => NewAtom(canvas),
            4 => new Remove(AtomId(canvas)),
            < 7 => new Update(AtomId(canvas), Some(), Gone()),
            < 10 => new Move(AtomId(canvas), ParentId(canvas), random.Next(5)),
            10 => random.Next(4) == 0 ? new Reset(Other(canvas)) : new SetMeta(Pick("title", "background"), Value()),
            11 => new SetMeta(Pick("title", "background"), random.Next(2) == 0 ? null : Value()),
            _ => Typing(canvas),
        };
    }

    private Add NewAtom(Canvas canvas)
    {
        // Few names, so that two sides add the same id now and then.
        var id = random.Next(8) == 0 ? $"twin{random.Next(3)}" : $"a{seed}-{made++}";
        return new Add(id, "text", Some().Set("text", JsonValue.FromText(Words())), ParentId(canvas),
            random.Next(3) == 0 ? null : random.Next(4));
    }

    private CanvasOp Typing(Canvas canvas)
    {
        var (id, name) = (AtomId(canvas), Pick(TextNames));
        var length = canvas.Atoms[id].Properties.TryGet(name, out var value) && value.TryGetText(out var text) ? text.Count : 0;
        var at = random.Next(length + 1);
        var count = random.Next(Math.Min(6, length - at) + 1);
        return random.Next(3) switch
        {
            0 => new InsertText(id, name, at, Words()),
            1 => new DeleteRange(id, name, at, count),
            _ => new ReplaceRange(id, name, at, count, Words()),
        };
    }

    private Canvas Other(Canvas canvas)
    {
        var next = canvas;
        for (var i = 0; i < 3; i++)
        {
            var op = Any(next);
            if (op is not Reset) next = CanvasReducer.Apply(next, op, out _) ?? next;
        }

        return next;
    }

    private Properties Some() => Properties.Create(
        new[] { "x", "y", "label", "text" }.Where(_ => random.Next(3) == 0).Select(name => KeyValuePair.Create(name, Value(name))));

    private ImmutableArray<string> Gone() => random.Next(4) == 0 ? ["colour"] : [];

    private JsonValue Value(string name = "") =>
        TextNames.Contains(name) ? JsonValue.FromText(Words()) : JsonValue.FromJson([(byte)('0' + random.Next(10))]);

    private string Words() => string.Concat(Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Pick("a", "b", "ß", "😀", "\n", "\"")));

    private string AtomId(Canvas canvas) => canvas.IdsForTests()[random.Next(canvas.Atoms.Count)];

    private string? ParentId(Canvas canvas) => canvas.Atoms.Count > 0 && random.Next(3) == 0 ? AtomId(canvas) : null;

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];
}

internal static class CanvasForTests
{
    public static List<string> IdsForTests(this Canvas canvas) => [.. canvas.Atoms.Keys.Order(StringComparer.Ordinal)];
}
