using System.Net.Http.Headers;
using System.Text.Json;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Existing front ends, each in the way that it reads a stream (SPEC ST8, OP6).</summary>
public class StreamDialectTests
{
    private const string Insert =
        """{"kind":"insert_text","atom_id":"a","property":"text","at":1,"text":"ü"}""";

    private static readonly (string, string) Mode = ("X-Mode", "saas");

    [Fact]
    public async Task ST1_An_EventSource_gets_named_events_under_both_prefixes()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"h€llo"}"""));
        await app.CommandAsync("c", 1, Insert);

        foreach (var prefix in (string[])["", "/api"])
        {
            var seen = await ReadAsync(app, $"{prefix}/sse/canvas/c?after=0&token={Token()}", count: 2);
            Assert.Equal(["op_committed", "op_committed"], seen.Dispatched.Select(one => one.Type));
            Assert.Equal(["1", "2"], seen.Dispatched.Select(one => one.LastEventId));
            Assert.Empty(seen.Messages);
            Assert.InRange(seen.RetryMs!.Value, 1_000, 3_000);
            Assert.Contains("insert_text", seen.Dispatched[1].Data);
        }
    }

    [Fact]
    public async Task ST8_An_EventSource_that_says_its_mode_gets_messages()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"hallo"}"""));
        await app.CommandAsync("c", 1, Insert);

        var seen = await ReadAsync(app, $"/sse/canvas/c?after=0&mode=saas&token={Token()}", count: 2);

        Assert.Equal(2, seen.Messages.Count());
        var shown = new StreamOldFrontEnd();
        foreach (var message in seen.Messages) shown.Apply(Json(message).GetProperty("data").GetProperty("ops"));
        Assert.Equal("a text [text, text hüallo]\n1 atoms", shown.Describe());

        var reset = await ReadAsync(app, $"/sse/canvas/c?after=9&mode=saas&token={Token()}", count: 1);
        Assert.Equal("reset", Json(reset.Messages.Single()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task ST8_A_fetch_with_the_mode_header_gets_named_events_with_the_shape_of_its_dialect()
    {
        await using var app = await StartAsync();
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await app.PostAsync(
            "/canvas/c/commands", Command(0, Add("a"), "\"correlation_id\":\"k1\""), null,
            ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));

        var seen = await ReadAsync(app, "/sse/canvas/c?after=0", count: 1, request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
            request.Headers.Add(Mode.Item1, Mode.Item2);
        });

        var (type, data, id) = seen.Dispatched.Single();
        Assert.Equal(("op_committed", "1"), (type, id));
        var json = Json(data);
        Assert.Equal("op_committed", json.GetProperty("type").GetString());
        Assert.Equal(1, json.GetProperty("rev").GetInt64());
        Assert.Equal(Add("a"), json.GetProperty("ops")[0].GetRawText());
        Assert.Equal("alice", json.GetProperty("actor_id").GetString());
        Assert.Equal("c:1", json.GetProperty("event_id").GetString());
        Assert.Equal("k1", json.GetProperty("correlation_id").GetString());
        Assert.Equal((1, 1), (json.GetProperty("v").GetInt32(), json.GetProperty("seq").GetInt32()));
        Assert.Equal(Trace, json.GetProperty("trace_id").GetString());
        Assert.Equal(Tenant, json.GetProperty("routing").GetProperty("tenant_id").GetString());
        Assert.Equal("c", json.GetProperty("routing").GetProperty("canvas_id").GetString());
        Assert.Equal(["rev", "ops", "actor_id"], json.GetProperty("data").EnumerateObject().Select(one => one.Name));
        Assert.Equal("""{"priority":"truth","persist":"always"}""", json.GetProperty("meta").GetRawText());
    }

    [Fact]
    public async Task ST8_Readers_in_every_form_watch_one_canvas()
    {
        await using var app = await StartAsync();
        using var plain = await EventReader.OpenAsync(app, "/sse/canvas/c");
        using var named = await EventReader.OpenAsync(app, "/sse/canvas/c?mode=lab");
        using var unnamed = await EventReader.OpenAsync(app, $"/sse/canvas/c?mode=lab&token={Token()}", token: "");
        await app.CommandAsync("c", 0, Add("a", """{"text":"b"}"""));
        await app.CommandAsync("c", 1, Insert);

        foreach (var (reader, name) in new[] { (plain, "op_committed"), (named, "op_committed"), (unnamed, null) })
        {
            Assert.Equal(("1", name), ((await reader.ReadAsync())!.Id, name));
            var second = (await reader.ReadAsync())!;
            Assert.Equal(("2", name), (second.Id, second.Name));
            var kind = second.Json.GetProperty("ops")[0].GetProperty("kind").GetString();
            Assert.Equal(reader == plain ? "insert_text" : "update", kind);
        }
    }

    [Fact]
    public async Task OP6_A_late_reader_gets_the_dialect_from_the_log()
    {
        await using var app = await StartAsync(adjust: builder => builder.Configuration["Documents:RecentMax"] = "2");
        await app.CommandAsync("c", 0, Add("a", """{"text":""}"""));
        for (var n = 1; n < 30; n++)
            await app.CommandAsync("c", n, Insert.Replace("\"at\":1", "\"at\":0", StringComparison.Ordinal));

        var seen = await ReadAsync(app, $"/sse/canvas/c?after=5&mode=saas&token={Token()}", count: 25);

        Assert.Equal(Enumerable.Range(6, 25).Select(n => $"{n}"), seen.Dispatched.Select(one => one.LastEventId));
        var last = Json(seen.Messages.Last()).GetProperty("ops")[0].GetProperty("properties");
        Assert.Equal(new string('ü', 29), last.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(1, "ops")]
    [InlineData(99, "reset")]
    public async Task OP6_A_conflict_is_recovered_in_four_kinds(long baseRev, string recovery)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"hallo"}"""));
        await app.CommandAsync("c", 1, Insert);
        var state = await app.GetAsync($"/canvas/c/snapshot?rev={Math.Min(baseRev, 2)}");

        var stale = await app.PostAsync(
            "/api/canvas/c/commands", Command(baseRev, Add("b")), null, Mode, ("X-Idempotency-Key", "k"));

        Assert.Equal((409, recovery), (stale.Status, stale.Json.GetProperty("recovery").GetString()));
        var shown = recovery == "ops" ? StreamOldFrontEnd.Load(state.Json) : new StreamOldFrontEnd();
        shown.Apply(stale.Json.GetProperty("recovery_ops"));
        Assert.Equal("a text [text, text hüallo]\n1 atoms", shown.Describe());

        // Front ends read the head from the conflict and try again, with the key in a header.
        var head = stale.Json.GetProperty("actual_head_rev").GetInt64();
        var key = ("X-Idempotency-Key", "k");
        var again = await app.PostAsync("/api/canvas/c/commands", Command(head, Add("b")), null, Mode, key);
        var repeated = await app.PostAsync("/api/canvas/c/commands", Command(head, Add("b")), null, Mode, key);
        Assert.Equal((200, 3, 3), (again.Status, again.Rev, repeated.Rev));
        Assert.True(repeated.Json.GetProperty("replayed").GetBoolean());
    }

    [Fact]
    public async Task OP6_A_recovery_by_reset_of_a_known_base_replaces_what_it_had()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"x"}"""));
        var old = await app.GetAsync("/canvas/c/snapshot");
        for (var n = 1; n < 400; n++)
        {
            var update = $$$"""{"kind":"update","atom_id":"a","properties":{"n":{{{n}}}}}""";
            await app.CommandAsync("c", n, n == 399 ? """{"kind":"remove","atom_id":"a"},""" + Add("z") : update);
        }

        var stale = await app.PostAsync("/canvas/c/commands", Command(1, Add("b")), null, Mode);

        Assert.Equal("reset", stale.Json.GetProperty("recovery").GetString());
        var shown = StreamOldFrontEnd.Load(old.Json);
        shown.Apply(stale.Json.GetProperty("recovery_ops"));
        var head = StreamOldFrontEnd.Load((await app.GetAsync("/canvas/c/snapshot")).Json);
        Assert.Equal(head.Describe(), shown.Describe());
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    /// <summary>Reads as a browser does until so many events have come.</summary>
    private static async Task<StreamEventSource> ReadAsync(
        EaselApp app, string path, int count, Action<HttpRequestMessage>? adjust = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        adjust?.Invoke(request);
        using var answer = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (source, piece) = (new StreamEventSource(), new byte[7]); // Pieces that end inside of characters.
        while (source.Dispatched.Count < count)
        {
            var length = await body.ReadAsync(piece).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.NotEqual(0, length);
            source.Feed(piece.AsSpan(0, length));
        }

        return source;
    }
}
