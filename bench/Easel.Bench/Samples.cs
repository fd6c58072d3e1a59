using System.Collections.Immutable;
using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Bench;

/// <summary>Canvases, ops and commits of the sizes that front ends make.</summary>
internal static class Samples
{
    public static CanvasModel Model { get; } = new();

    public static Attribution By { get; } = new() { ActorId = "user-1", ActorType = "human", Subject = "user-1" };

    /// <summary>Atoms <c>a0</c>, <c>a1</c>, ...; every tenth is at the root and holds the next nine.</summary>
    public static Canvas Canvas(int atoms)
    {
        var canvas = Easel.Documents.Canvases.Canvas.Empty;
        for (var i = 0; i < atoms; i++)
        {
            var parent = i % 10 == 0 ? "null" : $"\"a{i / 10 * 10}\"";
            canvas = Fold(canvas, $$$"""
                {"kind":"add","atom":{"id":"a{{{i}}}","type":"shape","parent_id":{{{parent}}},"properties":
                {"x":{{{i}}},"y":{{{i}}},"w":32,"h":24,"fill":"#2a6f97","text":"Element {{{i}}}"} } }
                """);
        }

        return canvas;
    }

    public static Canvas Fold(Canvas canvas, string op) =>
        CanvasReducer.Apply(canvas, Op(op), out var misfit) ?? throw new InvalidOperationException(misfit);

    public static CanvasOp Op(string json) => Ops($"[{json}]")[0];

    public static ImmutableArray<CanvasOp> Ops(string json) => CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes(json));

    /// <summary>What a drag sends.</summary>
    public static string UpdateJson(int atom, int x) =>
        $$$"""{"kind":"update","atom_id":"a{{{atom}}}","properties":{"x":{{{x}}},"y":{{{x}}}}}""";

    public static Edit<CanvasOp> Edit(Revision head, string ops, string key, bool rebase = false) => new()
    {
        Base = head,
        Ops = new OpBatch<CanvasOp>(Ops(ops), Encoding.UTF8.GetBytes(ops)),
        By = By,
        Key = new EditKey(key, new byte[16]),
        Rebase = rebase,
    };

    /// <summary>A commit with one op and a key, some 300 bytes.</summary>
    public static Commit Commit(Revision revision, string document)
    {
        var details = new CommitDetails { DocumentId = document, By = By, At = DateTimeOffset.UnixEpoch };
        var ops = Encoding.UTF8.GetBytes($"[{UpdateJson(17, 1_234)}]");
        return Easel.Documents.Commit.Create(
            revision, details, ops, new EditKey($"key-{document}-{revision.Number:D20}", new byte[16]));
    }
}
