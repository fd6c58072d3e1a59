using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;
using static Easel.Tests.Documents.Desk;

namespace Easel.Tests.Documents;

/// <summary>What the kernel says and keeps when its store fails (SPEC GE6), and when there is more than it holds at once.</summary>
public class GuardedDocumentsFailureTests
{
    private readonly FaultyStore store = new(new MemoryDocumentStore("e1"));
    private readonly Desk desk;

    public GuardedDocumentsFailureTests() => desk = new Desk(store);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GE6_After_an_unknown_outcome_a_retry_with_the_same_key_tells_the_truth(bool applied)
    {
        await desk.Commit(AddText());
        store.OnAppend = async (_, really) =>
        {
            if (applied) await really();
            return AppendResult.Unknown;
        };
        Assert.IsType<EditOutcome.Unknown>(await desk.Submit(1, "k", AddText("b")));
        store.OnAppend = null;

        var truth = Assert.IsType<EditOutcome.Committed>(await desk.Submit(1, "k", AddText("b")));

        Assert.Equal(applied, truth.Replayed);
        Assert.Equal(new Revision(2), truth.Commit.Revision);
        await AssertAddsUp(desk);
    }

    [Fact]
    public async Task GE6_An_edit_that_was_refused_in_an_unknown_turn_is_never_called_applied_or_unknown()
    {
        await desk.Commit(AddText());
        await HoldWhileAsync(() => Task.FromResult(AppendResult.Unknown), async () =>
        {
            var (first, stale) = (desk.Submit(2, "k", AddText("b")), desk.Submit(2, "l", AddText("c")));
            await Task.WhenAll(first, stale);
            Assert.IsType<EditOutcome.Unknown>(await first);
            // It was refused because of the first, and nobody knows whether that happened.
            Assert.Equal(UnavailableReason.StorageFailed, Assert.IsType<EditOutcome.Unavailable>(await stale).Reason);
        });
        await AssertAddsUp(desk);
    }

    [Theory]
    [InlineData(AppendResult.StorageFull, UnavailableReason.StorageFull)]
    [InlineData(AppendResult.StorageFailed, UnavailableReason.StorageFailed)]
    public async Task GE6_A_failed_append_changes_nothing_and_the_edit_can_be_sent_again(
        AppendResult failure, UnavailableReason reason)
    {
        await desk.Commit(AddText());
        var hash = await desk.Hash();
        store.OnAppend = (_, _) => ValueTask.FromResult(failure);
        Assert.Equal(reason, Assert.IsType<EditOutcome.Unavailable>(await desk.Submit(1, "k", AddText("b"))).Reason);
        Assert.Equal((1, hash), (await desk.Head(), await desk.Hash()));

        store.OnAppend = null;
        Assert.False(Assert.IsType<EditOutcome.Committed>(await desk.Submit(1, "k", AddText("b"))).Replayed);
        await AssertAddsUp(desk);
    }

    [Fact]
    public async Task GE6_What_needs_no_append_is_answered_while_the_disk_is_full()
    {
        await desk.Submit(0, "k", AddText());
        store.OnAppend = (_, _) => ValueTask.FromResult(AppendResult.StorageFull);

        Assert.True(Assert.IsType<EditOutcome.Committed>(await desk.Submit(0, "k", AddText())).Replayed);
        Assert.IsType<EditOutcome.Stale>(await desk.Submit(0, "l", AddText()));
        Assert.IsType<EditOutcome.WouldCommit>(await desk.Submit(Edit(1, null, AddText("b")) with { DryRun = true }));
    }

    [Fact]
    public async Task GE6_A_lost_race_is_decided_again_on_what_the_winner_committed()
    {
        await desk.Commit(AddText());
        var other = new Desk(store);
        store.OnAppend = async (_, really) =>
        {
            store.OnAppend = null;
            await other.Commit(AddText("theirs"));
            return await really();
        };

        var outcome = await desk.Submit(Edit(1, null, AddText("mine")) with { Rebase = true });

        Assert.Equal(new Revision(3), Assert.IsType<EditOutcome.Committed>(outcome).Commit.Revision);
        Assert.Equal(["a", "mine", "theirs"], (await desk.Kernel.PeekAsync(C1)).State.Atoms.Keys.Order());
        await AssertAddsUp(desk);
    }

    [Fact]
    public async Task CM3_A_twin_that_won_on_another_node_is_answered_as_the_repeat_that_it_is()
    {
        await desk.Commit(AddText());
        var other = new Desk(store);
        store.OnAppend = async (_, really) =>
        {
            store.OnAppend = null;
            await other.Submit(1, "k", AddText("b"));
            return await really();
        };

        var twin = Assert.IsType<EditOutcome.Committed>(await desk.Submit(1, "k", AddText("b")));

        Assert.True(twin.Replayed);
        Assert.Equal(2, await desk.Head());
    }

    [Fact]
    public async Task GE6_Races_that_are_always_lost_end()
    {
        var patient = new Desk(store, new DocumentOptions { LostRacesMax = 3 });
        store.OnAppend = (_, _) => ValueTask.FromResult(AppendResult.LostRace);

        var outcome = await patient.Submit(0, null, AddText());

        Assert.IsType<EditOutcome.Unavailable>(outcome);
        Assert.Equal(4, store.Appends.Count);
        Assert.Empty(await patient.Log());
    }

    [Fact]
    public async Task GE6_A_damaged_document_is_unavailable_until_it_is_mended_and_others_do_not_notice()
    {
        await desk.Commit(AddText());
        var reopened = new Desk(store);
        store.OnFind = key => key == C1 ? throw new DocumentDamagedException(key, "a page of zeros") : Task.CompletedTask;

        for (var n = 0; n < 3; n++)
        {
            var outcome = Assert.IsType<EditOutcome.Unavailable>(await reopened.Submit(1, "k", AddText("b")));
            Assert.Equal(UnavailableReason.DocumentDamaged, outcome.Reason);
            await Assert.ThrowsAsync<DocumentDamagedException>(() => reopened.Kernel.ReadAsync(C1));
            Assert.IsType<EditOutcome.Committed>(await reopened.Kernel.SubmitAsync(Named($"other{n}"), Edit(0, null, AddText())));
        }

        store.OnFind = null;
        Assert.IsType<EditOutcome.Committed>(await reopened.Submit(1, "k", AddText("b")));
        await AssertAddsUp(reopened);
    }

    [Fact]
    public async Task GE6_A_log_with_a_hole_is_damage_and_not_a_shorter_history()
    {
        for (var n = 0; n < 5; n++) await desk.Commit(AddText($"a{n}"));
        store.Missing = 3;
        var holed = new Desk(store);

        await Assert.ThrowsAsync<DocumentDamagedException>(() => holed.Kernel.ReadAsync(C1));
        Assert.IsType<EditOutcome.Unavailable>(await holed.Submit(5, null, AddText("b")));
    }

    [Theory]
    [InlineData("""{"atoms":{"a":1}}""")]
    [InlineData("""{"atoms":{"a":{"id":"a","type":"t","parent_id":null,"properties":{},"children":[]},"a":{"id":"a","type":"t","parent_id":null,"properties":{},"children":[]}},"meta":{},"root_atom_ids":["a"]}""")]
    [InlineData("not json")]
    public async Task GE6_A_snapshot_that_cannot_be_read_costs_a_replay_of_the_log_and_nothing_else(string snapshot)
    {
        for (var n = 0; n < 40; n++) await desk.Submit(n, null, AddText($"a{n}"));
        var hash = await desk.Hash();
        await store.WriteSnapshotAsync(
            C1, new StoredSnapshot(new Revision(30), System.Text.Encoding.UTF8.GetBytes(snapshot)), default);

        var again = new Desk(store, new DocumentOptions { RecentMax = 8 });

        Assert.Equal((40, hash), (await again.Head(), await again.Hash()));
        Assert.Equal(35, (await again.Kernel.ReadAtAsync(C1, new Revision(35)))!.Atoms.Count);
        Assert.IsType<EditOutcome.Committed>(await again.Submit(Edit(34, null, AddText("late")) with { Rebase = true }));
        Assert.IsType<EditOutcome.Committed>(await again.Submit(Edit(20, null, AddText("later")) with { Rebase = true }));
        await AssertAddsUp(again);
    }

    [Fact]
    public async Task TF5_A_damaged_snapshot_above_the_floor_leaves_the_state_at_the_floor()
    {
        for (var n = 0; n < 10; n++) await desk.Submit(n, null, AddText($"a{n}"));
        await desk.Kernel.EraseAsync(C1, new Revision(4));
        await store.WriteSnapshotAsync(C1, new StoredSnapshot(new Revision(8), "not json"u8.ToArray()), default);

        var again = new Desk(store);

        Assert.Equal((10, await desk.Hash()), (await again.Head(), await again.Hash()));
        Assert.Equal(9, (await again.Kernel.ReadAtAsync(C1, new Revision(9)))!.Atoms.Count);
    }

    [Fact]
    public async Task A_store_that_breaks_its_promise_fails_its_callers_and_the_next_turn_starts_from_the_log()
    {
        await desk.Commit(AddText());
        store.OnAppend = (_, _) => throw new InvalidOperationException("a bug");
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.Submit(1, "k", AddText("b")));

        store.OnAppend = null;
        Assert.IsType<EditOutcome.Committed>(await desk.Submit(1, "k", AddText("b")));
        await AssertAddsUp(desk);
    }

    [Fact]
    public async Task GE5_Beyond_the_waiting_limit_an_edit_is_answered_as_overloaded()
    {
        var small = new Desk(store, new DocumentOptions { WaitingMax = 3, TurnEditsMax = 2 });
        var opened = new TaskCompletionSource();
        store.OnFind = _ => opened.Task;

        var sent = Enumerable.Range(0, 6).Select(n => small.Submit(Edit(0, null, AddText($"a{n}")) with { Rebase = true })).ToList();
        var refused = await Task.WhenAny(sent);
        Assert.Equal(UnavailableReason.Overloaded, Assert.IsType<EditOutcome.Unavailable>(await refused).Reason);
        opened.SetResult();

        var outcomes = await Task.WhenAll(sent);
        Assert.Equal([true, true, true, true, false, false], outcomes.Select(outcome => outcome is EditOutcome.Committed));
        Assert.IsType<EditOutcome.Committed>(await small.Submit(4, null, AddText("later")));
    }

    /// <summary>Eight documents share two places in memory while everyone edits: each edit lands in its log exactly once.</summary>
    [Fact]
    public async Task Closing_the_least_used_documents_under_load_loses_nothing()
    {
        var tiny = new Desk(store, new DocumentOptions { OpenMax = 2, SnapshotTailMin = 1_024 });
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => EditAlone(tiny, n))));

        for (var document = 0; document < 8; document++)
        {
            var log = await tiny.Log(Named($"d{document}"));
            var wanted = acknowledged.SelectMany(one => one).Where(one => one.Document == document).Select(one => one.Atom);
            Assert.Equal(wanted.Order(), Replay(log).Atoms.Keys.Order());
            Assert.Equal(log.Count, Replay(log).Atoms.Count);
            var view = await tiny.Kernel.PeekAsync(Named($"d{document}"));
            Assert.Equal(CanvasJson.Hash(Replay(log)), CanvasJson.Hash(view.State));
        }
    }

    [Fact]
    public async Task Snapshots_are_written_when_the_log_outgrows_the_last_one()
    {
        var sizes = new List<(long Revision, long Bytes)>();
        store.OnSnapshot = (snapshot, really) =>
        {
            lock (sizes) sizes.Add((snapshot.Revision.Number, snapshot.State.Length));
            return really();
        };
        var growing = new Desk(store, new DocumentOptions { SnapshotTailMin = 2_048 });

        for (var n = 0; n < 600; n++)
        {
            await growing.Commit(AddText($"a{n}"));
            await Task.Delay(n % 10 == 0 ? 1 : 0); // Snapshots are written beside the turns.
        }

        var logBytes = (await growing.Log()).Sum(commit => (long)commit.Line.Length);
        Assert.InRange(sizes.Count, 4, 40);
        Assert.True(sizes.Sum(one => one.Bytes) <= 1.5 * logBytes, "all snapshots together should be about as large as the log");
        Assert.True(sizes[^1].Revision > 300, "a cold open should fold at most about one snapshot's worth");
        for (var i = 1; i < sizes.Count; i++)
        {
            var tail = (await growing.Log()).Skip((int)sizes[i - 1].Revision).Take((int)(sizes[i].Revision - sizes[i - 1].Revision));
            Assert.True(tail.Sum(commit => commit.Line.Length) >= Math.Max(2_048, sizes[i - 1].Bytes), $"snapshot {i} came early");
        }

        Assert.Equal(await growing.Hash(), await new Desk(store).Hash());
    }

    [Fact]
    public async Task A_snapshot_that_fails_costs_nothing_but_time()
    {
        store.OnSnapshot = (_, _) => throw new IOException("no");
        var growing = new Desk(store, new DocumentOptions { SnapshotTailMin = 1_024 });
        for (var n = 0; n < 50; n++) await growing.Commit(AddText($"a{n}"));

        store.OnSnapshot = null;
        for (var n = 0; n < 50; n++) await growing.Commit(AddText($"b{n}"));
        await AssertAddsUp(growing);
        while (await store.ReadSnapshotAsync(C1, new Revision(100), default) is null)
        {
            await growing.Commit(AddText($"c{await growing.Head()}"));
            await Task.Delay(1);
        }

        await AssertAddsUp(growing);
    }

    /// <summary>The check that the stories end with would notice: here is a store that loses an append.</summary>
    [Fact]
    public async Task Control_A_store_that_loses_an_append_is_noticed()
    {
        await desk.Commit(AddText());
        store.OnAppend = (_, _) => ValueTask.FromResult(AppendResult.Appended);
        await desk.Commit(AddText("b"));

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => AssertAddsUp(desk));
    }

    /// <summary>The present in memory, the log, and what a restart would read are one and the same.</summary>
    private static async Task AssertAddsUp(Desk desk)
    {
        var log = await desk.Log();
        Assert.Equal(Enumerable.Range(1, log.Count).Select(n => (long)n), log.Select(commit => commit.Revision.Number));
        Assert.Equal(log.Count, await desk.Head());
        Assert.Equal(CanvasJson.Hash(Replay(log)), await desk.Hash());
        Assert.Equal(await desk.Hash(), await new Desk(desk.Store).Hash());
    }

    /// <summary>Runs a story whose edits all wait for one turn, which ends as told.</summary>
    private async Task HoldWhileAsync(Func<Task<AppendResult>> ending, Func<Task> story)
    {
        var opener = new TaskCompletionSource();
        store.OnAppend = async (_, really) =>
        {
            await opener.Task;
            store.OnAppend = async (_, _) => await ending();
            return await really();
        };
        var first = desk.Submit(Edit(await desk.Head(), null, new SetMeta("x", null)) with { Rebase = true });
        while (store.Appends.IsEmpty) await Task.Yield();
        var told = story();
        opener.SetResult();
        await first;
        await told;
        store.OnAppend = null;
    }

    private static async Task<List<(int Document, string Atom)>> EditAlone(Desk desk, int writer)
    {
        var (random, done) = (new Random(writer), new List<(int, string)>());
        for (var n = 0; n < 60; n++)
        {
            var (document, atom) = (random.Next(8), $"w{writer}-{n}");
            var edit = Edit(0, atom, AddText(atom)) with { Rebase = true };
            var outcome = await desk.Kernel.SubmitAsync(Named($"d{document}"), edit);
            Assert.IsType<EditOutcome.Committed>(outcome);
            if (n % 7 == 0) Assert.True(Assert.IsType<EditOutcome.Committed>(await desk.Kernel.SubmitAsync(Named($"d{document}"), edit)).Replayed);
            done.Add((document, atom));
        }

        return done;
    }
}
