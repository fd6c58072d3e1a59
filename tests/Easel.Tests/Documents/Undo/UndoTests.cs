using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Undo;

public class UndoTests
{
    private readonly UndoDesk desk = new();

    [Fact]
    public async Task CM10_An_undo_is_a_commit_that_names_what_it_took_back()
    {
        await desk.Does("ann", Desk.AddText());
        var before = await desk.Desk.Hash();
        await desk.Does("ann", Desk.Set("a", "x", 1));

        Assert.Equal(2, await desk.Undoes("ann"));

        Assert.Equal(before, await desk.Desk.Hash());
        Assert.Equal(3, await desk.Desk.Head());
    }

    [Fact]
    public async Task CM10_Undos_go_back_one_by_one_and_redos_forth_again()
    {
        var hashes = new List<string> { await desk.Desk.Hash() };
        for (var i = 0; i < 5; i++)
        {
            await desk.Does("ann", i == 0 ? Desk.AddText() : Desk.Set("a", "x", i));
            hashes.Add(await desk.Desk.Hash());
        }

        for (var i = 5; i > 0; i--)
        {
            Assert.Equal(i, await desk.Undoes("ann"));
            Assert.Equal(hashes[i - 1], await desk.Desk.Hash());
        }

        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryUndo("ann"));
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(11 - i, await desk.Redoes("ann"));
            Assert.Equal(hashes[i], await desk.Desk.Hash());
        }

        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryRedo("ann"));
        Assert.Equal(15, await desk.Undoes("ann")); // The newest redo, which is the newest that is in force.
        Assert.Equal(hashes[4], await desk.Desk.Hash());
    }

    [Fact]
    public async Task CM10_An_undo_never_wipes_what_others_typed()
    {
        await desk.Does("ann", Desk.AddText(text: "hello"));
        await desk.Types("ann", 5, " world");
        await desk.Types("bob", 7, "[bob]");

        Assert.Equal(2, await desk.Undoes("ann"));

        Assert.Equal("hello[bob]", await desk.Text());
        Assert.Equal(4, await desk.Redoes("ann"));
        Assert.Contains("[bob]", await desk.Text());
    }

    [Fact]
    public async Task CM10_Only_the_subject_s_own_commits_are_taken_back()
    {
        await desk.Does("ann", Desk.AddText());
        await desk.Does("bob", Desk.Set("a", "y", 1));

        Assert.Equal(1, await desk.Undoes("ann")); // Bob's property goes with the atom: that is what an undo of an add is.
        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryUndo("ann"));
        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryUndo("bob")); // His atom is gone: nothing left of it.
        Assert.Equal(3, await desk.Redoes("ann"));
    }

    [Fact]
    public async Task CM10_New_work_of_the_scope_ends_what_it_can_redo_and_that_of_others_does_not()
    {
        await desk.Does("ann", Desk.AddText());
        await desk.Does("ann", Desk.Set("a", "x", 1));
        await desk.Undoes("ann");
        await desk.Does("bob", Desk.Set("a", "y", 1));
        Assert.Equal(3, await desk.Redoes("ann"));
        await desk.Undoes("ann");

        await desk.Does("ann", Desk.Set("a", "z", 1));

        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryRedo("ann"));
        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryRedo("x", new UndoScope.All()));
    }

    [Fact]
    public async Task CM10_A_commit_and_its_undo_cancel_before_an_older_one_is_rebased()
    {
        await desk.Does("ann", Desk.AddText(text: "hello"));
        await desk.Types("ann", 5, "!");
        await desk.Does("bob", new Remove("a"));
        await desk.Undoes("bob"); // Without cancelling, the removal would cost Ann's undo its atom.

        Assert.Equal(2, await desk.Undoes("ann"));

        Assert.Equal("hello", await desk.Text());
    }

    [Fact]
    public async Task CM10_What_stands_between_a_commit_and_its_undo_is_carried_over_both()
    {
        await desk.Does("ann", Desk.AddText(text: "0123456789"));
        await desk.Does("ann", new DeleteRange("a", "text", 8, 1)); // 012345679
        await desk.Types("bob", 0, "bob:");
        await desk.Types("ann", 13, "|"); // bob:012345679|
        await desk.Undoes("bob");

        Assert.Equal(4, await desk.Undoes("ann"));
        Assert.Equal(2, await desk.Undoes("ann"));

        Assert.Equal("0123456789", await desk.Text());
    }

    [Fact]
    public async Task CM10_One_of_which_nothing_is_left_is_skipped_for_the_next_older()
    {
        await desk.Does("ann", Desk.AddText());
        await desk.Does("ann", Desk.AddText("b"));
        await desk.Does("bob", new Remove("b"));

        Assert.Equal(1, await desk.Undoes("ann")); // Removing b is true already.
    }

    [Fact]
    public async Task CM10_One_that_others_have_taken_back_already_is_skipped_too()
    {
        await desk.Does("ann", Desk.AddText(), new SetMeta("title", JsonValue.FromText("Plan")));
        await desk.Does("ann", Desk.Set("a", "x", 5));
        await desk.Does("ann", new SetMeta("title", JsonValue.FromText("Other")));
        await desk.Does("bob", new Update("a", Properties.Empty, ["x"]), new SetMeta("title", JsonValue.FromText("Plan")));

        Assert.Equal(1, await desk.Undoes("ann"));
    }

    [Fact]
    public async Task CM10_A_restore_is_undone_by_scope_all_only_and_keeps_the_redo()
    {
        await desk.Does("ann", Desk.AddText());
        await desk.Does("ann", Desk.Set("a", "x", 1));
        await desk.Undoes("ann");
        var reset = UndoDesk.By("ann", 3, new Reset(Canvas.Empty)) with { RestoreOf = Revision.Zero };
        Assert.IsType<EditOutcome.Committed>(await desk.Desk.Submit(reset));

        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryUndo("ann"));
        Assert.Equal(4, await desk.Undoes("bob", new UndoScope.All()));
        Assert.Equal(3, await desk.Redoes("ann"));
    }

    [Fact]
    public async Task CM10_The_scope_run_takes_back_what_one_run_did()
    {
        await desk.Does("ann", Desk.AddText());
        var run = Encoding.UTF8.GetBytes("""{"run_id":"r1"}""");
        var edit = UndoDesk.By("agent", 1, Desk.Set("a", "x", 1));
        await desk.Desk.Submit(edit with { By = edit.By with { Intent = run } });
        await desk.Does("agent", Desk.Set("a", "y", 1));

        Assert.IsType<EditOutcome.NothingToUndo>(await desk.TryUndo("agent", new UndoScope.Run("other")));
        Assert.Equal(2, await desk.Undoes("ann", new UndoScope.Run("r1")));
    }

    [Fact]
    public async Task CM10_What_is_older_than_memory_is_undone_from_the_log()
    {
        var small = new UndoDesk(new DocumentOptions { RecentMax = 2 });
        await small.Does("ann", Desk.AddText(text: "ann"));
        await small.Types("ann", 3, "!");
        for (var i = 0; i < 20; i++) await small.Types("bob", 0, "b");

        Assert.Equal(2, await small.Undoes("ann"));

        Assert.Equal(new string('b', 20) + "ann", await small.Text());
    }

    [Fact]
    public async Task CM10_An_undo_reaches_back_no_further_than_its_limit()
    {
        var short_ = new UndoDesk(new DocumentOptions { UndoReachMax = 3 });
        await short_.Does("ann", Desk.AddText());
        await short_.Does("bob", Desk.Set("a", "x", 1));
        await short_.Does("bob", Desk.Set("a", "x", 2));
        await short_.Does("bob", Desk.Set("a", "x", 3));

        Assert.IsType<EditOutcome.NothingToUndo>(await short_.TryUndo("ann"));
        Assert.Equal(4, await short_.Undoes("bob"));
    }

    [Fact]
    public async Task CM10_An_undo_is_guarded_like_any_command()
    {
        await desk.Does("ann", Desk.AddText());
        var undo = UndoDesk.By("ann", 0) with { Undo = new(UndoDirection.Undo, new UndoScope.Actor("ann")) };

        Assert.IsType<EditOutcome.Stale>(await desk.Desk.Submit(undo));
        Assert.IsType<EditOutcome.Committed>(await desk.Desk.Submit(undo with { Rebase = true }));
    }
}
