using Easel.Documents;
using Easel.Server.Stream;
using Easel.Server.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Slow readers, time, other events than commits, and the ends of streams (SPEC ST4 to ST6).</summary>
public class StreamLimitTests
{
    private const string Gone = """,{"kind":"remove","atom_id":"a"}""";

    private static readonly DocumentKey Canvas = new(EaselApp.Tenant, "dev", "canvas", "c");

    [Fact]
    public async Task ST5_A_reader_that_takes_nothing_is_cut_off()
    {
        await using var app = await StartAsync(
            adjust: builder => builder.Configuration["Streams:StallMax"] = "00:00:01");
        using var slow = await RawStream.OpenAsync(app, "/sse/canvas/c");
        var text = new string('x', 60_000);

        // More than the kernel takes for one who does not read; then nothing more is needed.
        for (var n = 0; n < 400; n++) await app.CommandAsync("c", n, Add("a", $"{{\"t\":\"{text}\"}}") + Gone);

        var streams = app.Services.GetRequiredService<CanvasStreams>();
        for (var tries = 0; streams.Count > 0 && tries < 300; tries++) await Task.Delay(50);
        Assert.Equal(0, streams.Count);
        Assert.False(await slow.EndsCleanlyAsync());
    }

    [Fact]
    public async Task ST4_A_comment_shows_that_an_idle_stream_lives()
    {
        await using var app = await StartAsync(
            adjust: builder => builder.Configuration["Streams:Heartbeat"] = "00:00:01");
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");
        await stream.ReadLineAsync();

        foreach (var expected in (string[])["", ": hb", "", ": hb"])
            Assert.Equal(expected, await stream.ReadLineAsync());
    }

    [Theory]
    [InlineData("Heartbeat", "00:00:00")]
    [InlineData("WriteBytesMax", "0")]
    [InlineData("EventsMax", "-1")]
    public async Task ST5_A_limit_out_of_bounds_stops_the_start(string name, string value) =>
        await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(adjust: builder => builder.Configuration[$"Streams:{name}"] = value));

    [Fact]
    public async Task ST6_Other_events_have_no_id_and_do_not_move_the_cursor()
    {
        await using var app = await StartAsync();
        using var named = await EventReader.OpenAsync(app, "/sse/canvas/c");
        using var unnamed = await EventReader.OpenAsync(app, $"/sse/canvas/c?mode=lab&token={Token()}", token: "");
        using var other = await EventReader.OpenAsync(app, "/sse/canvas/d");
        var streams = app.Services.GetRequiredService<CanvasStreams>();

        await streams.WaitForAsync(3);
        streams.Post(Canvas, new StreamEvent("artifact_written", """{"type":"artifact_written"}"""u8.ToArray()));
        await app.CommandAsync("c", 0, Add("a"));
        await app.CommandAsync("d", 0, Add("a"));

        foreach (var (reader, name) in new[] { (named, "artifact_written"), (unnamed, null) })
        {
            var first = (await reader.ReadAsync())!;
            Assert.Equal((null, name, """{"type":"artifact_written"}"""), (first.Id, first.Name, first.Data));
            Assert.Equal(1, (await reader.ReadAsync())!.Rev);
        }

        Assert.Equal("op_committed", (await other.ReadAsync())!.Name);
    }

    [Fact]
    public async Task ST6_A_kill_is_the_last_event_and_ends_the_stream_cleanly()
    {
        await using var app = await StartAsync();
        using var killed = await RawStream.OpenAsync(app, "/sse/canvas/c");
        using var spared = await EventReader.OpenAsync(app, "/sse/canvas/d");
        var streams = app.Services.GetRequiredService<CanvasStreams>();
        await streams.WaitForAsync(2);

        await app.KillAsync("c");

        Assert.Equal("event: canvas_killed", await killed.ReadLineAsync("event: "));
        Assert.True(await killed.EndsCleanlyAsync());
        await app.CommandAsync("d", 0, Add("a"));
        Assert.Equal(1, (await spared.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task ST6_Events_are_for_those_who_ask_and_a_slow_reader_gets_the_newest()
    {
        var source = new Presence();
        await using var app = await StartAsync(
            adjust: builder => builder.Services.AddSingleton<IStreamSource>(source));
        using (var asks = await EventReader.OpenAsync(app, "/sse/canvas/c?presence=1"))
        using (var other = await EventReader.OpenAsync(app, "/sse/canvas/c"))
        {
            Assert.Equal("presence_state", (await asks.ReadAsync())!.Name);
            await app.Services.GetRequiredService<CanvasStreams>().WaitForAsync(2);
            await app.CommandAsync("c", 0, Add("a"));
            Assert.Equal("op_committed", (await other.ReadAsync())!.Name);
        }

        await source.Detached.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var waiting = new WaitingEvents(countMax: 3);
        foreach (var name in (string?[])["a", "b", "a", null, null]) waiting.Add(new StreamEvent("e", default, name));
        var left = new List<string?>();
        while (waiting.TryTake(out var one)) left.Add(one.Latest);
        Assert.Equal(["a", null, null], left);
    }

    private sealed class Presence : IStreamSource, IDisposable
    {
        public TaskCompletionSource Detached { get; } = new();

        public IDisposable? TryAttach(
            HttpRequest request, RequestContext context, DocumentKey canvas, Action<StreamEvent> post)
        {
            if (request.Query["presence"] != "1") return null;
            post(new StreamEvent("presence_state", """{"type":"presence_state"}"""u8.ToArray(), "alice"));
            return this;
        }

        public void Dispose() => Detached.TrySetResult();
    }
}

internal static class OpenStreams
{
    /// <summary>An answer has begun before its stream has joined the others.</summary>
    public static async Task WaitForAsync(this CanvasStreams streams, int count)
    {
        for (var tries = 0; streams.Count < count && tries < 500; tries++) await Task.Delay(10);
        Assert.Equal(count, streams.Count);
    }
}
