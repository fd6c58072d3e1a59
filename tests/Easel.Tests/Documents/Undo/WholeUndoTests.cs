using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Undo;

/// <summary>Undoing all of a scope with one commit.</summary>
public class WholeUndoTests
{
    [Fact]
    public async Task CM12_All_of_a_scope_is_undone_by_one_commit_and_redone_by_one()
    {
        var desk = new UndoDesk();
        await desk.Does("eve", Desk.AddText(text: "hello"));
        var before = await desk.Desk.Hash();
        await desk.Does("ann", Desk.Set("a", "x", 1));
        await desk.Types("ann", 5, " world");
        await desk.Does("ann", Desk.AddText("b"), Desk.Set("a", "x", 2));
        var after = await desk.Desk.Hash();

        Assert.Equal("r4 r3 r2", await desk.Reverts("ann"));
        Assert.Equal(before, await desk.Desk.Hash());
        Assert.Equal(5, await desk.Desk.Head());
        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryRevert("ann"));

        Assert.Equal(5, await desk.Redoes("ann"));
        Assert.Equal(after, await desk.Desk.Hash());
        Assert.Equal("r6", await desk.Reverts("ann")); // The redo is what is in force now.
        Assert.Equal(before, await desk.Desk.Hash());
    }

    [Fact]
    public async Task CM12_A_whole_undo_of_one_commit_says_that_it_was_whole()
    {
        var desk = new UndoDesk();
        await desk.Does("ann", Desk.AddText());
        var outcome = Assert.IsType<EditOutcome.Committed>(await desk.TryRevert("ann"));
        Assert.Equal(new Revision(1), outcome.Commit.ReadDetails().UndoOf);
        Assert.Equal([new UndonePart(new Revision(1), 1)], outcome.Commit.ReadDetails().Undoes);
    }

    [Fact]
    public async Task CM12_What_is_undone_already_is_left_out()
    {
        var desk = new UndoDesk();
        await desk.Does("ann", Desk.AddText());
        await desk.Does("ann", Desk.Set("a", "x", 1));
        await desk.Does("ann", Desk.Set("a", "x", 2));
        await desk.Undoes("ann");
        Assert.Equal("r2 r1", await desk.Reverts("ann"));
        Assert.Equal(0, (await desk.Now()).Roots.Count);
    }

    [Fact]
    public async Task CM12_A_whole_undo_ends_where_one_undo_after_the_other_does()
    {
        var taken = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var (steps, whole) = (await History(seed), await History(seed));
            var undone = 0;
            while (await steps.TryUndo("ann") is EditOutcome.Committed) undone++;

            var outcome = await whole.TryRevert("ann");

            Assert.Equal(undone > 0, outcome is EditOutcome.Committed);
            Assert.True(await steps.Desk.Hash() == await whole.Desk.Hash(), $"seed {seed}");
            taken += undone;
        }

        Assert.True(taken > 1_000, $"only {taken} undos");
    }

    [Fact]
    public async Task CM12_After_a_whole_undo_and_its_redo_all_is_as_before_for_everybody()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (touched, untouched) = (await History(seed), await History(seed));
            var before = await touched.Desk.Hash();
            if (await touched.TryRevert("ann") is not EditOutcome.Committed) continue;
            await touched.Redoes("ann");
            Assert.True(before == await touched.Desk.Hash(), $"seed {seed}: the redo");

            // Bob's undos must read over the pair as if it had never been.
            await UndoThreeTimes(touched);
            await UndoThreeTimes(untouched);
            Assert.True(await untouched.Desk.Hash() == await touched.Desk.Hash(), $"seed {seed}: bob");
        }

        static async Task UndoThreeTimes(UndoDesk desk)
        {
            for (var i = 0; i < 3; i++) await desk.TryUndo("bob");
        }
    }

    [Fact]
    public async Task CM12_Others_undo_after_a_whole_undo_as_after_single_ones()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (steps, whole) = (await History(seed), await History(seed));
            while (await steps.TryUndo("ann") is EditOutcome.Committed)
            {
            }

            await whole.TryRevert("ann");
            for (var i = 0; i < 6; i++)
            {
                await steps.TryUndo("bob");
                await whole.TryUndo("bob");
                Assert.True(await steps.Desk.Hash() == await whole.Desk.Hash(), $"seed {seed} undo {i}");
            }
        }
    }

    [Fact]
    public async Task CM12_A_whole_undo_that_would_cost_too_much_changes_nothing()
    {
        var desk = new UndoDesk(new DocumentOptions { UndoCrossingsMax = 20 });
        await desk.Does("ann", Desk.AddText(text: ""));
        for (var i = 0; i < 20; i++) await desk.Types(i % 2 == 0 ? "ann" : "bob", 0, "x");
        var before = await desk.Desk.Hash();
        Assert.IsType<EditOutcome.TooMuch>(await desk.TryRevert("ann"));
        Assert.Equal(before, await desk.Desk.Hash());
    }

    [Theory]
    [InlineData(3, 100)]
    [InlineData(100, 3)]
    public async Task CM12_A_whole_undo_of_more_than_one_commit_may_changes_nothing(int commitsMax, int opsMax)
    {
        var desk = new UndoDesk(new DocumentOptions { WholeUndoMax = commitsMax, WholeUndoOpsMax = opsMax });
        await desk.Does("eve", Desk.AddText());
        for (var i = 0; i < 3; i++) await desk.Does("ann", Desk.Set("a", "x", i));
        Assert.Equal("r4 r3 r2", await desk.Reverts("ann"));
        for (var i = 0; i < 4; i++) await desk.Does("ann", Desk.Set("a", "y", i));
        Assert.IsType<EditOutcome.TooMuch>(await desk.TryRevert("ann"));
    }

    /// <summary>Two who work on the same atoms and the same text, with some undos between.</summary>
    private static async Task<UndoDesk> History(int seed)
    {
        var random = new Random(seed);
        // Some histories reach beyond what is in memory.
        var desk = new UndoDesk(new DocumentOptions { RecentMax = random.Next(3) == 0 ? 5 : 1_024 });
        var canvas = new RandomCanvas(seed);
        await desk.Does("eve", Desk.AddText(text: "The quick brown fox"));
        for (var i = 0; i < 24; i++)
        {
            var who = random.Next(2) == 0 ? "ann" : "bob";
            if (random.Next(8) == 0) await desk.TryUndo(who);
            else if (random.Next(2) == 0) await desk.Does(who, Typing(random, await desk.Text()));
            else await Tries(desk, who, [.. canvas.Batch(await desk.Now(), 2).Where(op => !IsOfText(op))]);
        }

        return desk;
    }

    /// <summary>Whether the text that is typed in could be gone.</summary>
    private static bool IsOfText(CanvasOp op) =>
        op is Reset or Update { AtomId: "a" } or Remove { AtomId: "a" } or Move { AtomId: "a" } or TextOp { AtomId: "a" };

    /// <summary>Without the ops that would remove the text, some batches do not fit.</summary>
    private static async Task Tries(UndoDesk desk, string who, CanvasOp[] ops) =>
        await desk.Desk.Submit(UndoDesk.By(who, await desk.Desk.Head(), ops));

    private static CanvasOp Typing(Random random, string text)
    {
        var at = random.Next(text.Length + 1);
        return text.Length > at && random.Next(3) == 0
            ? new DeleteRange("a", "text", at, 1)
            : new InsertText("a", "text", at, random.Next(1_000).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
