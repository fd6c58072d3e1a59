using System.Collections.Immutable;
using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Canvases;

/// <summary>Rebase of whole batches (SPEC RB).</summary>
public class CanvasRebaseTests
{
    [Fact]
    public void RB7_The_second_pending_op_keeps_its_place_in_the_first()
    {
        var state = TextCanvas("hello");
        var rebased = Rebase(state, [Insert(0, "AB"), Insert(2, "C")], [Insert(1, "x")]);
        Assert.Equal("ABChxello", TextOf(Fold(state, [Insert(1, "x")], rebased)));
    }

    [Fact]
    public void RB4_Committed_text_inside_a_deleted_range_survives()
    {
        var state = TextCanvas("hello");
        var rebased = Rebase(state, [new DeleteRange("a", "text", 1, 3)], [Insert(2, "xx")]);
        Assert.Equal(2, rebased.Ops.Length);
        Assert.Equal("hxxo", TextOf(Fold(state, [Insert(2, "xx")], rebased)));
    }

    [Fact]
    public void RB1_What_depends_on_a_dropped_add_is_dropped_with_it()
    {
        var state = RandomCanvas.Apply(Canvas.Empty, new Add("group", "group", Properties.Empty, null, null));
        var rebased = Rebase(
            state,
            [new Add("a", "text", Properties.Empty, "group", null), new Update("a", Properties.Empty, ["x"]), new SetMeta("title", JsonValue.FromText("t"))],
            [new Remove("group")]);
        Assert.Equal([new DroppedOp(0, RebaseReasons.AtomRemoved), new DroppedOp(1, RebaseReasons.AtomRemoved)], rebased.Dropped);
        Assert.Equal(2, Assert.Single(rebased.Ops).OpIndex);
    }

    [Fact]
    public void RB1_A_remove_of_what_is_gone_is_satisfied_silently()
    {
        var state = TextCanvas("hello");
        var rebased = Rebase(state, [new Remove("a")], [new Remove("a")]);
        Assert.Empty(rebased.Ops);
        Assert.Empty(rebased.Dropped);
    }

    [Fact]
    public void RB2_Later_ops_meet_the_atom_that_was_committed()
    {
        var mine = new Add("a", "text", Properties.Empty, null, null);
        var update = new Update("a", Properties.Empty.Set("x", JsonValue.FromJson("1"u8)), []);
        var rebased = Rebase(Canvas.Empty, [mine, update], [mine]);
        Assert.Equal([new DroppedOp(0, RebaseReasons.AtomExists)], rebased.Dropped);
        Assert.Equal(update, Assert.Single(rebased.Ops).Op);
    }

    /// <summary>Clients rebase commit by commit, the server over all that was missed at once: both must end alike.</summary>
    [Fact]
    public void RB7_Batches_over_any_history_fold_and_both_ways_of_rebasing_agree()
    {
        var dropped = 0;
        for (var seed = 0; seed < 10_000; seed++)
        {
            var make = new RandomCanvas(seed);
            var state = make.Canvas(12);
            var pending = make.Batch(state, 1 + make.Next(4), asClient: true);
            var missed = new List<MissedOps<Canvas, CanvasOp>>();
            var head = state;
            var stepwise = pending;
            for (var n = make.Next(4); n >= 0; n--)
            {
                var ops = make.Batch(head, 1 + make.Next(3));
                missed.Add(new MissedOps<Canvas, CanvasOp>(head, ops));
                stepwise = [.. CanvasRebase.Over(stepwise, [missed[^1]]).Ops.Select(op => op.Op)];
                head = RandomCanvas.Apply(head, ops);
            }

            var rebased = CanvasRebase.Over(pending, missed);
            dropped += rebased.Dropped.Length;
            var atOnce = RandomCanvas.Apply(head, rebased.Ops.Select(op => op.Op));
            Assert.True(CanvasJson.Hash(atOnce) == CanvasJson.Hash(RandomCanvas.Apply(head, stepwise)), $"seed {seed}");
        }

        Assert.True(dropped > 1_000, "the histories hardly met");
    }

    private static CanvasOp Insert(int at, string text) => new InsertText("a", "text", at, text);

    private static Canvas TextCanvas(string text) => RandomCanvas.Apply(
        Canvas.Empty, new Add("a", "text", Properties.Empty.Set("text", JsonValue.FromText(text)), null, null));

    private static RebasedOps<CanvasOp> Rebase(Canvas state, ImmutableArray<CanvasOp> pending, ImmutableArray<CanvasOp> committed) =>
        CanvasRebase.Over(pending, [new MissedOps<Canvas, CanvasOp>(state, committed)]);

    private static Canvas Fold(Canvas state, ImmutableArray<CanvasOp> committed, RebasedOps<CanvasOp> rebased) =>
        RandomCanvas.Apply(RandomCanvas.Apply(state, committed), rebased.Ops.Select(op => op.Op));

    private static string TextOf(Canvas canvas)
    {
        canvas.Atoms["a"].Properties.TryGet("text", out var value);
        value!.TryGetText(out var text);
        return new string(text!.ToArray());
    }
}
