using BenchmarkDotNet.Attributes;
using Easel.Documents.Canvases;

namespace Easel.Bench;

/// <summary>Does folding one op cost what the op touches, whatever the size of the canvas?</summary>
public class FoldBenchmarks
{
    private Canvas canvas = Canvas.Empty;
    private CanvasOp op = null!;

    [Params(100, 1_000, 10_000)]
    public int Atoms { get; set; }

    [Params("add", "remove", "update", "move", "set_meta")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        canvas = Samples.Canvas(Atoms);
        op = Samples.Op(Kind switch
        {
            "add" => """{"kind":"add","atom":{"id":"new","type":"shape","properties":{"x":1,"y":2}}}""",
            "remove" => """{"kind":"remove","atom_id":"a50"}""",
            "update" => Samples.UpdateJson(57, 9),
            "move" => """{"kind":"move","atom_id":"a57","new_parent_id":"a0","new_index":3}""",
            _ => """{"kind":"set_meta","key":"title","value":"A title"}""",
        });
    }

    [Benchmark]
    public Canvas? Fold() => CanvasReducer.Apply(canvas, op, out _);
}

/// <summary>Does a keystroke cost the keystroke, or the text?</summary>
public class TypingBenchmarks
{
    private Canvas canvas = Canvas.Empty;
    private CanvasOp key = null!;

    [Params(1_000, 100_000)]
    public int Characters { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var text = new string('e', Characters);
        canvas = Samples.Fold(Canvas.Empty, $$$"""
            {"kind":"add","atom":{"id":"t","type":"text","properties":{"text":"{{{text}}}"} } }
            """);
        key = Samples.Op($$"""
            {"kind":"insert_text","atom_id":"t","property":"text","at":{{Characters / 2}},"text":"x"}
            """);
        // The first keystroke turns the token into a sequence; it is the others that count.
        canvas = CanvasReducer.Apply(canvas, key, out _)!;
    }

    [Benchmark]
    public Canvas? Type() => CanvasReducer.Apply(canvas, key, out _);
}
