using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Json;

namespace Easel.Tests.Documents.Canvases;

/// <summary>
/// Makes the vectors that C# and TypeScript both run (SPEC OP7): the hand-written cases, and more from seeds. The files are
/// under version control and a test compares them, so a changed vector is seen as the decision that it is.
/// </summary>
internal static class ConformanceWriter
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 64,
    };

    /// <summary>The folder at the root of the repository.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../../conformance"));

    /// <summary>All files by name.</summary>
    public static Dictionary<string, byte[]> Files() => new()
    {
        ["reducer.json"] = Lines(HandWrittenFolds.All.Select(HandWritten).Concat(Enumerable.Range(0, 60).Select(RandomFold))),
        ["inverse.json"] = Lines(HandWrittenFolds.Inverses.Select(one => Inverse("OP4", one.Name, Outline.Parse(one.State), [.. one.Ops]))
            .Concat(Enumerable.Range(0, 50).Select(RandomInverse))),
        ["rebase.json"] = Lines(HandWrittenRebases.All.Select(HandWritten).Concat(Enumerable.Range(0, 100).Select(RandomRebase))),
        ["canonical.json"] = Lines(HandWrittenCanonicals.All.Select(Canonical)),
        ["shape.json"] = Lines(ShapeCases.All.Select(Shape)),
    };

    /// <summary>The state as the vectors show it: canonical, so that every reader sees the same values.</summary>
    public static string Canonical(ReadOnlySpan<byte> json)
    {
        var canonical = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(json, canonical);
        return Encoding.UTF8.GetString(canonical.WrittenSpan);
    }

    private static string HandWritten(FoldCase one) =>
        Fold(one.Rule, one.Name, Outline.Parse(one.State), CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes(one.Ops)), one.Ops);

    private static string HandWritten(RebaseCase one) =>
        Rebase(one.Rule, one.Name, Outline.Parse(one.State), [.. one.Pending], [.. one.Committed.Select(ops => ops.ToImmutableArray())]);

    private static string RandomFold(int seed)
    {
        var make = new RandomCanvas(10_000 + seed);
        var state = make.Canvas(7);
        // Every third batch was made for a canvas that is further on: most of those do not fit.
        var at = seed % 3 == 0 ? RandomCanvas.Apply(state, make.Batch(state, 6, asClient: true)) : state;
        var ops = make.Batch(at, 1 + make.Next(4));
        return Fold("OP", $"seed {seed}", state, ops, Say.Wire(ops));
    }

    private static string RandomInverse(int seed)
    {
        var make = new RandomCanvas(20_000 + seed);
        var state = make.Canvas(7);
        return Inverse("OP4", $"seed {seed}", state, make.Batch(state, 1 + make.Next(4)));
    }

    private static string RandomRebase(int seed)
    {
        var make = new RandomCanvas(30_000 + seed);
        var state = make.Canvas(7);
        var pending = make.Batch(state, 1 + make.Next(3), asClient: true);
        var (head, committed) = (state, new List<ImmutableArray<CanvasOp>>());
        for (var n = make.Next(3); n >= 0; n--)
        {
            committed.Add(make.Batch(head, 1 + make.Next(2)));
            head = RandomCanvas.Apply(head, committed[^1]);
        }

        return Rebase("RB", $"seed {seed}", state, pending, committed);
    }

    private static string Fold(string rule, string name, Canvas state, ImmutableArray<CanvasOp> ops, string wire) => Vector(name, rule, json =>
    {
        Member(json, "state", StateOf(state));
        Member(json, "ops", wire);
        json.WriteStartObject("result");
        var (at, canvas) = (0, state);
        while (at < ops.Length && CanvasReducer.Apply(canvas, ops[at], out _) is { } next) (canvas, at) = (next, at + 1);
        if (at == ops.Length)
        {
            Member(json, "state", StateOf(canvas));
            json.WriteString("state_hash", CanvasJson.Hash(canvas));
        }
        else
        {
            json.WriteBoolean("misfit", true);
            json.WriteNumber("op_index", at);
        }

        json.WriteEndObject();
    });

    private static string Inverse(string rule, string name, Canvas state, ImmutableArray<CanvasOp> ops) => Vector(name, rule, json =>
    {
        Member(json, "state", StateOf(state));
        Member(json, "ops", Say.Wire(ops));
        Member(json, "inverse", Say.Wire(CanvasInverse.Of(state, ops)));
        json.WriteString("back_hash", CanvasJson.Hash(state));
    });

    private static string Rebase(
        string rule, string name, Canvas state, ImmutableArray<CanvasOp> pending, List<ImmutableArray<CanvasOp>> committed) => Vector(name, rule, json =>
    {
        Member(json, "state", StateOf(state));
        Member(json, "pending", Say.Wire(pending));
        Member(json, "committed", $"[{string.Join(',', committed.Select(ops => Say.Wire(ops)))}]");
        var (head, missed) = (state, new List<MissedOps<Canvas, CanvasOp>>());
        foreach (var ops in committed)
        {
            missed.Add(new(head, ops));
            head = RandomCanvas.Apply(head, ops);
        }

        var rebased = CanvasRebase.Over(pending, missed);
        Member(json, "rebased", $"[{string.Join(',', rebased.Ops.Select(op => $"{{\"op_index\":{op.OpIndex},\"op\":{Say.Wire([op.Op])[1..^1]}}}"))}]");
        Member(json, "dropped", $"[{string.Join(',', rebased.Dropped.Select(op => $"{{\"op_index\":{op.OpIndex},\"reason\":\"{op.Reason}\"}}"))}]");
        json.WriteString("state_hash", CanvasJson.Hash(RandomCanvas.Apply(head, rebased.Ops.Select(op => op.Op))));
    });

    private static string Canonical((string Name, string Json, string Canonical) one) => Vector(one.Name, "OP3", json =>
    {
        json.WriteString("json", one.Json);
        json.WriteString("canonical", one.Canonical);
        json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(one.Canonical))));
    });

    private static string Shape(ShapeCase one) => Vector(one.Name, "CM7", json =>
    {
        Member(json, "op", one.Op);
        json.WriteString("verdict", one.IsOk ? "ok" : "refused");
    });

    private static string StateOf(Canvas canvas) => Canonical(CanvasJson.Encode(canvas).Span);

    private static string Vector(string name, string rule, Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Plain);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("rule", rule);
        write(json);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Member(Utf8JsonWriter json, string name, string raw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(raw, skipInputValidation: true);
    }

    /// <summary>One vector a line, so that a diff shows which ones changed.</summary>
    private static byte[] Lines(IEnumerable<string> vectors) => Encoding.UTF8.GetBytes($"[\n{string.Join(",\n", vectors)}\n]\n");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
