using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Replays;
using Easel.Server.Runs;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Runs;

public class RunTests
{
    private const string Of = """ "intent":{"run_id":"r1"} """;

    private static readonly string Robot = Token("robot", type: "agent");
    private static readonly string Admin = Token("root", role: "admin");

    [Fact]
    public async Task AR6_A_run_is_what_its_commits_say_and_ends_when_they_say_so()
    {
        await using var app = await StartAsync();
        await CommitAsync(app, 0, "a");
        await CommitAsync(app, 1, "b", Of);
        await CommitAsync(app, 2, "c");
        await CommitAsync(app, 3, "d", Of);

        var open = (await app.GetAsync("/canvas/c/runs")).Json.GetProperty("runs");
        await CommitAsync(app, 4, "e", """ "intent":{"run_id":"r1","run_ended":true} """);
        var ended = await EndedAsync(app, "r1");

        Assert.Equal(1, open.GetArrayLength());
        Assert.Equal(("r1", "open", 2L, 4L, 2L), Facts(open[0]));
        Assert.Equal(("r1", "ended", 2L, 5L, 3L), Facts(ended));
        Assert.Equal("robot", ended.GetProperty("subject").GetString());
        Assert.Equal(JsonValueKind.Null, ended.GetProperty("replay_id").ValueKind);
        Assert.Contains("\"run_ended\"", (await app.GetAsync("/events?type=run_ended", Admin)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AR4_In_auto_mode_a_run_that_falls_silent_leaves_a_replay_and_an_audit_with_nobody_connected()
    {
        await using var app = await StartAsync(adjust: Quick(idleSeconds: 5));
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        for (var n = 0; n < 5; n++) await CommitAsync(app, n, $"a{n}", Of);

        var run = await EndedAsync(app, "r1");

        Assert.Equal(("r1", "ended", 1L, 5L, 5L), Facts(run));
        var replay = (await app.GetAsync($"/artifacts/{run.GetProperty("replay_id").GetString()}")).Json;
        var audit = (await app.GetAsync($"/artifacts/{run.GetProperty("audit_id").GetString()}")).Json;
        var hash = (await app.GetAsync("/canvas/c/snapshot")).Hash;
        Assert.Equal(("replay", "audit"), (replay.GetProperty("kind").GetString(), audit.GetProperty("kind").GetString()));
        Assert.Equal(hash, replay.GetProperty("summary").GetProperty("state_hash").GetString());
        Assert.Equal(5, audit.GetProperty("rev").GetInt64());
        var events = (await app.GetAsync("/events?canvas_id=c&limit=1000", Admin)).Text;
        Assert.Equal(2, events.Split("\"artifact_written\"").Length - 1);
    }

    [Fact]
    public async Task AR6_A_run_can_be_ended_at_once_and_goes_on_if_more_is_committed()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        await CommitAsync(app, 0, "a", Of);

        var first = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;
        await CommitAsync(app, 1, "b", Of);
        var open = (await app.GetAsync("/canvas/c/runs/r1")).Json;
        var second = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;
        var again = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;

        Assert.Equal(("r1", "ended", 1L, 1L, 1L), Facts(first));
        Assert.Equal(("r1", "open", 1L, 2L, 2L), Facts(open));
        Assert.Equal(("r1", "ended", 1L, 2L, 2L), Facts(second));
        Assert.NotEqual(first.GetProperty("replay_id").GetString(), second.GetProperty("replay_id").GetString());
        Assert.Equal(second.GetRawText(), again.GetRawText());
        Assert.Equal(404, (await app.PostAsync("/canvas/c/runs/none/end", "", Robot)).Status);
    }

    [Fact]
    public async Task TF5_An_erasure_leaves_the_runs_of_what_it_erases()
    {
        await using var app = await StartAsync();
        await CommitAsync(app, 0, "a", Of);
        await CommitAsync(app, 1, "b");
        var owner = Token("olga", role: "owner");
        Assert.Equal(200, (await app.PostAsync("/canvas/c/erase", """{"up_to_rev":2,"reason":"r"}""", owner)).Status);

        var runs = (await app.GetAsync("/canvas/c/runs")).Json.GetProperty("runs");

        Assert.Equal(("r1", "open", 1L, 1L, 1L), Facts(Assert.Single(runs.EnumerateArray())));
    }

    [Fact]
    public async Task AR6_A_reverted_run_does_not_begin_again()
    {
        await using var app = await StartAsync();
        await CommitAsync(app, 0, "a", Of);
        await CommitAsync(app, 1, "b", Of);
        await app.PostAsync("/canvas/c/runs/r1/end", "", Robot);

        var undone = await app.PostAsync("/canvas/c/undo", """{"base_rev":2,"scope":"run","run_id":"r1","whole":true}""");

        Assert.Equal(200, undone.Status);
        Assert.Equal(("r1", "ended", 1L, 2L, 2L), Facts((await app.GetAsync("/canvas/c/runs/r1")).Json));
    }

    [Fact]
    public async Task AR6_A_follower_that_begins_anew_knows_the_same_and_makes_nothing_twice()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        await CommitAsync(app, 0, "a", Of);
        await CommitAsync(app, 1, "b", """ "intent":{"run_id":"r2"} """);
        var ended = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;

        // As after a crash: nothing is known but the log, and what was made.
        using var other = ActivatorUtilities.CreateInstance<RunFollower>(app.Services);
        var canvas = new DocumentKey(Tenant, "dev", "canvas", "c");
        var runs = await other.ListAsync(canvas, CancellationToken.None);
        var (_, r2) = await other.EndAsync(canvas, "r2", CancellationToken.None);

        Assert.Equal(["r2", "r1"], runs.Select(run => run.RunId));
        Assert.Equal(ended.GetProperty("replay_id").GetString(), runs[1].ReplayId);
        Assert.NotNull(r2!.ReplayId);
        var artifacts = (await app.GetAsync("/canvas/c/artifacts?kind=replay")).Json.GetProperty("artifacts");
        Assert.Equal(2, artifacts.GetArrayLength());
    }

    [Fact]
    public async Task AR6_What_cannot_be_made_is_said_and_ends_the_run_all_the_same()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/feature-flags", """{"auto_mode":true,"replay_mode":"off"}""", Admin);
        await CommitAsync(app, 0, "a", Of);

        var run = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;

        Assert.Equal("ended", run.GetProperty("status").GetString());
        Assert.Equal("RAIL_DISABLED", run.GetProperty("problems")[0].GetString());
        Assert.NotNull(run.GetProperty("audit_id").GetString());
    }

    [Fact]
    public async Task AR6_What_is_damaged_is_a_problem_of_the_run_and_does_not_keep_it_open()
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Services.AddSingleton<IGestureHistory, DamagedHistory>());
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        await CommitAsync(app, 0, "a", Of);

        var run = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;

        Assert.Equal("ended", run.GetProperty("status").GetString());
        Assert.Equal("CANVAS_DAMAGED", run.GetProperty("problems")[0].GetString());
        Assert.NotNull(run.GetProperty("audit_id").GetString());
    }

    [Fact]
    public async Task AR6_In_auto_mode_nothing_is_made_of_a_frozen_canvas()
    {
        await using var app = await StartAsync(adjust: Quick(idleSeconds: 1));
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        await CommitAsync(app, 0, "a", Of);
        await app.KillAsync("c", "freeze");

        var run = await EndedAsync(app, "r1");

        Assert.Equal("CANVAS_FROZEN", run.GetProperty("problems")[0].GetString());
        Assert.Equal(0, (await app.GetAsync("/canvas/c/artifacts")).Json.GetProperty("artifacts").GetArrayLength());
    }

    [Fact]
    public async Task AR6_Runs_are_listed_a_page_at_a_time()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 5; n++) await CommitAsync(app, n, $"a{n}", $$""" "intent":{"run_id":"r{{n}}"} """);
        await app.PostAsync("/canvas/c/runs/r1/end", "", Robot);

        var (listed, pages) = (new List<string>(), 0);
        for (string? next = ""; next is not null; pages++)
        {
            var page = (await app.GetAsync($"/canvas/c/runs?limit=2{(next == "" ? "" : $"&cursor={next}")}")).Json;
            listed.AddRange(page.GetProperty("runs").EnumerateArray().Select(run => Facts(run).Item1!));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(["r4", "r3", "r2", "r1", "r0"], listed);
        Assert.Equal(3, pages);
        Assert.Equal("INVALID_REQUEST", (await app.GetAsync("/canvas/c/runs?cursor=r1")).Code);
        Assert.Equal("INVALID_REQUEST", (await app.GetAsync("/canvas/c/runs?limit=many")).Code);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("../a")]
    [InlineData("a/../b/..")]
    [InlineData("...")]
    [InlineData("end")]
    [InlineData("a/end")]
    [InlineData("two words")]
    [InlineData("f%2Fg %25")]
    [InlineData("?a=b#c&d;e")]
    [InlineData("grün-日本-🦜")]
    [InlineData("\\\"'<>+")]
    public async Task AR6_Every_run_can_be_named_in_a_path(string runId)
    {
        await using var app = await StartAsync();
        var said = JsonEncodedText.Encode(runId);
        // A canvas may have the name of a part of the path.
        var command = await app.CommandAsync("runs", 0, Add("a"), $$""" "intent":{"run_id":"{{said}}"} """);
        Assert.Equal(200, command.Status);

        var path = $"/canvas/runs/runs/{Uri.EscapeDataString(runId)}";
        var open = (await app.GetAsync(path)).Json;
        var ended = (await app.PostAsync($"{path}/end", "", Robot)).Json;

        Assert.Equal((runId, "open"), (Facts(open).Item1, Facts(open).Item2));
        Assert.Equal((runId, "ended"), (Facts(ended).Item1, Facts(ended).Item2));
        Assert.Equal(ended.GetRawText(), (await app.GetAsync($"/api{path}/?a=b")).Text);
    }

    [Fact]
    public async Task AR6_A_run_says_what_undid_it_whole_until_that_is_taken_back_or_it_goes_on()
    {
        await using var app = await StartAsync(adjust: Quick(idleSeconds: 600));
        await CommitAsync(app, 0, "a", Of);
        await CommitAsync(app, 1, "b", Of);
        await CommitAsync(app, 2, "c");
        Assert.Null(await UndoneByAsync());

        await app.PostAsync("/canvas/c/undo", """{"base_rev":3,"scope":"run","run_id":"r1"}""");
        Assert.Null(await UndoneByAsync()); // One of two.
        await app.PostAsync("/canvas/c/redo", """{"base_rev":4,"scope":"run","run_id":"r1"}""");
        await app.PostAsync("/canvas/c/undo", Whole(5));
        Assert.Equal(6, await UndoneByAsync()); // While it goes on;
        await app.PostAsync("/canvas/c/runs/r1/end", "", Robot);
        Assert.Equal(6, await UndoneByAsync()); // and when it has ended.
        await app.PostAsync("/canvas/c/redo", """{"base_rev":6,"scope":"all"}""");
        Assert.Null(await UndoneByAsync());
        await app.PostAsync("/canvas/c/undo", """{"base_rev":7,"scope":"all"}""");
        Assert.Equal(8, await UndoneByAsync());

        // Another follower, that knows nothing but the log, says nothing twice.
        using var other = ActivatorUtilities.CreateInstance<RunFollower>(app.Services);
        var canvas = new DocumentKey(Tenant, "dev", "canvas", "c");
        Assert.Equal(8, Assert.Single(await other.ListAsync(canvas, CancellationToken.None)).UndoneByRev);
        Assert.Equal(
            ["run_ended", "run_redone", "run_undone"],
            (await app.GetAsync("/events?canvas_id=c&limit=1000", Admin)).Json.GetProperty("events").EnumerateArray()
                .Where(one => one.GetProperty("kind").GetString() == "runs")
                .Select(one => one.GetProperty("type").GetString()));
        await CommitAsync(app, 8, "d", Of);
        Assert.Null(await UndoneByAsync());

        async Task<long?> UndoneByAsync() =>
            (await app.GetAsync("/canvas/c/runs/r1")).Json.GetProperty("undone_by_rev") is
            { ValueKind: JsonValueKind.Number } rev ? rev.GetInt64() : null;
    }

    [Fact]
    public async Task AR6_A_run_of_one_commit_that_was_undone_whole_says_so()
    {
        await using var app = await StartAsync();
        await CommitAsync(app, 0, "a", Of);

        await app.PostAsync("/canvas/c/undo", Whole(1));

        Assert.Equal(2, (await app.GetAsync("/canvas/c/runs/r1")).Json.GetProperty("undone_by_rev").GetInt64());
    }

    [Fact]
    public async Task AR6_A_run_that_no_longer_is_remembered_does_not_begin_again_for_another_that_goes_on()
    {
        await using var app = await StartAsync(adjust: builder =>
        {
            Quick(idleSeconds: 600)(builder);
            builder.Configuration["Runs:MarkCommits"] = "1";
        });
        await CommitAsync(app, 0, "a", """ "intent":{"run_id":"old"} """);
        await CommitAsync(app, 1, "b", Of);
        await app.PostAsync("/canvas/c/runs/r1/end", "", Robot);
        await ForgetAsync(app, "r1");
        while (await MarkedAsync(app) < 5) await Task.Delay(20); // Two commits, their events, and what was forgotten.

        using var other = ActivatorUtilities.CreateInstance<RunFollower>(app.Services);
        await other.StartAsync(CancellationToken.None);
        var canvas = new DocumentKey(Tenant, "dev", "canvas", "c");
        var runs = await other.ListAsync(canvas, CancellationToken.None);
        await other.StopAsync(CancellationToken.None);

        Assert.DoesNotContain(runs, run => run.RunId == "r1");
        Assert.Equal("old", Assert.Single(runs, run => run.EndedAt is null).RunId);
    }

    [Fact]
    public async Task AR6_A_crash_between_the_record_of_an_end_and_the_next_mark_ends_no_run_twice()
    {
        await using var app = await StartAsync(adjust: builder =>
        {
            Quick(idleSeconds: 600)(builder);
            builder.Configuration["Runs:MarkCommits"] = "1";
        });
        await CommitAsync(app, 0, "a", Of);
        while (await MarkedAsync(app) < 1) await Task.Delay(20);
        var file = Path.Join(app.Settings.Data, "runs.json");
        var marks = await File.ReadAllBytesAsync(file);
        var ended = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;
        while (await MarkedAsync(app) < 2) await Task.Delay(20);
        await File.WriteAllBytesAsync(file, marks);

        using var other = ActivatorUtilities.CreateInstance<RunFollower>(app.Services);
        await other.StartAsync(CancellationToken.None);
        var canvas = new DocumentKey(Tenant, "dev", "canvas", "c");
        var (_, again) = await other.EndAsync(canvas, "r1", CancellationToken.None);
        await other.StopAsync(CancellationToken.None);

        Assert.Equal(ended.GetProperty("ended_at").GetString(), Timestamp.Of(again!.EndedAt!.Value));
        var events = (await app.GetAsync("/events?type=run_ended", Admin)).Json.GetProperty("events");
        Assert.Single(events.EnumerateArray());
    }

    [Fact]
    public async Task AR6_A_quota_that_is_used_up_is_a_problem_of_the_run_and_does_not_keep_it_open()
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Configuration["Artifacts:TenantBytesMax"] = "300");
        await app.PutAsync("/feature-flags", """{"auto_mode":true}""", Admin);
        await CommitAsync(app, 0, "a", Of);

        var run = (await app.PostAsync("/canvas/c/runs/r1/end", "", Robot)).Json;

        Assert.Equal("ended", run.GetProperty("status").GetString());
        Assert.Equal("QUOTA_EXCEEDED", run.GetProperty("problems")[0].GetString());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("replay_id").ValueKind);
        Assert.Equal(run.GetRawText(), (await app.GetAsync("/canvas/c/runs/r1")).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\\u0001b")]
    [InlineData("long")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task AR6_The_name_of_a_run_is_bounded(string name)
    {
        await using var app = await StartAsync();
        var runId = name == "long" ? new string('x', 256) : name;

        var reply = await app.CommandAsync("c", 0, Add("a"), $$"""{{"\"intent\""}}:{"run_id":"{{runId}}"}""");

        Assert.Equal((400, "INVALID_REQUEST"), (reply.Status, reply.Code));
    }

    private static string Whole(long baseRev) =>
        $$"""{"base_rev":{{baseRev}},"scope":"run","run_id":"r1","whole":true}""";

    /// <summary>As many later runs as a canvas remembers.</summary>
    private static async Task ForgetAsync(EaselApp app, string runId)
    {
        var canvas = new DocumentKey(Tenant, "dev", "canvas", "c");
        var records = app.Services.GetRequiredService<RunRecords>();
        var model = app.Services.GetRequiredService<RunModel>();
        var known = (await records.ReadAsync(canvas))[runId];
        ImmutableArray<RunOp> ops =
        [
            .. Enumerable.Range(0, RunModel.RunsMax).Select(i => new RunOp.Ended(
                known with { RunId = $"later{i}", FromRev = -i, EndedAt = known.EndedAt!.Value.AddSeconds(1) })),
        ];
        var outcome = await app.Services.GetRequiredService<GuardedDocuments<EndedRuns, RunOp>>().SubmitAsync(
            canvas with { Kind = RunRecords.Kind }, new Edit<RunOp>
            {
                Base = new Revision(1),
                Ops = new OpBatch<RunOp>(ops, model.EncodeOps(ops)),
                By = ServerActor.By,
            });
        Assert.IsType<EditOutcome.Committed>(outcome);
        Assert.DoesNotContain(runId, (await records.ReadAsync(canvas)).Keys);
    }

    /// <summary>Up to where the order of the tenant was read, as a restart would find it.</summary>
    private static async Task<long> MarkedAsync(EaselApp app)
    {
        var path = Path.Join(app.Settings.Data, "runs.json");
        if (!File.Exists(path)) return 0;
        var marks = JsonElement.Parse(await File.ReadAllTextAsync(path));
        return marks.GetProperty("seqs").TryGetProperty(Tenant, out var seq) ? seq.GetInt64() : 0;
    }

    private static Action<WebApplicationBuilder> Quick(int idleSeconds) => builder =>
    {
        builder.Configuration["Runs:LookMs"] = "20";
        builder.Configuration["Runs:IdleSeconds"] = $"{idleSeconds}";
    };

    private static async Task CommitAsync(EaselApp app, long on, string atom, string? more = null) => Assert.Equal(200,
        (await app.PostAsync("/canvas/c/commands",
            $$"""{"base_rev":{{on}},"ops":[{{Add(atom)}}]{{(more is null ? "" : "," + more)}}}""", Robot)).Status);

    private static async Task<JsonElement> EndedAsync(EaselApp app, string runId)
    {
        while (true)
        {
            var run = (await app.GetAsync($"/canvas/c/runs/{runId}")).Json;
            if (run.GetProperty("status").GetString() == "ended") return run;
            await Task.Delay(20);
        }
    }

    private static (string?, string?, long, long, long) Facts(JsonElement run) => (
        run.GetProperty("run_id").GetString(), run.GetProperty("status").GetString(),
        run.GetProperty("from_rev").GetInt64(), run.GetProperty("to_rev").GetInt64(),
        run.GetProperty("commits").GetInt64());

    private sealed class DamagedHistory : IGestureHistory
    {
        public IAsyncEnumerable<RecordedGesture> ReadAsync(
            DocumentKey canvas, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
            throw new DocumentDamagedException(canvas, "a test");
    }
}
