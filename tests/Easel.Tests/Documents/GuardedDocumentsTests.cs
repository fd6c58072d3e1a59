using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;
using static Easel.Tests.Documents.Desk;

namespace Easel.Tests.Documents;

/// <summary>The guard, keys and rebase of the kernel (SPEC CM, RB7) on the reference store.</summary>
public class GuardedDocumentsTests
{
    private readonly Desk desk = new();

    [Fact]
    public async Task CM2_One_edit_is_one_revision_whatever_its_op_count()
    {
        var commit = await desk.Commit(AddText(), AddText("b"), Set("a", "x", 1));

        Assert.Equal(new Revision(1), commit.Revision);
        Assert.Equal(1, await desk.Head());
        Assert.Equal("c1", commit.ReadDetails().DocumentId);
    }

    [Fact]
    public async Task CM3_A_repeated_key_gets_the_first_answer_though_its_base_is_stale_by_now()
    {
        var first = Assert.IsType<EditOutcome.Committed>(await desk.Submit(0, "k", AddText()));
        await desk.Commit(AddText("b"));

        var again = Assert.IsType<EditOutcome.Committed>(await desk.Submit(0, "k", AddText()));

        Assert.False(first.Replayed);
        Assert.True(again.Replayed);
        Assert.Equal(first.Commit.Line.ToArray(), again.Commit.Line.ToArray());
        Assert.Equal(2, await desk.Head());
    }

    [Fact]
    public async Task CM3_A_repeat_is_the_first_answer_also_after_a_restart()
    {
        var first = Assert.IsType<EditOutcome.Committed>(await desk.Submit(0, "k", AddText()));

        var restarted = new Desk(desk.Store);
        var again = Assert.IsType<EditOutcome.Committed>(await restarted.Submit(0, "k", AddText()));

        Assert.True(again.Replayed);
        Assert.Equal(first.Commit.Line.ToArray(), again.Commit.Line.ToArray());
    }

    [Fact]
    public async Task CM3_A_key_used_for_another_edit_is_refused_with_the_revision_that_it_made()
    {
        await desk.Commit(AddText());
        await desk.Submit(1, "k", AddText("b"));
        var reused = Assert.IsType<EditOutcome.KeyReused>(await desk.Submit(2, "k", AddText("c")));

        Assert.Equal(new Revision(2), reused.Original);
        Assert.Equal(2, await desk.Head());
    }

    [Fact]
    public async Task CM3_A_refused_edit_does_not_bind_its_key()
    {
        await desk.Commit(AddText());
        Assert.IsType<EditOutcome.Stale>(await desk.Submit(0, "k", AddText("b")));
        Assert.IsType<EditOutcome.Rejected>(await desk.Submit(1, "k", AddText("a")));

        var accepted = Assert.IsType<EditOutcome.Committed>(await desk.Submit(1, "k", AddText("c")));

        Assert.False(accepted.Replayed);
        Assert.Equal(new Revision(2), (await desk.Kernel.FindCommitAsync(C1, "k"))!.Revision);
        Assert.Null(await desk.Kernel.FindCommitAsync(C1, "other"));
    }

    [Fact]
    public async Task CM3_Twins_in_one_turn_are_one_commit_and_its_repeat()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e1"));
        var opened = new TaskCompletionSource();
        store.OnFind = _ => opened.Task;
        var slow = new Desk(store);

        _ = slow.Submit(0, null, AddText("opener")); // Its turn is taken alone; the others share the next one.
        var twins = new[] { slow.Submit(1, "k", AddText()), slow.Submit(1, "k", AddText()), slow.Submit(1, "k", AddText("b")) };
        opened.SetResult();
        var outcomes = await Task.WhenAll(twins);

        Assert.False(Assert.IsType<EditOutcome.Committed>(outcomes[0]).Replayed);
        Assert.True(Assert.IsType<EditOutcome.Committed>(outcomes[1]).Replayed);
        Assert.Equal(new Revision(2), Assert.IsType<EditOutcome.KeyReused>(outcomes[2]).Original);
        Assert.Equal(2, await slow.Head());
        Assert.Equal(2, store.Appends.Count);
    }

    [Fact]
    public async Task CM3_A_twin_in_flight_waits_for_the_first()
    {
        var (store, appending) = (new FaultyStore(new MemoryDocumentStore("e1")), new TaskCompletionSource());
        store.OnAppend = async (_, really) =>
        {
            await appending.Task;
            return await really();
        };
        var slow = new Desk(store);

        var first = slow.Submit(0, "k", AddText());
        while (store.Appends.IsEmpty) await Task.Yield();
        var twin = slow.Submit(0, "k", AddText());
        await Task.Delay(20);
        Assert.False(twin.IsCompleted);
        appending.SetResult();

        Assert.False(Assert.IsType<EditOutcome.Committed>(await first).Replayed);
        Assert.True(Assert.IsType<EditOutcome.Committed>(await twin).Replayed);
    }

    [Fact]
    public async Task CM4_A_stale_edit_changes_nothing_and_says_where_the_head_is()
    {
        await desk.Commit(AddText());
        await desk.Commit(AddText("b"));
        var hash = await desk.Hash();

        var stale = Assert.IsType<EditOutcome.Stale>(await desk.Submit(1, "k", AddText("c")));

        Assert.Equal((new Revision(1), new Revision(2)), (stale.Base, stale.Head));
        Assert.Equal(hash, await desk.Hash());
        Assert.Equal(2, (await desk.Log()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CM6_A_base_above_the_head_is_stale_too(bool rebase)
    {
        await desk.Commit(AddText());
        var ahead = Assert.IsType<EditOutcome.Stale>(await desk.Submit(Edit(2, null, AddText("b")) with { Rebase = rebase }));
        Assert.Equal((new Revision(2), new Revision(1)), (ahead.Base, ahead.Head));
    }

    [Fact]
    public async Task CM7_An_op_that_does_not_fit_names_its_place_and_nothing_of_the_edit_is_applied()
    {
        await desk.Commit(AddText());
        var hash = await desk.Hash();

        var rejected = Assert.IsType<EditOutcome.Rejected>(
            await desk.Submit(1, null, AddText("b"), Set("a", "x", 1), new Remove("nobody"), AddText("c")));

        Assert.Equal(2, rejected.OpIndex);
        Assert.Contains("nobody", rejected.Reason);
        Assert.Equal((1, hash), (await desk.Head(), await desk.Hash()));
    }

    [Fact]
    public async Task CM7_A_rebased_edit_is_rejected_by_the_place_its_op_had_when_sent()
    {
        await desk.Commit(AddText());
        await desk.Commit(new Remove("a"));

        var rejected = Assert.IsType<EditOutcome.Rejected>(
            await desk.Submit(Edit(1, null, Set("a", "x", 1), AddText("b"), new Remove("nobody")) with { Rebase = true }));

        Assert.Equal(2, rejected.OpIndex);
    }

    [Fact]
    public async Task CM1_A_validator_refuses_one_op_of_an_edit()
    {
        var strict = new Desk(validators: [new NoSmallAtoms()]);
        await strict.Commit(AddText());

        var rejected = Assert.IsType<EditOutcome.Rejected>(await strict.Submit(1, null, Set("a", "y", 0), Set("a", "size", 0)));

        Assert.Equal((1, "too small"), (rejected.OpIndex, rejected.Reason));
        Assert.Equal(1, await strict.Head());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    public async Task RG_Of_many_edits_on_one_base_exactly_one_wins(int turnEditsMax)
    {
        var busy = new Desk(options: new DocumentOptions { TurnEditsMax = turnEditsMax });
        var racers = Enumerable.Range(0, 64).Select(n => Task.Run(() => busy.Submit(0, $"k{n}", AddText($"a{n}"))));

        var outcomes = await Task.WhenAll(racers);

        var winner = Assert.Single(outcomes.OfType<EditOutcome.Committed>());
        Assert.Equal(63, outcomes.OfType<EditOutcome.Stale>().Count());
        Assert.Equal(winner.Commit.Line.ToArray(), Assert.Single(await busy.Log()).Line.ToArray());
    }

    [Fact]
    public async Task CM8_A_server_rebase_commits_at_the_head_and_says_what_became_of_the_ops()
    {
        await desk.Commit(AddText(), AddText("b"));
        await desk.Commit(new InsertText("a", "text", 0, ">> "), new Remove("b"));

        var edit = Edit(1, "k", new InsertText("a", "text", 5, "!"), Set("b", "x", 1)) with { Rebase = true };
        var outcome = Assert.IsType<EditOutcome.Committed>(await desk.Submit(edit));

        var details = outcome.Commit.ReadDetails();
        Assert.Equal(new Revision(1), details.RebasedFrom);
        Assert.Equal([new DroppedOp(1, RebaseReasons.AtomRemoved)], details.Dropped);
        Assert.Equal([new InsertText("a", "text", 8, "!")], CanvasOpJson.ParseStored(outcome.Commit.Ops));
        Assert.Equal(">> hello!", TextOf((await desk.Kernel.PeekAsync(C1)).State));
        Assert.True(Assert.IsType<EditOutcome.Committed>(await desk.Submit(edit)).Replayed);
    }

    [Fact]
    public async Task CM8_A_rebase_that_leaves_nothing_commits_nothing_and_binds_no_key()
    {
        await desk.Commit(AddText());
        await desk.Commit(new Remove("a"));
        var edit = Edit(1, "k", Set("a", "x", 1), new Remove("a")) with { Rebase = true };

        var nothing = Assert.IsType<EditOutcome.NothingLeft>(await desk.Submit(edit));

        Assert.Equal(new Revision(2), nothing.Head);
        Assert.Equal([new DroppedOp(0, RebaseReasons.AtomRemoved)], nothing.Dropped);
        Assert.Null(await desk.Kernel.FindCommitAsync(C1, "k"));
    }

    [Fact]
    public async Task CM8_Edits_of_one_turn_are_rebased_over_each_other()
    {
        var (store, opened) = (new FaultyStore(new MemoryDocumentStore("e1")), new TaskCompletionSource());
        await new Desk(store).Commit(AddText("a", ""));
        store.OnFind = _ => opened.Task;
        var slow = new Desk(store);

        var typed = Enumerable.Range(0, 20)
            .Select(n => slow.Submit(Edit(1, null, new InsertText("a", "text", 0, $"{n},")) with { Rebase = true })).ToList();
        opened.SetResult();
        foreach (var one in typed) Assert.IsType<EditOutcome.Committed>(await one);

        Assert.Equal(string.Concat(Enumerable.Range(0, 20).Select(n => $"{n},")), TextOf((await slow.Kernel.PeekAsync(C1)).State));
        Assert.Equal([1, 1, 19], store.Appends.Select(append => append.Commits.Count)); // The first opened the document.
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1_000)]
    public async Task CM8_A_rebase_reaches_further_back_than_memory(int recentMax)
    {
        var forgetful = new Desk(options: new DocumentOptions { RecentMax = recentMax, SnapshotTailMin = 1_024 });
        await forgetful.Commit(AddText("a", ""));
        for (var n = 0; n < 50; n++) await forgetful.Commit(new InsertText("a", "text", 0, "x"));

        var edit = Edit(1, null, new InsertText("a", "text", 0, "end")) with { Rebase = true };
        Assert.IsType<EditOutcome.Committed>(await forgetful.Submit(edit));

        Assert.Equal(new string('x', 50) + "end", TextOf((await forgetful.Kernel.PeekAsync(C1)).State));
    }

    [Fact]
    public async Task CM8_Too_far_behind_for_a_rebase_is_stale()
    {
        var strict = new Desk(options: new DocumentOptions { RebaseMissedMax = 3 });
        for (var n = 0; n < 5; n++) await strict.Commit(AddText($"a{n}"));

        Assert.IsType<EditOutcome.Stale>(await strict.Submit(Edit(1, null, AddText("x")) with { Rebase = true }));
        Assert.IsType<EditOutcome.Committed>(await strict.Submit(Edit(2, null, AddText("x")) with { Rebase = true }));
    }

    [Fact]
    public async Task CM9_A_dry_run_answers_like_the_real_one_and_leaves_no_trace()
    {
        await desk.Commit(AddText());
        var dry = Edit(1, "k", AddText("b")) with { DryRun = true };

        var would = Assert.IsType<EditOutcome.WouldCommit>(await desk.Submit(dry));
        Assert.Equal(new Revision(2), would.Commit.Revision);
        Assert.IsType<EditOutcome.WouldCommit>(await desk.Submit(dry));
        Assert.IsType<EditOutcome.Stale>(await desk.Submit(dry with { Base = new Revision(0) }));
        Assert.IsType<EditOutcome.Rejected>(await desk.Submit(Edit(1, "k", AddText("a")) with { DryRun = true }));

        Assert.Equal(1, await desk.Head());
        Assert.Single(await desk.Log());
        var real = Assert.IsType<EditOutcome.Committed>(await desk.Submit(dry with { DryRun = false }));
        Assert.False(real.Replayed);
        Assert.Equal(real.Commit.Line.ToArray(), would.Commit.Line.ToArray());
        Assert.IsType<EditOutcome.Stale>(await desk.Submit(dry)); // Not looked up either: no repeat of the real one.
    }

    [Fact]
    public async Task CM9_A_dry_run_between_edits_of_one_turn_does_not_show()
    {
        var (store, opened) = (new FaultyStore(new MemoryDocumentStore("e1")), new TaskCompletionSource());
        store.OnFind = _ => opened.Task;
        var slow = new Desk(store);

        _ = slow.Submit(0, null, AddText("opener"));
        var first = slow.Submit(1, "a", AddText());
        var dry = slow.Submit(Edit(2, "b", AddText("b")) with { DryRun = true });
        var second = slow.Submit(2, "b", AddText("c"));
        opened.SetResult();

        Assert.IsType<EditOutcome.Committed>(await first);
        Assert.IsType<EditOutcome.WouldCommit>(await dry);
        Assert.Equal(new Revision(3), Assert.IsType<EditOutcome.Committed>(await second).Commit.Revision);
    }

    [Fact]
    public async Task RD1_Commit_times_never_go_back_when_the_clock_does()
    {
        var times = new List<DateTimeOffset>();
        foreach (var minutes in new[] { 0, 5, -60, -1_000_000, 6 })
        {
            desk.Clock.Now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes);
            times.Add((await desk.Commit(AddText($"a{times.Count}"))).ReadDetails().At);
        }

        desk.Clock.Now = desk.Clock.Now.AddDays(-1);
        var restarted = new Desk(desk.Store);
        restarted.Clock.Now = desk.Clock.Now;
        times.Add((await restarted.Commit(AddText("z"))).ReadDetails().At);

        Assert.Equal(times.Order(), times);
        Assert.Equal([0, 5, 5, 5, 6, 6], times.Select(at => (int)(at - times[0]).TotalMinutes));
    }

    [Fact]
    public async Task TE7_An_unknown_name_is_an_empty_document_for_peeking_and_none_for_reading()
    {
        Assert.Null(await desk.Kernel.ReadAsync(C1));
        Assert.Equal(Revision.Zero, (await desk.Kernel.PeekAsync(C1)).Head);

        desk.Clock.Now = desk.Clock.Now.AddHours(1);
        await desk.Commit(new SetMeta("title", JsonValue.FromText("Plan")));

        var view = (await desk.Kernel.ReadAsync(C1))!;
        Assert.Equal(("Plan", "ann", desk.Clock.Now), (view.Record!.Title, view.Record.CreatedBy, view.Record.CreatedAt));
    }

    [Fact]
    public async Task TE7_A_record_made_after_someone_looked_for_it_is_seen_and_keeps_its_title()
    {
        Assert.Null(await desk.Kernel.ReadAsync(C1));
        var made = new DocumentRecord(C1, Placement.None with { ProjectId = "p" }, "Plan", desk.Clock.Now, "bob");
        Assert.True(await desk.Store.CreateAsync(made, default));

        Assert.Equal(made, (await desk.Kernel.ReadAsync(C1))?.Record);
        await desk.Commit(AddText());
        Assert.Equal(made, (await desk.Kernel.ReadAsync(C1))?.Record);
        Assert.Equal(made, (await desk.Store.FindAsync(C1, default))?.Record);
    }

    [Fact]
    public async Task TE7_The_same_name_in_two_tenants_is_two_documents()
    {
        await desk.Commit(AddText());
        var other = C1 with { Tenant = "t_b" };

        Assert.IsType<EditOutcome.Committed>(await desk.Kernel.SubmitAsync(other, Edit(0, null, AddText("mine"))));

        Assert.Equal(["mine"], (await desk.Kernel.PeekAsync(other)).State.Atoms.Keys);
        Assert.Equal(["a"], (await desk.Kernel.PeekAsync(C1)).State.Atoms.Keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1_024)]
    public async Task ST2_Reading_after_any_revision_gives_all_that_follows_in_pages(int recentMax)
    {
        var small = new Desk(options: new DocumentOptions { RecentMax = recentMax });
        for (var n = 0; n < 30; n++) await small.Commit(AddText($"a{n}"));
        var log = await small.Log();

        for (var after = 0; after <= 30; after++)
        {
            var read = new List<Commit>();
            while (await small.Kernel.ReadAfterAsync(C1, new Revision(after + read.Count), bytesMax: 700) is { Count: > 0 } page)
                read.AddRange(page);
            Assert.Equal(log.Skip(after).Select(commit => commit.Line.ToArray()), read.Select(commit => commit.Line.ToArray()));
        }
    }

    private sealed class NoSmallAtoms : IEditValidator<Canvas, CanvasOp>
    {
        public string? Refuse(Canvas before, CanvasOp op, Canvas after) =>
            op is Update update && update.Set.TryGet("size", out var size) && $"{size}" == "0" ? "too small" : null;
    }
}
