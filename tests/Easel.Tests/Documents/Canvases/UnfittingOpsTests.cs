using System.Collections.Immutable;
using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Canvases;

/// <summary>
/// A client may send ops that never fitted anything. They are for the fold to refuse (SPEC RB7): nothing may throw, for a turn
/// that throws fails the edits of everyone in it.
/// </summary>
public class UnfittingOpsTests
{
    // What a client can say at most, and what tips over when something is added to it.
    private const int Far = OpMembers.PositionMax;

    [Fact]
    public void RB7_Rebasing_ops_that_fit_nothing_never_throws()
    {
        for (var seed = 0; seed < 30_000; seed++)
        {
            var make = new RandomCanvas(seed);
            var state = make.Canvas(12);
            var pending = Wild(new Random(seed), state);
            var (head, missed) = (state, new List<MissedOps<Canvas, CanvasOp>>());
            for (var n = make.Next(3); n >= 0; n--)
            {
                missed.Add(new(head, make.Batch(head, 1 + make.Next(4))));
                head = RandomCanvas.Apply(head, missed[^1].Ops);
            }

            try
            {
                foreach (var op in CanvasRebase.Over(pending, missed).Ops)
                    head = CanvasReducer.Apply(head, op.Op, out _) ?? head;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"seed {seed}: {string.Join(" ", pending)} threw {thrown}");
            }

            Assert.Equal(CanvasJson.Hash(head), CanvasJson.Hash(CanvasJson.Decode(CanvasJson.Encode(head))));
        }
    }

    [Fact]
    public void CM7_A_position_beyond_everything_stays_beyond_after_a_rebase()
    {
        var state = RandomCanvas.Apply(Canvas.Empty, [Desk.AddText("a"), Desk.AddText("b")]);
        CanvasOp[] committed = [Desk.AddText("c"), new InsertText("a", "text", 0, "more")];
        var rebased = CanvasRebase.Over(
            [new Move("a", null, Far), new Add("d", "t", Properties.Empty, null, Far)],
            [new(state, [.. committed])]);

        var end = RandomCanvas.Apply(RandomCanvas.Apply(state, committed), rebased.Ops.Select(op => op.Op));
        Assert.Equal(["b", "c", "a", "d"], end.Roots.ToArray());
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    public void CM7_The_fold_refuses_positions_that_no_text_has(int at)
    {
        var state = RandomCanvas.Apply(Canvas.Empty, Desk.AddText("a"));
        CanvasOp[] ops =
        [
            new InsertText("a", "text", at, "x"), new DeleteRange("a", "text", at, 1), new DeleteRange("a", "text", 1, at),
            new DeleteRange("a", "text", at, at), new ReplaceRange("a", "text", 1, at, "x"),
        ];
        Assert.All(ops, op => Assert.Null(CanvasReducer.Apply(state, op, out _)));
    }

    private static ImmutableArray<CanvasOp> Wild(Random random, Canvas state)
    {
        string[] ids = [.. state.IdsForTests(), "ghost", "twin0", "twin1", "twin2"];
        string Id() => ids[random.Next(ids.Length)];
        string? Parent() => random.Next(2) == 0 ? null : Id();
        int Place() => random.Next(4) == 0 ? Far - random.Next(2) : random.Next(5);
        CanvasOp Op() => random.Next(9) switch
        {
            0 => new Add(Id(), "t", Properties.Empty, Parent(), Place()),
            1 => new Add(Id(), "t", Properties.Empty, Parent(), null),
            2 => new Remove(Id()),
            3 => new Update(Id(), Properties.Empty.Set("text", JsonValue.FromText("x")), ["label"]),
            4 or 5 => new Move(Id(), Parent(), Place()),
            6 => new InsertText(Id(), "text", Place(), "xy"),
            7 => new DeleteRange(Id(), "text", Place(), Place()),
            _ => new ReplaceRange(Id(), "label", Place(), Place(), "xy"),
        };
        return [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Op())];
    }
}
