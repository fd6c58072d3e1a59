using System.Collections.Concurrent;
using Easel.Client;
using Easel.Documents.Canvases;
using Easel.Tests.Documents;
using Easel.Tests.Faults;
using Easel.Tests.Server;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Client;

/// <summary>Sessions on a real server, over sockets that break.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("easel-session-").FullName;

    [Fact]
    public async Task RB7_Two_sessions_on_one_canvas_come_to_show_the_same()
    {
        await using var app = await EaselApp.StartAsync();
        using var alice = Client(app.Http.BaseAddress!, "alice");
        using var bob = Client(app.Http.BaseAddress!, "bob");
        await using var hers = await alice.OpenAsync("c1");
        await using var his = await bob.OpenAsync("c1");

        hers.Edit(Desk.AddText("a", ""));
        await Meet(hers, his);
        for (var i = 0; i < 40; i++)
        {
            Type(hers, "A");
            Type(his, "b");
        }

        await Meet(hers, his);
        var text = Desk.TextOf(his.View);
        Assert.Equal((40, 40), (text.Count(one => one == 'A'), text.Count(one => one == 'b')));
        var reply = await app.GetAsync("/canvas/c1/snapshot");
        Assert.Equal((reply.Hash, reply.Rev), (CanvasJson.Hash(hers.View), hers.Rev));
    }

    [Fact]
    public async Task TE7_A_canvas_that_nobody_edited_opens_empty_and_learns_its_epoch_with_the_first_commit()
    {
        await using var app = await EaselApp.StartAsync();
        using var client = Client(app.Http.BaseAddress!, "alice");
        await using var session = await client.OpenAsync("new");
        Assert.Equal(0, session.Rev);

        session.Edit(Desk.AddText());
        await session.FlushAsync().WaitAsync(Patience);

        Assert.Equal(1, session.Rev);
        Assert.Equal(["new"], await client.ListAsync().Select(one => one.CanvasId).ToListAsync());
        Assert.Equal([1L], await client.CommitsAsync("new").Select(one => one.Rev).ToListAsync());
        Assert.Equal(CanvasJson.Hash(session.View), CanvasJson.Hash((await client.SnapshotAsync("new")).State));
    }

    [Fact]
    public async Task GE5_Edits_beyond_the_rate_are_sent_again_when_the_server_says()
    {
        await using var app = await EaselApp.StartAsync(settings => settings.Limits = "default", builder =>
        {
            builder.Configuration["Rates:CommandsPerActor"] = "4";
            builder.Configuration["Rates:CommandBurstPerActor"] = "2";
        });
        using var client = Client(app.Http.BaseAddress!, "alice");
        await using var session = await client.OpenAsync("c1");

        for (var i = 0; i < 5; i++)
        {
            session.Edit(Desk.AddText($"a{i}"));
            await session.FlushAsync().WaitAsync(Patience);
        }

        Assert.Equal(5, (await app.GetAsync("/canvas/c1/snapshot")).Rev);
        Assert.Contains("easel_rates_refused_total{limit=\"actor\"}", await app.Admin.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task CM3_Edits_whose_answers_are_lost_are_committed_once()
    {
        await using var app = await EaselApp.StartAsync();
        await using var proxy = new CuttableProxy(app.Http.BaseAddress!);
        using var client = Client(proxy.Url, "alice");
        await using var session = await client.OpenAsync("c1");
        proxy.EatAnswers(3);

        for (var i = 0; i < 5; i++) session.Edit(Desk.AddText($"a{i}"));
        await session.FlushAsync().WaitAsync(Patience);

        Assert.True(proxy.Eaten > 0, "no answer was lost");
        var reply = await app.GetAsync("/canvas/c1/snapshot");
        Assert.Equal((5L, CanvasJson.Hash(session.View)), (reply.Rev, reply.Hash));
    }

    [Fact]
    public async Task RB1_Edits_made_offline_are_shown_and_sent_later_and_what_became_pointless_is_reported()
    {
        await using var app = await EaselApp.StartAsync();
        await using var proxy = new CuttableProxy(app.Http.BaseAddress!);
        using var alice = Client(proxy.Url, "alice");
        using var bob = Client(app.Http.BaseAddress!, "bob");
        await using var hers = await alice.OpenAsync("c1");
        await using var his = await bob.OpenAsync("c1");
        var told = Listen(hers);
        hers.Edit(Desk.AddText("a"), Desk.AddText("b"));
        await Meet(hers, his);

        proxy.Cut();
        await Until(() => hers.Status.Phase == SessionPhase.Offline);
        hers.Edit(new InsertText("a", "text", 5, "!"));
        hers.Edit(new InsertText("b", "text", 5, "!"));
        Assert.Equal("hello!", Desk.TextOf(hers.View));
        his.Edit(new Remove("a"));
        await his.FlushAsync().WaitAsync(Patience);
        proxy.Mend();

        await Meet(hers, his);
        Assert.Equal("hello!", Desk.TextOf(his.View, "b"));
        await Until(() => told.OfType<CanvasEvent.Dropped>().Any());
        Assert.Equal(RebaseReasons.AtomRemoved, told.OfType<CanvasEvent.Dropped>().Single().Ops.Single().Reason);
    }

    [Fact]
    public async Task ST3_A_session_that_is_behind_an_erasure_starts_again_and_keeps_what_is_pending()
    {
        await using var app = await EaselApp.StartAsync();
        await using var proxy = new CuttableProxy(app.Http.BaseAddress!);
        using var alice = Client(proxy.Url, "alice");
        using var bob = Client(app.Http.BaseAddress!, "bob");
        await using var hers = await alice.OpenAsync("c1");
        await using var his = await bob.OpenAsync("c1");
        var told = Listen(hers);
        hers.Edit(Desk.AddText("a"), Desk.AddText("b"));
        await Meet(hers, his);

        proxy.Cut();
        await Until(() => hers.Status.Phase == SessionPhase.Offline);
        hers.Edit(new InsertText("b", "text", 5, "!"));
        his.Edit(Desk.AddText("c"));
        await his.FlushAsync().WaitAsync(Patience);
        var erased = await app.PostAsync(
            "/canvas/c1/erase", $$"""{"up_to_rev":{{his.Rev}},"reason":"a test"}""",
            EaselApp.Token("olga", role: "owner"));
        Assert.Equal(200, erased.Status);
        his.Edit(new Remove("a"));
        await his.FlushAsync().WaitAsync(Patience);
        proxy.Mend();

        await Meet(hers, his);
        Assert.Equal(["b", "c"], his.View.Atoms.Keys.Order());
        Assert.Equal("hello!", Desk.TextOf(his.View, "b"));
        Assert.DoesNotContain(told.OfType<CanvasEvent.Committed>(), one => one.Commit.Rev is 2 or 3);
    }

    [Fact]
    public async Task Edits_made_offline_outlive_the_client_process()
    {
        await using var app = await EaselApp.StartAsync();
        await using var proxy = new CuttableProxy(app.Http.BaseAddress!);
        using var client = Client(proxy.Url, "alice");
        await using (var session = await client.OpenAsync("c1", FilePendingStore.Open(folder, "c1")))
        {
            session.Edit(Desk.AddText("a"));
            await session.FlushAsync().WaitAsync(Patience);
            proxy.EatAnswers(int.MaxValue); // The server gets the next one, and the client never learns of it.
            session.Edit(Desk.AddText("b"));
            await Until(() => proxy.Eaten > 0);
            proxy.Cut();
            session.Edit(Desk.AddText("c"));
            Assert.True(await session.SaveAsync());
        }

        proxy.EatAnswers(0);
        proxy.Mend();
        await using var next = await client.OpenAsync("c1", FilePendingStore.Open(folder, "c1"));
        await next.FlushAsync().WaitAsync(Patience);

        var reply = await app.GetAsync("/canvas/c1/snapshot");
        Assert.Equal((3L, CanvasJson.Hash(next.View)), (reply.Rev, reply.Hash));
        Assert.Equal(["a", "b", "c"], next.View.Roots.Chunks.SelectMany(chunk => chunk.ToArray()));
    }

    [Fact]
    public async Task TE4_Refused_credentials_stop_sending_and_keep_what_is_pending()
    {
        await using var app = await EaselApp.StartAsync();
        var token = EaselApp.Token("alice");
        using var client = new EaselClient(Options(app.Http.BaseAddress!, _ => new(Volatile.Read(ref token))));
        await using var session = await client.OpenAsync("c1");
        await Until(() => session.Status.Phase == SessionPhase.Live);
        Volatile.Write(ref token, "expired");

        session.Edit(Desk.AddText());
        await Until(() => session.Status == new SessionStatus(SessionPhase.Denied, "UNAUTHENTICATED"));
        Assert.Single(session.Pending);
        Volatile.Write(ref token, EaselApp.Token("alice"));
        session.Resume();

        await session.FlushAsync().WaitAsync(Patience);
        Assert.Equal((1L, SessionPhase.Live), (session.Rev, session.Status.Phase));
    }

    [Fact]
    public async Task CM7_What_the_server_refuses_is_reported_and_taken_out_of_the_view()
    {
        await using var app = await EaselApp.StartAsync(adjust: builder =>
            builder.Configuration["Canvases:Atoms:text:properties:text:type"] = "string");
        using var client = Client(app.Http.BaseAddress!, "alice");
        await using var session = await client.OpenAsync("c1");
        var told = Listen(session);

        // The server has a rule that the client does not know.
        session.Edit(new Add("i", "text", Properties.Empty.Set("text", JsonValue.FromJson("5"u8)), null, null));
        session.Edit(Desk.AddText("a"));
        await session.FlushAsync().WaitAsync(Patience);

        await Until(() => told.OfType<CanvasEvent.Committed>().Any(one => one.Commit.Ops[0] is Add { Id: "a" }));
        var refused = told.OfType<CanvasEvent.Refused>().Single();
        Assert.Equal(("OP_INVALID", 0), (refused.Code, refused.OpIndex));
        Assert.Equal(["a"], session.View.Atoms.Keys);
    }

    [Fact]
    public async Task CM10_Undo_redo_and_restore_wait_for_what_was_edited_and_end_in_the_view()
    {
        await using var app = await EaselApp.StartAsync();
        using var client = Client(app.Http.BaseAddress!, "alice");
        await using var session = await client.OpenAsync("c1");

        session.Edit(Desk.AddText("a", "one"));
        session.Edit(new InsertText("a", "text", 3, " two"));
        var undone = Assert.IsType<HistoryResult.Done>(await session.UndoAsync().WaitAsync(Patience));
        Assert.Equal((3, new HistoryMark(HistoryKind.Undo, 2)), (undone.Rev, undone.Mark));
        Assert.Equal("one", Desk.TextOf(session.View));
        var redone = Assert.IsType<HistoryResult.Done>(await session.RedoAsync().WaitAsync(Patience));
        Assert.Equal("one two", Desk.TextOf(session.View));
        Assert.Equal(HistoryKind.Redo, redone.Mark!.Kind);
        Assert.IsType<HistoryResult.NothingToDo>(await session.RedoAsync().WaitAsync(Patience));
        Assert.IsType<HistoryResult.Done>(await session.RestoreAsync(1).WaitAsync(Patience));
        Assert.Equal("one", Desk.TextOf(session.View));
        var refused = await session.RestoreAsync(99).WaitAsync(Patience);
        Assert.Equal("REV_UNKNOWN", Assert.IsType<HistoryResult.Refused>(refused).Code);
    }

    [Fact]
    public async Task CM12_A_run_is_undone_whole_by_one_commit_that_every_client_sees()
    {
        await using var app = await EaselApp.StartAsync();
        using var client = Client(app.Http.BaseAddress!, "alice");
        await using var session = await client.OpenAsync("c1");
        await using var other = await client.OpenAsync("c1");
        var told = Listen(other);
        var run = new EditIntent("tidy", "r1");

        session.Edit(Desk.AddText("kept", "mine"));
        session.Edit([Desk.AddText("a", "one")], run);
        session.Edit([new InsertText("a", "text", 3, " two")], run);
        await session.FlushAsync().WaitAsync(Patience);
        var undone = Assert.IsType<HistoryResult.Done>(await session.UndoRunAsync("r1").WaitAsync(Patience));

        Assert.Equal(["kept"], session.View.Atoms.Keys);
        await Until(() => told.OfType<CanvasEvent.Committed>().Any(one => one.Commit.Rev == undone.Rev));
        Assert.Equal(["kept"], other.View.Atoms.Keys);
        Assert.IsType<HistoryResult.Done>(
            await session.RedoAsync(UndoReach.Run, "r1").WaitAsync(Patience));
        Assert.Equal(["a", "kept"], session.View.Atoms.Keys.Order());
    }

    [Fact]
    public async Task HO1_A_server_that_is_killed_and_started_again_is_found_again_and_nothing_is_lost_or_doubled()
    {
        var server = await ServerProcess.StartAsync(folder);
        await using var proxy = new CuttableProxy(server.Url);
        using var client = new EaselClient(Options(proxy.Url, EaselClientOptions.Fixed(ServerProcess.Token(folder))));
        await using var session = await client.OpenAsync("c1");
        session.Edit(Desk.AddText("a", ""));
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 30; i++) Type(session, "x");
            await Until(() => session.Pending.Count < 25);
            await server.KillAsync();
            await server.DisposeAsync();
            for (var i = 0; i < 10; i++) Type(session, "y");
            server = await ServerProcess.StartAsync(folder);
            proxy.Target = server.Url;
        }

        await session.FlushAsync().WaitAsync(Patience);
        await using var last = server;
        var text = Desk.TextOf(session.View);
        Assert.Equal((90, 30, 121L), (text.Count(one => one == 'x'), text.Count(one => one == 'y'), session.Rev));
        var stored = await client.SnapshotAsync("c1");
        Assert.Equal(CanvasJson.Hash(session.View), CanvasJson.Hash(stored.State));
    }

    [Fact]
    public async Task GS2_Gestures_and_presence_of_one_session_reach_another()
    {
        await using var app = await EaselApp.StartAsync();
        using var alice = Client(app.Http.BaseAddress!, "alice");
        using var bob = Client(app.Http.BaseAddress!, "bob");
        await using var hers = await alice.OpenAsync("c1");
        await using var his = await bob.OpenAsync("c1");
        var told = Listen(his);
        hers.SetPresence(new Presence(["a"]));

        await Until(() =>
        {
            hers.SendGesture("cursor", JsonValue.FromJson("1"u8)); // Until he is there.
            return told.OfType<CanvasEvent.Gestured>().Any() && told.OfType<CanvasEvent.Presence>().Any();
        });

        var gesture = told.OfType<CanvasEvent.Gestured>().First().Gesture;
        Assert.Equal(("cursor", "alice"), (gesture.Kind, gesture.Subject));
        Assert.Equal("online", told.OfType<CanvasEvent.Presence>().First().State.Status);
    }

    [Fact]
    public async Task A_closed_session_says_so_to_whoever_waits()
    {
        await using var app = await EaselApp.StartAsync();
        await using var proxy = new CuttableProxy(app.Http.BaseAddress!);
        using var client = Client(proxy.Url, "alice");
        var session = await client.OpenAsync("c1");
        proxy.Cut();
        session.Edit(Desk.AddText());
        var (flush, undo) = (session.FlushAsync(), session.UndoAsync());

        await session.DisposeAsync().AsTask().WaitAsync(Patience);

        Assert.Equal(EaselCodes.Closed, (await Assert.ThrowsAsync<EaselException>(() => flush)).Code);
        Assert.Equal(EaselCodes.Closed, (await Assert.ThrowsAsync<EaselException>(() => undo)).Code);
        Assert.IsType<EditResult.Full>(session.Edit(Desk.AddText("b")));
        Assert.Equal(SessionPhase.Closed, session.Status.Phase);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_of_opening()
    {
        using var client = Client(new Uri("http://127.0.0.1:9"), "alice");

        var failed = await Assert.ThrowsAsync<EaselException>(() => client.OpenAsync("c1"));

        Assert.Equal(EaselCodes.Unreachable, failed.Code);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static TimeSpan Patience => TimeSpan.FromSeconds(60);

    private static EaselClient Client(Uri address, string user) =>
        new(Options(address, EaselClientOptions.Fixed(EaselApp.Token(user))));

    private static EaselClientOptions Options(Uri address, Func<CancellationToken, ValueTask<string?>> token) => new()
    {
        BaseAddress = address,
        Token = token,
        BackoffMin = TimeSpan.FromMilliseconds(20),
        BackoffMax = TimeSpan.FromMilliseconds(200),
        RetryAfterMax = TimeSpan.FromMilliseconds(200),
    };

    private static void Type(CanvasSession session, string text) => Assert.IsType<EditResult.Accepted>(
        session.Edit(new InsertText("a", "text", Desk.TextOf(session.View).Length, text)));

    private static async Task Meet(params CanvasSession[] sessions)
    {
        foreach (var session in sessions) await session.FlushAsync().WaitAsync(Patience);
        await Until(() => sessions.Select(session => session.Rev).Distinct().Count() == 1);
        Assert.Single(sessions.Select(session => CanvasJson.Hash(session.View)).Distinct());
    }

    private static async Task Until(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!isSo()) await Task.Delay(5, late.Token);
    }

    private static ConcurrentQueue<CanvasEvent> Listen(CanvasSession session)
    {
        var told = new ConcurrentQueue<CanvasEvent>();
        _ = Task.Run(async () =>
        {
            await foreach (var one in session.Events) told.Enqueue(one);
        });
        return told;
    }
}
