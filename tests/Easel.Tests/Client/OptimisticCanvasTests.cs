using System.Collections.Immutable;
using Easel.Client;
using Easel.Documents.Canvases;
using Easel.Tests.Documents;
using Easel.Tests.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Client;

/// <summary>What a client shows, sends and tells, one story at a time.</summary>
public class OptimisticCanvasTests
{
    private static readonly CanvasOp Note = Desk.AddText("a");

    private readonly OptimisticCanvas canvas = Opened();

    [Fact]
    public void An_edit_is_shown_at_once_and_sent_with_its_base()
    {
        Accept(new InsertText("a", "text", 5, "!"));

        Assert.Equal("hello!", Desk.TextOf(canvas.View));
        Assert.Equal("hello", Desk.TextOf(canvas.Confirmed));
        Assert.Equal(("k1", 1L), canvas.TakeCommand() is { } sent ? (sent.Key, sent.BaseRev) : default);
    }

    [Fact]
    public void OP1_An_edit_that_does_not_fit_is_refused_at_once_and_changes_nothing()
    {
        var result = canvas.Edit([new Remove("a"), new InsertText("a", "text", 0, "x")], "k1");

        Assert.Equal(1, Assert.IsType<EditResult.Misfit>(result).OpIndex);
        Assert.Equal("hello", Desk.TextOf(canvas.View));
        Assert.Empty(canvas.Pending);
    }

    [Fact]
    public void GE1_Text_that_is_not_Unicode_is_refused_before_the_server_sees_it()
    {
        const string half = "\ud800";
        Assert.All<CanvasOp>(
            [
                new InsertText("a", "text", 0, half), new ReplaceRange("a", "text", 0, 1, half),
                Desk.AddText("b", half),
                new Update("a", Properties.Empty.Set(half, JsonValue.FromText("x")), []), new SetMeta(half, null),
                new Update("a", Properties.Empty, [half]), new Add("b", half, Properties.Empty, null, null),
            ],
            op => Assert.IsType<EditResult.Misfit>(canvas.Edit([op], "k1")));
    }

    [Fact]
    public void GE1_What_nests_too_deep_for_a_command_is_refused_before_the_server_sees_it()
    {
        EditResult Nested(int depth)
        {
            var json = new string('[', depth) + new string(']', depth);
            var value = JsonValue.FromJson(System.Text.Encoding.UTF8.GetBytes(json));
            return canvas.Edit([new Update("a", Properties.Empty.Set("x", value), [])], $"deep{depth}");
        }

        Assert.IsType<EditResult.Accepted>(Nested(28)); // {"ops":[{"properties":{"x": makes four.
        Assert.IsType<EditResult.Misfit>(Nested(29));
    }

    [Fact]
    public void CM7_An_edit_beyond_the_limits_of_a_command_is_refused()
    {
        ImmutableArray<CanvasOp> many = [.. Enumerable.Repeat(Desk.Set("a", "x", 1), 257)];

        var misfit = Assert.IsType<EditResult.Misfit>(canvas.Edit(many, "k1"));
        Assert.Contains("256", misfit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_own_commit_confirms_an_edit_and_changes_nothing_that_is_shown()
    {
        Accept(new InsertText("a", "text", 5, "!"));
        canvas.TakeCommand();
        var shown = canvas.View;

        var told = Take(2, "k1", new InsertText("a", "text", 5, "!"));

        Assert.True(told.OfType<CanvasEvent.Committed>().Single().IsMine);
        Assert.Empty(canvas.Pending);
        Assert.Equal(CanvasJson.Hash(shown), CanvasJson.Hash(canvas.View));
    }

    [Fact]
    public void RB4_A_commit_of_another_moves_what_is_pending()
    {
        Accept(new InsertText("a", "text", 5, "!"));

        Take(2, "theirs", new InsertText("a", "text", 0, "oh "));

        Assert.Equal("oh hello!", Desk.TextOf(canvas.View));
        Assert.Equal([new PendingOp(0, new InsertText("a", "text", 8, "!"))], canvas.Pending[0].Ops);
    }

    [Fact]
    public void RB7_What_is_committed_is_carried_over_the_first_pending_edit_before_it_meets_the_second()
    {
        Accept(new InsertText("a", "text", 0, "AB"));
        Accept(new InsertText("a", "text", 2, "C"));

        Take(2, "theirs", new InsertText("a", "text", 1, "x"));

        Assert.Equal("ABChxello", Desk.TextOf(canvas.View));
    }

    [Fact]
    public void RB1_What_a_removal_leaves_without_meaning_is_reported_and_gone()
    {
        Accept(Desk.Set("a", "x", 1), Desk.AddText("b", "new"));
        Accept(Desk.Set("a", "y", 2));

        var dropped = Take(2, "theirs", new Remove("a")).OfType<CanvasEvent.Dropped>().ToList();

        Assert.Equal([("k1", false), ("k2", true)], dropped.Select(one => (one.Key, one.IsGone)));
        Assert.Equal((0, RebaseReasons.AtomRemoved), (dropped[0].Ops[0].Index, dropped[0].Ops[0].Reason));
        Assert.Equal(["k1"], canvas.Pending.Select(edit => edit.Key));
        Assert.Equal(1, canvas.Pending[0].Ops.Single().Index); // The place that the user knows.
    }

    [Fact]
    public void RB1_An_edit_that_came_true_by_itself_goes_with_a_report_that_names_no_op()
    {
        Accept(new Remove("a"));

        var gone = Take(2, "theirs", new Remove("a")).OfType<CanvasEvent.Dropped>().Single();

        Assert.True(gone.IsGone);
        Assert.Empty(gone.Ops);
        Assert.Empty(canvas.Pending);
    }

    [Fact]
    public void CM3_What_was_sent_stays_word_for_word_until_its_outcome_is_known()
    {
        Accept(new InsertText("a", "text", 5, "!"));
        var sent = canvas.TakeCommand()!;
        Take(2, "theirs", new InsertText("a", "text", 0, "oh "));

        canvas.Take("k1", new CommandReply.Unknown("cut"));
        canvas.Take("k1", new CommandReply.TryLater("STORAGE_FULL", null));
        canvas.Take("k1", new CommandReply.NotAllowed(401, "UNAUTHENTICATED", ""));

        Assert.Same(sent, canvas.TakeCommand());
    }

    [Fact]
    public void CM4_A_refused_base_makes_the_command_anew_once_the_client_has_caught_up()
    {
        Accept(new InsertText("a", "text", 5, "!"));
        canvas.TakeCommand();

        canvas.Take("k1", new CommandReply.Behind(2, "e1"));
        Assert.Null(canvas.TakeCommand());
        Take(2, "theirs", new InsertText("a", "text", 0, "oh "));

        var again = canvas.TakeCommand()!;
        Assert.Equal(("k1", 2L, 8), (again.Key, again.BaseRev, ((InsertText)again.Ops[0].Op).At));
    }

    [Theory]
    [InlineData(0, "e1")] // A head below what the command was built on.
    [InlineData(5, "e2")] // Another history.
    public void CM6_A_server_with_another_history_stops_sending_until_the_state_is_loaded(long head, string epoch)
    {
        Accept(Desk.Set("a", "x", 1));
        canvas.TakeCommand();

        canvas.Take("k1", new CommandReply.Behind(head, epoch));

        Assert.True(canvas.IsAstray);
        Assert.Null(canvas.TakeCommand());
        canvas.Reset(new CanvasSnapshot(head, epoch, canvas.Confirmed));
        Assert.Equal(head, canvas.TakeCommand()!.BaseRev);
    }

    [Fact]
    public void CM7_A_refused_edit_is_reported_whole_and_later_edits_go_on_without_it()
    {
        Accept(Desk.AddText("b", "made"));
        Accept(Desk.Set("b", "x", 1), Desk.Set("a", "y", 2));
        canvas.TakeCommand();

        var told = canvas.Take("k1", new CommandReply.Refused("OP_INVALID", 0, "no"));

        var refused = told.OfType<CanvasEvent.Refused>().Single();
        Assert.Equal(("k1", "OP_INVALID", 0), (refused.Key, refused.Code, refused.OpIndex));
        Assert.Equal(RebaseReasons.AtomRemoved, told.OfType<CanvasEvent.Dropped>().Single().Ops.Single().Reason);
        Assert.Null(canvas.View.Find("b"));
        Assert.True(canvas.View.Find("a")!.Properties.Contains("y"));
    }

    [Fact]
    public void CM2_An_answered_edit_waits_for_its_commit_and_is_not_sent_again()
    {
        Accept(Desk.Set("a", "x", 1));
        canvas.TakeCommand();

        canvas.Take("k1", new CommandReply.Committed(2, []));

        Assert.Null(canvas.TakeCommand());
        Assert.Single(canvas.Pending);
        Take(2, "k1", Desk.Set("a", "x", 1));
        Assert.Empty(canvas.Pending);
    }

    [Fact]
    public void RB6_A_reset_keeps_what_still_makes_sense_and_reports_the_rest()
    {
        Accept(Desk.Set("a", "x", 1));
        Accept(new SetMeta("title", JsonValue.FromText("mine")));

        var told = canvas.Reset(new CanvasSnapshot(9, "e2", State(Desk.AddText("b", "other"))));

        Assert.Equal(["k1"], told.OfType<CanvasEvent.Dropped>().Select(one => one.Key));
        Assert.Equal(["k2"], canvas.Pending.Select(edit => edit.Key));
        Assert.Equal((9L, "e2"), (canvas.Rev, canvas.Epoch));
    }

    [Fact]
    public void CM3_After_a_reset_the_answer_to_its_key_tells_whether_the_new_state_holds_an_edit()
    {
        Accept(new InsertText("a", "text", 5, "!"));
        Accept(new InsertText("a", "text", 6, "?"));
        var sent = canvas.TakeCommand()!;
        var withIt = State(Note, new InsertText("a", "text", 5, "!"));

        var told = canvas.Reset(new CanvasSnapshot(3, "e1", withIt));
        Assert.Empty(told.OfType<CanvasEvent.Dropped>()); // Its text changed, but maybe by itself.
        Assert.Same(sent, canvas.TakeCommand());
        told = canvas.Take("k1", new CommandReply.Committed(2, []));

        Assert.Empty(told.OfType<CanvasEvent.Dropped>());
        Assert.Equal("hello!?", Desk.TextOf(canvas.View));
        Assert.Equal("k2", canvas.TakeCommand()!.Key);
    }

    [Fact]
    public void CM8_Drops_that_only_the_answer_told_of_are_reported_when_the_state_jumps_over_the_commit()
    {
        Accept(Desk.Set("a", "x", 1), new SetMeta("title", JsonValue.FromText("mine")));
        canvas.TakeCommand();
        canvas.Take("k1", new CommandReply.Committed(3, [new(0, RebaseReasons.AtomRemoved)]));

        var told = canvas.Reset(new CanvasSnapshot(4, "e1", State(new SetMeta("title", JsonValue.FromText("mine")))));

        Assert.Equal(RebaseReasons.AtomRemoved, told.OfType<CanvasEvent.Dropped>().Single().Ops.Single().Reason);
        Assert.Empty(canvas.Pending);
    }

    [Fact]
    public void CM3_After_a_reset_an_edit_that_was_not_applied_is_reported()
    {
        Accept(new InsertText("a", "text", 5, "!"));
        canvas.TakeCommand();
        canvas.Reset(new CanvasSnapshot(3, "e1", State(Desk.AddText("a", "other"))));

        var told = canvas.Take("k1", new CommandReply.Behind(3, "e1"));

        var gone = told.OfType<CanvasEvent.Dropped>().Single();
        Assert.Equal((true, RebaseReasons.TextReplaced), (gone.IsGone, gone.Ops.Single().Reason));
        Assert.Empty(canvas.Pending);
    }

    [Fact]
    public void ST3_A_gap_or_a_commit_that_does_not_fit_asks_for_the_state()
    {
        Assert.Null(canvas.Take(Commit(3, null, Desk.Set("a", "x", 1))));
        Assert.Null(canvas.Take(Commit(2, null, new Remove("nobody"))));
        Assert.Empty(canvas.Take(Commit(1, null, Note))!); // Known already.
    }

    [Fact]
    public void Typing_makes_one_edit_until_it_is_sent()
    {
        canvas.Edit([new InsertText("a", "text", 5, "!")], "k1", merge: "a.text");
        var merged = canvas.Edit([new InsertText("a", "text", 6, "?")], "k2", merge: "a.text");
        canvas.TakeCommand();
        canvas.Edit([new InsertText("a", "text", 7, ".")], "k3", merge: "a.text");

        Assert.Equal(new EditResult.Accepted("k1"), merged);
        Assert.Equal([("k1", 2), ("k3", 1)], canvas.Pending.Select(edit => (edit.Key, edit.Ops.Length)));
    }

    [Fact]
    public void A_merged_edit_never_outgrows_a_command()
    {
        for (var i = 0; i < 300; i++) canvas.Edit([Desk.Set("a", "x", i)], $"k{i}", merge: "drag");

        Assert.Equal([256, 44], canvas.Pending.Select(edit => edit.Ops.Length));
    }

    [Fact]
    public void Too_many_waiting_edits_are_refused_and_the_others_kept()
    {
        var full = new OptimisticCanvas(Start, limits: new OptimisticLimits { PendingMax = 2 });
        for (var i = 0; i < 2; i++) full.Edit([Desk.Set("a", "x", i)], $"k{i}");

        Assert.IsType<EditResult.Full>(full.Edit([Desk.Set("a", "x", 9)], "k9"));
        Assert.Equal(2, full.Pending.Count);
    }

    [Fact]
    public void What_is_saved_goes_on_in_another_process_and_is_sent_unchanged()
    {
        Accept(new InsertText("a", "text", 5, "!"), Desk.Set("a", "x", 1));
        Accept(Desk.Set("a", "y", 2));
        var sent = canvas.TakeCommand()!;
        Take(2, "theirs", new InsertText("a", "text", 0, "oh "));

        var saved = PendingState.Decode(canvas.Save().Encode());
        var again = OptimisticCanvas.Reopen(new CanvasSnapshot(2, "e1", canvas.Confirmed), saved, out var told, "me");

        Assert.Empty(told);
        Assert.Equal(CanvasJson.Hash(canvas.View), CanvasJson.Hash(again.View));
        Assert.Equal(CommandJson.Write(sent), CommandJson.Write(again.TakeCommand()!));
    }

    [Fact]
    public void What_was_saved_over_another_state_is_reported_where_it_does_not_fit()
    {
        Accept(Desk.Set("a", "x", 1));
        Accept(Desk.AddText("b", "new"));
        var saved = PendingState.Decode(canvas.Save().Encode());

        var again = OptimisticCanvas.Reopen(new CanvasSnapshot(7, "e2", Canvas.Empty), saved, out var told);

        var lost = told.OfType<CanvasEvent.Dropped>().Single().Ops[0];
        Assert.StartsWith(DroppedEditOp.DoesNotFit, lost.Reason, StringComparison.Ordinal);
        Assert.Equal(["k2"], again.Pending.Select(edit => edit.Key));
    }

    [Fact]
    public async Task CM10_An_undo_waits_for_the_edits_before_it_and_goes_before_those_after_it()
    {
        var outbox = new Outbox(canvas, "me");
        Accept(Desk.Set("a", "x", 1));
        var asked = outbox.Ask(new HistoryRequest(HistoryKind.Undo, "u1"));
        Accept(Desk.Set("a", "y", 1));
        var order = new List<string>();

        for (var rev = 2; outbox.Next() is { } next; rev++)
        {
            order.Add(next.Route + " " + next.Key);
            outbox.Take(next, new CommandReply.Committed(rev, []));
            Take(rev, next.Key, Desk.Set("a", "z", rev));
            outbox.Advance();
        }

        Assert.Equal(["commands k1", "undo u1", "commands k2"], order);
        Assert.Equal(3, Assert.IsType<HistoryResult.Done>(await asked).Rev);
        Assert.True(outbox.IsEmpty);
    }

    private static CanvasSnapshot Start => new(1, "e1", State(Note));

    private static OptimisticCanvas Opened() => new(Start, "me");

    private static Canvas State(params CanvasOp[] ops) => RandomCanvas.Apply(Canvas.Empty, ops);

    private void Accept(params CanvasOp[] ops) => Assert.IsType<EditResult.Accepted>(
        canvas.Edit([.. ops], $"k{canvas.Pending.Count + 1}"));

    private IReadOnlyList<CanvasEvent> Take(long rev, string key, params CanvasOp[] ops) =>
        canvas.Take(Commit(rev, key, ops))!;

    private static CanvasCommit Commit(long rev, string? key, params CanvasOp[] ops) =>
        new() { Rev = rev, Ops = [.. ops], ActorId = "me", CorrelationId = key };
}
