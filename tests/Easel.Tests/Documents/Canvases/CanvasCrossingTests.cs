using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Canvases;

/// <summary>Rebase of single ops: both orders end in the same canvas (SPEC RB7).</summary>
public class CanvasCrossingTests
{
    [Fact]
    public void RB7_Two_ops_end_in_the_same_canvas_in_both_orders()
    {
        for (var seed = 0; seed < 60_000; seed++)
        {
            var make = new RandomCanvas(seed);
            var state = make.Canvas(12);
            CanvasOp p = make.Op(state), c = make.Op(state);
            if (p is Reset) continue; // No client sends one.
            var crossed = CanvasCrossing.Of(p, c, state);
            var one = RandomCanvas.Apply(RandomCanvas.Apply(state, c), crossed.Pending);
            var two = RandomCanvas.Apply(RandomCanvas.Apply(state, p), crossed.Committed);
            Assert.True(CanvasJson.Hash(one) == CanvasJson.Hash(two), $"seed {seed}: {p} over {c} gave {crossed}");
            if (CanvasCrossing.Commute(p, c))
                Assert.Equal(CanvasJson.Hash(one), CanvasJson.Hash(RandomCanvas.Apply(RandomCanvas.Apply(state, p), c)));
        }
    }
}
