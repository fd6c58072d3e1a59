using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents;

/// <summary>Limits that keep one caller from holding a document, or from growing one without end.</summary>
public class GuardedDocumentsLimitTests
{
    [Fact]
    public void CM7_A_canvas_may_shrink_but_not_grow_beyond_its_limit()
    {
        var size = new CanvasSize(new CanvasLimits { StateBytesMax = 1_024 });
        var small = CanvasReducer.Apply(Canvas.Empty, Text("a", 500), out _)!;
        var large = CanvasReducer.Apply(small, Text("b", 5_000), out _)!;

        Assert.Null(size.Refuse(Canvas.Empty, Text("a", 500), small));
        Assert.Contains("1024", size.Refuse(small, Text("b", 5_000), large));
        Assert.Null(size.Refuse(large, new Remove("b"), small));
    }

    [Fact]
    public void CM7_An_atom_may_not_lie_deeper_than_the_limit()
    {
        var size = new CanvasSize(new CanvasLimits { DepthMax = 2 });
        var canvas = Canvas.Empty;
        foreach (var (id, parent) in new (string, string?)[] { ("a", null), ("b", "a"), ("c", "b"), ("d", "c") })
            canvas = CanvasReducer.Apply(canvas, Text(id, 1) with { ParentId = parent }, out _)!;

        Assert.Null(size.Refuse(canvas, Text("c", 1) with { ParentId = "b" }, canvas));
        Assert.Contains("2 atoms above", size.Refuse(canvas, Text("d", 1) with { ParentId = "c" }, canvas));
        Assert.NotNull(size.Refuse(canvas, new Move("d", "c", 0), canvas));
    }

    [Fact]
    public void RB7_A_delete_beyond_every_integer_is_left_for_the_fold_to_refuse()
    {
        var wild = new DeleteRange("a", "text", 1 << 30, 1 << 30);
        var state = CanvasReducer.Apply(Canvas.Empty, Text("a", 10), out _)!;
        var rebased = CanvasRebase.Over([wild], [new(state, [new DeleteRange("a", "text", 0, 3)])]);
        Assert.Single(rebased.Ops);
        Assert.Empty(rebased.Dropped);
    }

    private static Add Text(string id, int length) =>
        new(id, "text", Easel.Documents.Canvases.Properties.Empty.Set("text", JsonValue.FromText(new string('x', length))), null, null);
}
