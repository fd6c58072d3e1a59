using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Tests.Documents.Desk;

namespace Easel.Tests.Documents;

/// <summary>What the kernel does not know any more, and what it does with those who come from there.</summary>
public class ErasureTests
{
    private readonly Desk desk = new();

    [Fact]
    public async Task TF5_Below_the_floor_there_is_no_state_and_from_it_on_all_are()
    {
        var hashes = await FillAsync();
        await desk.Kernel.EraseAsync(C1, new Revision(6));

        foreach (var kernel in (Desk[])[desk, new Desk(desk.Store)])
        {
            for (var at = 1; at <= 10; at++)
            {
                var state = await kernel.Kernel.ReadAtAsync(C1, new Revision(at));
                Assert.Equal((at, at < 6 ? null : hashes[at]), (at, state is null ? null : CanvasJson.Hash(state)));
            }

            Assert.Equal(6, (await kernel.Kernel.PeekAsync(C1)).Floor.Number);
            Assert.Equal(10, await kernel.Head());
        }
    }

    [Fact]
    public async Task TF5_Memory_forgets_what_the_log_forgot()
    {
        await FillAsync();
        await desk.Kernel.EraseAsync(C1, new Revision(6));

        var read = await desk.Kernel.ReadAfterAsync(C1, Revision.Zero, int.MaxValue);
        Assert.All(read, commit => Assert.Equal(commit.Revision.Number <= 6, commit.IsErased));
        Assert.Equal(10, read.Count);
        Assert.Null(await desk.Kernel.ReadFoldedAfterAsync(C1, new Revision(3), int.MaxValue));
        Assert.Equal(4, (await desk.Kernel.ReadFoldedAfterAsync(C1, new Revision(6), int.MaxValue))!.Count);
    }

    [Fact]
    public async Task TF5_An_edit_from_below_the_floor_is_stale_even_if_it_may_be_rebased()
    {
        await FillAsync();
        await desk.Kernel.EraseAsync(C1, new Revision(6));

        Assert.IsType<EditOutcome.Stale>(await desk.Submit(Edit(5, null, Set("a", "x", 1)) with { Rebase = true }));
        Assert.IsType<EditOutcome.Stale>(await desk.Submit(5, null, Set("a", "x", 1)));
        Assert.IsType<EditOutcome.Committed>(
            await desk.Submit(Edit(6, null, Set("a", "x", 1)) with { Rebase = true }));
    }

    [Fact]
    public async Task TF5_A_key_of_an_erased_commit_is_answered_as_before()
    {
        await FillAsync();
        var edit = Edit(10, "k", Set("a", "x", 1));
        var first = Assert.IsType<EditOutcome.Committed>(await desk.Submit(edit)).Commit;
        await desk.Kernel.EraseAsync(C1, new Revision(11));

        var again = Assert.IsType<EditOutcome.Committed>(await desk.Submit(edit));
        Assert.True(again is { Replayed: true, Commit.IsErased: true });
        Assert.Equal(first.Hash, again.Commit.Hash);
        Assert.IsType<EditOutcome.KeyReused>(await desk.Submit(11, "k", Set("a", "x", 2)));
    }

    [Fact]
    public async Task CM10_Nothing_below_the_floor_is_undone()
    {
        await FillAsync();
        await desk.Kernel.EraseAsync(C1, new Revision(8));

        for (var undone = 10; undone > 8; undone--)
        {
            var commit = Assert.IsType<EditOutcome.Committed>(await UndoAsync()).Commit;
            Assert.Equal(undone, commit.ReadDetails().UndoOf?.Number);
        }

        Assert.IsType<EditOutcome.NothingToUndo>(await UndoAsync());
        async Task<EditOutcome> UndoAsync() => await desk.Submit(Edit(await desk.Head(), null) with
        {
            Undo = new UndoRequest(UndoDirection.Undo, new UndoScope.All()),
        });
    }

    [Fact]
    public async Task TF5_Without_the_state_at_the_floor_the_document_is_damaged_and_not_empty()
    {
        await FillAsync();
        await desk.Kernel.EraseAsync(C1, new Revision(6));

        var forgetful = new Desk(new FaultyStore(desk.Store) { HasSnapshots = false });
        await Assert.ThrowsAsync<DocumentDamagedException>(() => forgetful.Kernel.PeekAsync(C1));
    }

    [Fact]
    public async Task TF5_Edits_during_erasures_are_kept_and_meet_the_newest_floor()
    {
        await FillAsync();
        var erasing = Task.Run(async () =>
        {
            for (var floor = 1; floor <= 60; floor++)
            {
                while (await desk.Head() < floor) await Task.Yield();
                await desk.Kernel.EraseAsync(C1, new Revision(floor));
            }
        });
        for (var n = 0; n < 200; n++)
        {
            var edit = Edit(await desk.Head(), $"k{n}", Set("a", "x", n)) with { Rebase = true };
            while (await desk.Submit(edit) is EditOutcome.Stale stale) edit = edit with { Base = stale.Head };
        }

        await erasing;
        var view = await desk.Kernel.PeekAsync(C1);
        Assert.Equal((210, 60), (view.Head.Number, view.Floor.Number));
        Assert.Equal(CanvasJson.Hash(view.State), await new Desk(desk.Store).Hash());
        var chain = new CommitChain(C1);
        Assert.All(await desk.Log(), commit => Assert.Null(chain.Follow(commit)));
    }

    /// <summary>Ten commits.</summary>
    /// <returns>The hash of the state at each revision.</returns>
    private async Task<List<string>> FillAsync()
    {
        var hashes = new List<string> { await desk.Hash() };
        for (var n = 1; n <= 10; n++)
        {
            await desk.Commit(n == 1 ? AddText() : Set("a", "n", n));
            hashes.Add(await desk.Hash());
        }

        return hashes;
    }
}
