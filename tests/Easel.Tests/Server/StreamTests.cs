using System.Net;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class StreamTests
{
    [Fact]
    public async Task ST1_A_commit_is_one_event_with_its_revision_as_id()
    {
        await using var app = await StartAsync();
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");
        await app.CommandAsync("c", 0, Add("a"));

        var committed = await stream.ReadAsync();

        Assert.Equal(("1", "op_committed"), (committed!.Id, committed.Name));
        var json = committed.Json;
        Assert.Equal("op_committed", json.GetProperty("type").GetString());
        Assert.Equal(1, committed.Rev);
        Assert.Equal($"[{Add("a")}]", json.GetProperty("ops").GetRawText());
        Assert.Equal("alice", json.GetProperty("actor_id").GetString());
        Assert.Equal("c:1", json.GetProperty("event_id").GetString());
        Assert.EndsWith("Z", json.GetProperty("ts").GetString());
    }

    [Fact]
    public async Task ST1_Log_and_stream_and_recovery_share_the_same_bytes()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", "{\"n\":1.50}"));
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?after=0");

        var data = (await stream.ReadAsync())!.Data;

        Assert.Contains(data, (await app.GetAsync("/canvas/c/commits")).Text);
        Assert.Contains(data, (await app.GetAsync("/canvas/c/replay")).Text);
    }

    [Fact]
    public async Task ST2_Nothing_is_lost_or_doubled_while_subscribers_connect()
    {
        const int Commits = 200;
        await using var app = await StartAsync();
        var writing = Task.Run(async () =>
        {
            for (var n = 0; n < Commits; n++) await app.CommandAsync("c", n, Add($"a{n}"));
        });

        var readers = Enumerable.Range(0, 20).Select(async n =>
        {
            await Task.Delay(n * 5);
            using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?after=0");
            for (var expected = 1; expected <= Commits; expected++)
                Assert.Equal(expected, (await stream.ReadAsync())!.Rev);
        });

        await Task.WhenAll(readers.Append(writing));
    }

    [Theory]
    [InlineData("2", null)]
    [InlineData("c:2", null)]
    [InlineData("{epoch}:2", null)]
    [InlineData(null, "last_event_id=2")]
    [InlineData(null, "after=2")]
    [InlineData("2", "after=0")]
    [InlineData(null, "last_event_id=2&after=0")]
    public async Task ST2_A_stream_goes_on_after_its_cursor(string? header, string? query)
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 3; n++) await app.CommandAsync("c", n, Add($"a{n}"));
        var epoch = (await app.GetAsync("/canvas/c")).Json.GetProperty("epoch").GetString();
        var cursor = header?.Replace("{epoch}", epoch, StringComparison.Ordinal);

        using var stream = await EventReader.OpenAsync(app, $"/sse/canvas/c?{query}", cursor);

        Assert.Equal(3, (await stream.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task ST2_Without_a_cursor_a_stream_begins_at_the_head()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");
        await app.CommandAsync("c", 1, Add("b"));

        Assert.Equal(2, (await stream.ReadAsync())!.Rev);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("c:")]
    [InlineData("1.5")]
    public async Task ST3_What_is_no_cursor_is_refused(string cursor)
    {
        await using var app = await StartAsync();

        Assert.Equal(400, (await app.GetAsync($"/sse/canvas/c?after={cursor}")).Status);
    }

    [Theory]
    [InlineData("9", "REPLAY_MISS", "")]
    [InlineData("other:1", "EPOCH_CHANGED", "/api")]
    public async Task ST3_A_cursor_that_leads_nowhere_gets_a_reset_and_then_live(
        string cursor, string code, string prefix)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        using var stream = await EventReader.OpenAsync(app, $"{prefix}/sse/canvas/c", cursor);
        var reset = await stream.ReadAsync();
        await app.CommandAsync("c", 1, Add("b"));

        Assert.Equal((null, "reset"), (reset!.Id, reset.Name));
        Assert.Equal(code, reset.Json.GetProperty("code").GetString());
        Assert.Equal(1, reset.Json.GetProperty("head_rev").GetInt64());
        Assert.Equal($"{prefix}/canvas/c/snapshot?rev=1", reset.Json.GetProperty("snapshot_ref").GetString());
        Assert.Equal(2, (await stream.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task ST7_A_canvas_without_commits_is_watched_at_revision_0()
    {
        await using var app = await StartAsync();
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/new", lastEventId: "0");

        await app.CommandAsync("new", 0, Add("a"));

        Assert.Equal(1, (await stream.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task ST4_A_stream_opens_with_a_jittered_retry_and_is_not_buffered()
    {
        await using var app = await StartAsync();
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");

        var retry = (await stream.ReadLineAsync())!;

        Assert.InRange(int.Parse(retry["retry: ".Length..]), 1_000, 3_000);
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.MediaType);
        Assert.True(stream.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("no", stream.Response.Headers.GetValues("X-Accel-Buffering").Single());
    }

    [Fact]
    public async Task ST6_A_server_that_stops_cuts_streams_off_so_that_readers_come_back()
    {
        await using var app = await StartAsync();
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");
        await stream.ReadLineAsync();

        var stopping = app.StopAsync();

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await stream.ReadLineAsync() is not null)
            {
            }
        });
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task TE4_A_token_in_the_query_opens_streams_and_nothing_else()
    {
        await using var app = await StartAsync();
        await using var strict = await StartAsync(settings => settings.QueryTokens = false);
        await app.CommandAsync("c", 0, Add("a"));
        var query = $"token={Token()}";

        using var stream = await EventReader.OpenAsync(app, $"/sse/canvas/c?after=0&{query}", token: "");

        Assert.Equal(1, (await stream.ReadAsync())!.Rev);
        Assert.Equal(401, (await app.GetAsync($"/canvas/c/snapshot?{query}", "")).Status);
        Assert.Equal(401, (await strict.GetAsync($"/sse/canvas/c?{query}", "")).Status);
    }

    [Fact]
    public async Task TE8_A_stream_ends_with_its_token()
    {
        await using var app = await StartAsync();
        var almostOver = Easel.Server.Auth.TokenMinter.Mint(
            new("alice", Tenant, "member") { Lifetime = TimeSpan.FromSeconds(-58) }, Key, DateTimeOffset.UtcNow);
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c", token: almostOver);

        Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode);
        Assert.Null(await stream.ReadAsync());
    }

    [Fact]
    public async Task TE4_A_stream_without_credentials_is_refused_before_it_begins()
    {
        await using var app = await StartAsync();
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c", token: "");

        Assert.Equal(HttpStatusCode.Unauthorized, stream.Response.StatusCode);
        Assert.Equal("application/problem+json", stream.Response.Content.Headers.ContentType!.MediaType);
    }
}
