using System.Runtime.CompilerServices;
using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Replays;
using Easel.Server.Replays;
using Easel.Tests.Documents.Replays;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Replays;

public class ReplayTests
{
    [Fact]
    public async Task AR4_A_replay_of_2000_commits_is_an_artifact_that_ends_in_the_state_of_the_server()
    {
        await using var app = await StartAsync();
        await app.FillAsync("c", ReplaySession.Random(7, 2_000));

        var made = await app.ReplayAsync("c", """{"mode":"full","correlation_id":"mine"}""");

        var file = await app.ReadAsync(made);
        var hash = await app.HashAsync("c", 2_000);
        Assert.Equal(("replay", ReplayBuilder.MimeType), (
            made.Json.GetProperty("kind").GetString(), made.Json.GetProperty("mime_type").GetString()));
        Assert.Equal("mine", made.Json.GetProperty("lineage").GetProperty("correlation_id").GetString());
        Assert.Equal((hash, hash), (file.Hash, made.Summary().GetProperty("state_hash").GetString()));
        Assert.Equal(2_000, made.Summary().GetProperty("entries").GetInt32());
        Assert.Equal(hash, CanvasJson.Hash(file.Play().Last().State));
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            var rev = random.Next(2_001);
            Assert.Equal(await app.HashAsync("c", rev), CanvasJson.Hash(file.Seek(rev).State));
        }
    }

    [Fact]
    public async Task AR4_A_range_an_actor_and_a_run_are_what_is_played()
    {
        await using var app = await StartAsync();
        var session = ReplaySession.Random(3, 60);
        await app.FillAsync("c", session);
        var robot = session.Commits.Where(commit => commit.ReadDetails().By.Subject == "robot")
            .Select(commit => commit.Revision.Number).ToArray();

        var part = await app.ReadAsync(await app.ReplayAsync("c", """{"from_rev":10,"to_rev":30,"mode":"full"}"""));
        Assert.Equal(Enumerable.Range(11, 20).Select(rev => (long)rev), part.Revisions());
        foreach (var body in (string[])["""{"actor":"robot","mode":"full"}""", """{"run_id":"run-1","mode":"full"}"""])
        {
            var file = await app.ReadAsync(await app.ReplayAsync("c", body));
            Assert.Equal(robot, file.Revisions(ownOnly: true));
            Assert.Equal(robot[0] - 1, file.Head.GetProperty("from_rev").GetInt64());
            Assert.Equal(await app.HashAsync("c", robot[^1]), file.Hash);
            Assert.NotEqual(robot.Length, file.Revisions().Length);
        }

        Assert.Equal("NOTHING_TO_REPLAY", (await app.ReplayAsync("c", """{"actor":"nobody"}""")).Code);
    }

    [Fact]
    public async Task AR6_What_undid_a_run_is_no_part_of_its_replay()
    {
        await using var app = await StartAsync();
        const string Intent = "\"intent\":{\"run_id\":\"r\"}";
        for (var n = 0; n < 2; n++)
            await app.PostAsync("/canvas/c/commands", $$"""{"base_rev":{{n}},"ops":[{{Add($"a{n}")}}],{{Intent}}}""");
        await app.PostAsync("/canvas/c/undo", """{"base_rev":2,"scope":"run","run_id":"r","whole":true}""");

        var file = await app.ReadAsync(await app.ReplayAsync("c", """{"run_id":"r","mode":"full"}"""));

        Assert.Equal([1, 2], file.Revisions());
    }

    [Fact]
    public async Task AR4_What_a_range_cannot_be_is_refused_with_its_code()
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Services.Configure<ReplayOptions>(options => options.CommitsMax = 5));
        await app.FillAsync("c", ReplaySession.Random(3, 6));
        foreach (var (body, code) in ((string, string)[])
            [("""{"to_rev":7}""", "REV_UNKNOWN"), ("""{"from_rev":7}""", "REV_UNKNOWN"),
             ("""{"from_rev":7,"to_rev":2}""", "REV_UNKNOWN"),
             ("""{"from_rev":3,"to_rev":2}""", "INVALID_REQUEST"), ("""{"from_rev":-1}""", "INVALID_REQUEST"),
             ("""{"from_rev":"1"}""", "INVALID_REQUEST"), ("""{"from_rev":1.5}""", "INVALID_REQUEST"),
             ("""{"mode":"fast"}""", "INVALID_REQUEST"), ("""{"actor":""}""", "INVALID_REQUEST"),
             ("""{"run_id":"a\u0000b"}""", "INVALID_REQUEST"), ("""[]""", "INVALID_REQUEST"), ("{", "MALFORMED_JSON"),
             ("{}", "TOO_LARGE"), ("""{"actor":"ann"}""", "TOO_LARGE")])
        {
            var reply = await app.ReplayAsync("c", body);
            Assert.True(reply.Status >= 400 && reply.Code == code, $"{body}: {reply.Text}");
        }

        Assert.Equal(201, (await app.ReplayAsync("c", """{"from_rev":1}""")).Status);
        Assert.Equal("NOT_FOUND", (await app.ReplayAsync("none", "{}")).Code);
        Assert.Equal("FORBIDDEN", (await app.ReplayAsync("c", "{}", Token("eve", role: "viewer"))).Code);
    }

    [Fact]
    public async Task AR4_The_flag_says_what_replays_are_made_of_or_that_there_are_none()
    {
        await using var app = await StartAsync();
        await app.FillAsync("c", ReplaySession.Random(3, 20));
        Assert.Equal("keyframe", await ModeAsync("{}"));
        await SetAsync("stream");
        Assert.Equal("full", await ModeAsync("{}"));
        Assert.Equal("keyframe", await ModeAsync("""{"mode":"keyframe"}"""));
        await SetAsync("off");
        Assert.Equal("RAIL_DISABLED", (await app.ReplayAsync("c", "{}")).Code);
        Assert.Equal("RAIL_DISABLED", (await app.ReplayAsync("c", """{"mode":"full"}""")).Code);

        async Task<string?> ModeAsync(string body) =>
            (await app.ReadAsync(await app.ReplayAsync("c", body))).Head.GetProperty("mode").GetString();

        async Task SetAsync(string value) => Assert.Equal(200, (await app.PutAsync(
            "/feature-flags", $$"""{"replay_mode":"{{value}}"}""", Token("root", role: "admin"))).Status);
    }

    [Fact]
    public async Task AR4_Nothing_below_the_floor_is_replayed_and_a_canvas_that_is_stopped_makes_none()
    {
        await using var app = await StartAsync();
        await app.FillAsync("c", ReplaySession.Random(3, 30));
        Assert.Equal(200, (await app.PostAsync(
            "/canvas/c/erase", """{"up_to_rev":12,"reason":"r"}""", Token("olga", role: "owner"))).Status);

        Assert.Equal("REV_UNKNOWN", (await app.ReplayAsync("c", """{"from_rev":11}""")).Code);
        Assert.Equal("REV_UNKNOWN", (await app.ReplayAsync("c", """{"to_rev":11}""")).Code);
        var file = await app.ReadAsync(await app.ReplayAsync("c", """{"mode":"full"}"""));
        Assert.Equal(Enumerable.Range(13, 18).Select(rev => (long)rev), file.Revisions());
        Assert.Equal(await app.HashAsync("c", 30), file.Hash);
        await app.KillAsync("c", "freeze");
        Assert.Equal("CANVAS_FROZEN", (await app.ReplayAsync("c", "{}")).Code);
        await app.KillAsync("c");
        Assert.Equal("CANVAS_KILLED", (await app.ReplayAsync("c", "{}")).Code);
    }

    [Fact]
    public async Task AR4_What_is_erased_while_it_is_read_is_not_kept()
    {
        var gestures = new Gate();
        await using var app = await StartAsync(adjust: builder =>
            builder.Services.AddSingleton<IGestureHistory>(gestures));
        await app.FillAsync("c", ReplaySession.Random(3, 30));
        var building = app.ReplayAsync("c", """{"mode":"full"}""");
        await gestures.Reached.Task;
        await app.Services.GetRequiredService<GuardedDocuments<Canvas, CanvasOp>>().EraseAsync(ReplayDesk.KeyOf("c"), new Revision(12));
        gestures.Opens.SetResult();

        Assert.Equal("REV_UNKNOWN", (await building).Code);
        Assert.Empty(await app.Services.GetRequiredService<Easel.Server.Artifacts.ArtifactLibrary>()
            .ListAsync(ReplayDesk.KeyOf("c"), CancellationToken.None));
    }

    [Fact]
    public async Task AR4_A_tenant_has_only_so_many_builds_at_once()
    {
        var gestures = new Gate();
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Services.AddSingleton<IGestureHistory>(gestures);
            builder.Services.Configure<ReplayOptions>(options => options.BuildsMax = 1);
        });
        await app.FillAsync("c", ReplaySession.Random(3, 5));
        var first = app.ReplayAsync("c", "{}");
        await gestures.Reached.Task;
        var refused = await app.ReplayAsync("c", "{}");
        Assert.Equal((503, "OVERLOADED"), (refused.Status, refused.Code));
        gestures.Opens.SetResult();
        Assert.Equal(201, (await first).Status);
        Assert.Equal(201, (await app.ReplayAsync("c", "{}")).Status);
    }

    [Fact]
    public async Task AR4_Recorded_gestures_are_played_between_the_commits()
    {
        var gestures = new Gate();
        gestures.Opens.SetResult();
        await using var app = await StartAsync(adjust: builder =>
            builder.Services.AddSingleton<IGestureHistory>(gestures));
        await app.FillAsync("c", ReplaySession.Random(3, 5));
        var file = await app.ReadAsync(await app.ReplayAsync("c", """{"mode":"full"}"""));
        var frames = file.Play().Where(one => one.Entry.TryGetProperty("gestures", out _))
            .SelectMany(one => one.Entry.GetProperty("gestures").EnumerateArray())
            .Select(one => one.GetProperty("frame").GetProperty("n").GetInt32());
        Assert.Equal([1, 2], frames);
    }

    /// <summary>One gesture at the beginning and one at the end, and a wait before the first.</summary>
    private sealed class Gate : IGestureHistory
    {
        public TaskCompletionSource Reached { get; } = new();

        public TaskCompletionSource Opens { get; } = new();

        public async IAsyncEnumerable<RecordedGesture> ReadAsync(
            DocumentKey canvas, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
        {
            Reached.TrySetResult();
            await Opens.Task.WaitAsync(ct);
            yield return new RecordedGesture(from, "ann", "cursor", Encoding.UTF8.GetBytes("{\"n\":1}"));
            yield return new RecordedGesture(to, "ann", "cursor", Encoding.UTF8.GetBytes("{\"n\":2}"));
        }
    }
}
