using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Events;
using Easel.Server.Replays;
using Easel.Server.Runs;
using Easel.Tests.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Runs;

/// <summary>Rule AR6: what is slow or broken of one keeps no other waiting.</summary>
public class RunFollowerTests
{
    private const string First = "t_aaa"; // Before the other tenant, in every order.
    private const int Patience = 60_000;

    private static readonly DocumentKey Canvas = new(Tenant, "dev", "canvas", "c");
    private static readonly string Admin = Token("root", First, role: "admin");

    [Fact(Timeout = Patience)]
    public async Task AR6_As_many_runs_are_ended_as_are_too_many_whatever_they_begin()
    {
        await using var app = await StartAsync(adjust: Quick(idleSeconds: 600, openMax: 2));
        for (var n = 0; n < 12; n++) await CommitAsync(app, n, $"r{n}");

        while ((await OpenAsync(app)).Length > 2) await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Equal(["r11", "r10"], await OpenAsync(app));
    }

    [Fact(Timeout = Patience)]
    public async Task AR6_A_tenant_whose_order_cannot_be_read_keeps_no_other_waiting()
    {
        await using var app = await StartAsync(adjust: builder =>
        {
            Quick(idleSeconds: 1)(builder);
            Read(builder, tenant =>
                tenant == First ? throw new InvalidOperationException("a test") : Task.CompletedTask);
        });
        await CommitAsync(app, 0, "r1", First);
        await CommitAsync(app, 0, "r1");

        await UntilEndedAsync(app, "r1");

        Assert.Equal("ended", await StatusAsync(app, "r1"));
    }

    [Fact(Timeout = Patience)]
    public async Task AR6_Who_asks_for_runs_can_stop_waiting_for_their_turn()
    {
        var (reads, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await StartAsync(adjust: builder =>
        {
            Quick(idleSeconds: 600)(builder);
            Read(builder, tenant =>
            {
                if (tenant != First) return Task.CompletedTask;
                reads.TrySetResult();
                return goOn.Task;
            });
        });
        await CommitAsync(app, 0, "r1", First);
        await reads.Task;

        var asks = app.Services.GetRequiredService<RunFollower>().ListAsync(Canvas, new CancellationToken(true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asks);
        goOn.SetResult();
    }

    [Fact(Timeout = Patience)]
    public async Task AR6_What_is_made_at_the_end_of_a_run_keeps_no_other_from_ending()
    {
        var slow = new SlowHistory();
        await using var app = await StartAsync(adjust: builder =>
        {
            Quick(idleSeconds: 1)(builder);
            builder.Services.AddSingleton<IGestureHistory>(slow);
        });
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        await CommitAsync(app, 0, "r1", First);
        await slow.Begun.Task;

        await CommitAsync(app, 0, "r1");
        await UntilEndedAsync(app, "r1");

        Assert.Equal("open", await StatusAsync(app, "r1", First));
        slow.GoOn.SetResult();
        await UntilEndedAsync(app, "r1", First);
    }

    [Fact(Timeout = Patience)]
    public async Task AR6_A_run_that_goes_on_while_its_end_is_made_ends_with_all_that_it_did()
    {
        var slow = new SlowHistory();
        await using var app = await StartAsync(adjust: builder =>
        {
            Quick(idleSeconds: 600)(builder);
            builder.Services.AddSingleton<IGestureHistory>(slow);
        });
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        await CommitAsync(app, 0, "r1", First);
        var before = EndAsync(app);
        await slow.Begun.Task;

        await CommitAsync(app, 1, "r1", First);
        var after = (await EndAsync(app)).Json;
        slow.GoOn.SetResult();

        Assert.Equal(200, (await before).Status);
        Assert.Equal(2, after.GetProperty("to_rev").GetInt64());
        var now = (await app.GetAsync("/canvas/c/runs/r1", Token(tenant: First))).Text;
        Assert.Equal(after.GetRawText(), now);

        static Task<Reply> EndAsync(EaselApp app) => app.PostAsync("/canvas/c/runs/r1/end", "", Token(tenant: First));
    }

    [Fact(Timeout = Patience)]
    public async Task AR6_A_follower_that_stops_waits_for_the_ends_that_were_begun()
    {
        var slow = new SlowHistory();
        await using var app = await StartAsync(adjust: builder =>
        {
            Quick(idleSeconds: 600)(builder);
            builder.Services.AddSingleton<IGestureHistory>(slow);
        });
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Token("root", role: "admin"));
        await CommitAsync(app, 0, "r1");
        using var other = ActivatorUtilities.CreateInstance<RunFollower>(app.Services);
        var end = other.EndAsync(Canvas, "r1", CancellationToken.None);
        await slow.Begun.Task;

        var stop = other.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        slow.GoOn.SetResult();
        await stop;

        Assert.True((await end).IsThere);
    }

    [Theory]
    [InlineData("""{"epoch":"EPOCH","open":[]}""")]
    [InlineData("""{"epoch":"EPOCH","seqs":{}}""")]
    [InlineData("""{"epoch":"EPOCH","seqs":null,"open":[]}""")]
    [InlineData("null")]
    [InlineData("{")]
    public async Task AR6_Marks_that_are_not_whole_are_none(string content)
    {
        await using var app = await StartAsync(adjust: Quick(idleSeconds: 600));
        var marks = app.Services.GetRequiredService<RunMarks>();
        var epoch = app.Services.GetRequiredService<IDocumentStore>().Epoch;
        await File.WriteAllTextAsync(
            Path.Join(app.Settings.Data, "runs.json"), content.Replace("EPOCH", epoch, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var read = marks.Read();

        Assert.Equal((0, 0), (read.Seqs.Count, read.Open.Count));
        Assert.True(marks.TryWrite(new Dictionary<string, long> { [Tenant] = 7 }, []));
        Assert.Equal(7, marks.Read().Seqs[Tenant]);
    }

    private static Action<WebApplicationBuilder> Quick(int idleSeconds, int openMax = 100) => builder =>
    {
        builder.Configuration["Runs:LookMs"] = "20";
        builder.Configuration["Runs:IdleSeconds"] = $"{idleSeconds}";
        builder.Configuration["Runs:OpenMax"] = $"{openMax}";
    };

    private static void Read(WebApplicationBuilder builder, Func<string, Task> before) =>
        builder.Services.AddSingleton(all => new EventFeed(
            new FaultyStore(all.GetRequiredService<IDocumentStore>()) { OnReadFeed = (tenant, _) => before(tenant) }));

    private static async Task CommitAsync(EaselApp app, long on, string run, string tenant = Tenant)
    {
        var reply = await app.PostAsync(
            "/canvas/c/commands",
            $$$"""{"base_rev":{{{on}}},"ops":[{{{Add($"a{on}")}}}],"intent":{"run_id":"{{{run}}}"}}""",
            Token("robot", tenant, type: "agent"));
        Assert.Equal(200, reply.Status);
    }

    private static async Task UntilEndedAsync(EaselApp app, string run, string tenant = Tenant)
    {
        while (await StatusAsync(app, run, tenant) != "ended")
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static async Task<string?> StatusAsync(EaselApp app, string run, string tenant = Tenant) =>
        (await app.GetAsync($"/canvas/c/runs/{run}", Token(tenant: tenant))).Json.GetProperty("status").GetString();

    private static async Task<string[]> OpenAsync(EaselApp app) =>
    [
        .. (await app.GetAsync("/canvas/c/runs")).Json.GetProperty("runs").EnumerateArray()
            .Where(run => run.GetProperty("ended_at").ValueKind == JsonValueKind.Null)
            .Select(run => run.GetProperty("run_id").GetString()!),
    ];

    /// <summary>A canvas without gestures; that there are none is said to the first who asks when it may be.</summary>
    private sealed class SlowHistory : IGestureHistory
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async IAsyncEnumerable<RecordedGesture> ReadAsync(
            DocumentKey canvas, DateTimeOffset from, DateTimeOffset to,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            if (Begun.TrySetResult()) await GoOn.Task;
            yield break;
        }
    }
}
