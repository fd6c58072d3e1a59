using System.Net;
using System.Text.Json;
using Easel.Documents.Canvases;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class ReadTests
{
    [Fact]
    public async Task RD1_A_snapshot_is_the_state_at_its_revision()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        var first = await app.GetAsync("/canvas/c/snapshot");
        await app.CommandAsync("c", 1, Add("b"));

        var past = await app.GetAsync("/canvas/c/snapshot?rev=1");
        var empty = await app.GetAsync("/canvas/c/snapshot?rev=0");

        Assert.Equal((1, first.Hash, first.Headers["ETag"]), (past.Rev, past.Hash, past.Headers["ETag"]));
        Assert.Equal(2, past.Json.GetProperty("head_rev").GetInt64());
        Assert.Equal(CanvasJson.Hash(Canvas.Empty), empty.Hash);
        Assert.Equal($"\"{past.Json.GetProperty("epoch").GetString()}:1\"", past.Headers["ETag"]);
    }

    [Fact]
    public async Task RD1_A_known_snapshot_is_not_sent_again()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        var tag = (await app.GetAsync("/canvas/c/snapshot")).Headers["ETag"];

        var known = await app.GetAsync("/canvas/c/snapshot", null, ("If-None-Match", $"\"x\", {tag}"));
        await app.CommandAsync("c", 1, Add("b"));
        var moved = await app.GetAsync("/canvas/c/snapshot", null, ("If-None-Match", tag));

        Assert.Equal((304, "", tag), (known.Status, known.Text, known.Headers["ETag"]));
        Assert.Equal((200, 2), (moved.Status, moved.Rev));
    }

    [Fact]
    public async Task RD1_A_large_head_is_packed_for_who_can_read_it_and_says_the_same()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 120; n++)
            await app.CommandAsync("c", n, Add($"a{n}", $$"""{"text":"{{new string((char)('a' + (n % 26)), 200)}}"}"""));
        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip };
        using var unpacking = new HttpClient(handler) { BaseAddress = app.Http.BaseAddress };
        unpacking.DefaultRequestHeaders.Authorization = new("Bearer", Token());
        var plain = await app.GetAsync("/canvas/c/snapshot");
        var packed = await unpacking.GetStringAsync("/canvas/c/snapshot");
        var raw = await app.GetAsync("/canvas/c/snapshot", null, ("Accept-Encoding", "br, gzip"));
        var past = await app.GetAsync("/canvas/c/snapshot?rev=119", null, ("Accept-Encoding", "gzip"));

        Assert.Equal(plain.Text, packed);
        Assert.Equal(("gzip", "W/" + plain.Headers["ETag"]), (raw.Headers["Content-Encoding"], raw.Headers["ETag"]));
        Assert.True(raw.Text.Length * 4 < plain.Text.Length);
        Assert.Equal(("Accept-Encoding", "Accept-Encoding"), (plain.Headers["Vary"], raw.Headers["Vary"]));
        Assert.False(past.Headers.ContainsKey("Content-Encoding"));
        var known = await app.GetAsync("/canvas/c/snapshot", null, ("If-None-Match", raw.Headers["ETag"]));
        Assert.Equal(304, known.Status);

        // A commit that changes nothing leaves the state as it is, but not its revision.
        await app.CommandAsync("c", 120, """{"kind":"set_meta","key":"none","value":null}""");
        using var next = JsonDocument.Parse(await unpacking.GetStringAsync("/canvas/c/snapshot"));
        Assert.Equal(121, next.RootElement.GetProperty("rev").GetInt64());
    }

    [Fact]
    public async Task RD1_A_snapshot_can_be_asked_for_by_time()
    {
        var clock = new SettableClock();
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var token = Easel.Server.Auth.TokenMinter.Mint(new("alice", Tenant, "member"), Key, clock.GetUtcNow());
        for (var n = 0; n < 5; n++)
        {
            clock.Now += TimeSpan.FromMinutes(1);
            await app.CommandAsync("c", n, Add($"a{n}"), token: token);
        }

        foreach (var (at, rev) in ((string, long)[])
            [("12:00:59Z", 0), ("12:01:00Z", 1), ("12:03:59.999Z", 3), ("14:03:00+02:00", 3), ("13:00:00Z", 5)])
            Assert.Equal(rev, (await app.GetAsync($"/canvas/c/snapshot?at=2030-01-01T{at}", token)).Rev);
        Assert.Equal(400, (await app.GetAsync("/canvas/c/snapshot?at=yesterday", token)).Status);
        Assert.Equal(400, (await app.GetAsync("/canvas/c/snapshot?rev=1&at=2030-01-01T12:00:00Z", token)).Status);
    }

    [Fact]
    public async Task RD1_Canvases_are_listed_page_by_page_and_by_project()
    {
        await using var app = await StartAsync();
        foreach (var id in (string[])["a", "b", "c"])
            await app.PostAsync("/canvas", $$"""{"canvas_id":"{{id}}","project_id":"{{(id == "c" ? "p2" : "p1")}}"}""");

        var first = (await app.GetAsync("/canvas?limit=2")).Json;
        var second = (await app.GetAsync($"/canvas?limit=2&cursor={first.GetProperty("next").GetString()}")).Json;
        var project = (await app.GetAsync("/canvas?project_id=p1")).Json;

        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(["c"], Names(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(["a", "b"], Names(project));
        static IEnumerable<string?> Names(JsonElement page) =>
            page.GetProperty("canvases").EnumerateArray().Select(canvas => canvas.GetProperty("canvas_id").GetString());
    }

    [Fact]
    public async Task TE7_A_canvas_can_be_made_without_a_command()
    {
        await using var app = await StartAsync();

        var made = await app.PostAsync("/api/canvas", """{"title":"Plan"}""");
        var location = made.Headers["Location"];
        var record = await app.GetAsync(location);

        Assert.Equal(201, made.Status);
        Assert.StartsWith("/api/canvas/", location);
        Assert.Equal("Plan", record.Json.GetProperty("title").GetString());
        Assert.Equal(0, record.Json.GetProperty("head_rev").GetInt64());
        Assert.Equal(0, (await app.GetAsync($"{location}/snapshot")).Rev);
    }

    [Fact]
    public async Task TE7_A_canvas_that_was_watched_before_it_was_made_is_there()
    {
        await using var app = await StartAsync();
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");
        await stream.ReadLineAsync();

        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");

        Assert.Equal(200, (await app.GetAsync("/canvas/c/snapshot")).Status);
        Assert.Equal(200, (await app.GetAsync("/canvas/c/commits")).Status);
    }

    [Fact]
    public async Task RD2_Commits_are_read_page_by_page()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 5; n++) await app.CommandAsync("c", n, Add($"a{n}"), "\"intent\":{\"label\":\"Draw\"}");

        var first = (await app.GetAsync("/canvas/c/commits?after=1&limit=2")).Json;
        var rest = (await app.GetAsync("/canvas/c/commits?after=3&limit=5000")).Json;

        Assert.Equal([2, 3], Revs(first, "commits", "rev"));
        Assert.Equal((3, 5), (first.GetProperty("next").GetInt64(), first.GetProperty("head_rev").GetInt64()));
        Assert.Equal([4, 5], Revs(rest, "commits", "rev"));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        Assert.Equal("Draw", first.GetProperty("commits")[0].GetProperty("intent").GetProperty("label").GetString());
    }

    [Fact]
    public async Task RD2_Replay_goes_on_after_an_event_and_does_not_know_others()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 3; n++) await app.CommandAsync("c", n, Add($"a{n}"), $"\"correlation_id\":\"k{n}\"");

        var events = (await app.GetAsync("/canvas/c/replay?after_event_id=c:1")).Json;

        Assert.Equal([2, 3], Revs(events, "events", "revision"));
        Assert.Equal("k1", events.GetProperty("events")[0].GetProperty("command_id").GetString());
        Assert.Equal(410, (await app.GetAsync("/canvas/c/replay?after_event_id=d:1")).Status);
        Assert.Equal(410, (await app.GetAsync("/canvas/c/replay?after_event_id=junk")).Status);
    }

    private static IEnumerable<long> Revs(JsonElement page, string list, string name) =>
        page.GetProperty(list).EnumerateArray().Select(one => one.GetProperty(name).GetInt64());

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
