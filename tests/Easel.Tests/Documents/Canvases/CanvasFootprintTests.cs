using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Tests.Documents.Canvases;

public class CanvasFootprintTests
{
    private static readonly CanvasModel Model = new();

    [Fact]
    public void RB7_Batches_whose_footprints_share_no_bit_read_the_same_over_each_other()
    {
        var apart = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var make = new RandomCanvas(seed);
            var canvas = make.Canvas(12);
            var (ops, others) = (make.Batch(canvas, 1 + (seed % 2), asClient: true), make.Batch(canvas, 1, asClient: true));
            if ((Model.FootprintOf(ops) & Model.FootprintOf(others)) != 0) continue;

            var crossed = Model.Cross(ops, new MissedOps<Canvas, CanvasOp>(canvas, others));

            Assert.True(ops.SequenceEqual(crossed.Ops.Items), $"seed {seed}: {Say.Wire(ops)} over {Say.Wire(others)}");
            Assert.True(others.SequenceEqual(crossed.Missed), $"seed {seed}: {Say.Wire(others)} over {Say.Wire(ops)}");
            apart++;
        }

        Assert.True(apart > 2_000, $"only {apart} of 20,000 pairs were apart");
    }
}
