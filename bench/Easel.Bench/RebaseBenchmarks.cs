using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Bench;

/// <summary>What does it cost to carry a stale edit over what it missed, in the same atom and elsewhere?</summary>
public class RebaseBenchmarks
{
    private ImmutableArray<CanvasOp> pending;
    private List<MissedOps<Canvas, CanvasOp>> missed = [];

    [Params(1, 32, 512)]
    public int Missed { get; set; }

    [Params(1, 16)]
    public int Ops { get; set; }

    [Params(false, true)]
    public bool SameAtom { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var canvas = Samples.Canvas(1_000);
        pending = Samples.Ops($"[{string.Join(',', Enumerable.Range(0, Ops).Select(i => Samples.UpdateJson(i, i)))}]");
        missed = [];
        for (var i = 0; i < Missed; i++)
        {
            var ops = Samples.Ops($"[{Samples.UpdateJson(SameAtom ? i % Ops : 500 + (i % 500), i)}]");
            missed.Add(new MissedOps<Canvas, CanvasOp>(canvas, ops));
            canvas = CanvasReducer.Apply(canvas, ops[0], out _)!;
        }
    }

    [Benchmark]
    public RebasedOps<CanvasOp> Rebase() => CanvasRebase.Over(pending, missed);
}
