using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Tests.Documents.Canvases;

/// <summary>The code does what the cases say that were written by hand from the rules (SPEC OP, RB).</summary>
public class HandWrittenTests
{
    public static TheoryData<string> Folds => [.. HandWrittenFolds.All.Select((one, n) => $"{n} {one.Rule}: {one.Name}")];

    public static TheoryData<string> Inverses => [.. HandWrittenFolds.Inverses.Select((one, n) => $"{n} OP4: {one.Name}")];

    public static TheoryData<string> Rebases => [.. HandWrittenRebases.All.Select((one, n) => $"{n} {one.Rule}: {one.Name}")];

    [Theory]
    [MemberData(nameof(Folds))]
    public void A_fold(string name)
    {
        var wanted = HandWrittenFolds.All.ElementAt(Number(name));
        Canvas? state = Outline.Parse(wanted.State);
        var (ops, misfit) = (CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes(wanted.Ops)), -1);
        for (var at = 0; at < ops.Length && state is not null; at++)
        {
            state = CanvasReducer.Apply(state, ops[at], out var reason);
            if (state is null) misfit = at;
            Assert.Equal(state is null, reason is not null);
        }

        Assert.Equal((wanted.Result, wanted.Misfit), (state is null ? null : Outline.Of(state), misfit));
    }

    [Theory]
    [MemberData(nameof(Inverses))]
    public void An_inverse(string name)
    {
        var wanted = HandWrittenFolds.Inverses[Number(name)];
        var state = Outline.Parse(wanted.State);
        Assert.Equal(Say.Wire(wanted.Inverse), Say.Wire(CanvasInverse.Of(state, [.. wanted.Ops])));
    }

    [Theory]
    [MemberData(nameof(Rebases))]
    public void A_rebase(string name)
    {
        var wanted = HandWrittenRebases.All.ElementAt(Number(name));
        var (missed, head) = (new List<MissedOps<Canvas, CanvasOp>>(), Outline.Parse(wanted.State));
        foreach (var commit in wanted.Committed)
        {
            missed.Add(new(head, [.. commit]));
            head = RandomCanvas.Apply(head, commit);
        }

        var rebased = CanvasRebase.Over([.. wanted.Pending], missed);

        var end = Outline.Of(RandomCanvas.Apply(head, rebased.Ops.Select(op => op.Op)));
        Assert.Equal(
            (wanted.End, Say.Wire(wanted.Rebased.Select(op => op.Op)), string.Join(' ', wanted.Dropped)),
            (end, Say.Wire(rebased.Ops.Select(op => op.Op)), string.Join(' ', rebased.Dropped)));
        Assert.Equal(wanted.Rebased.Select(op => op.OpIndex), rebased.Ops.Select(op => op.OpIndex));
    }

    private static int Number(string name) => int.Parse(name[..name.IndexOf(' ')]);
}
