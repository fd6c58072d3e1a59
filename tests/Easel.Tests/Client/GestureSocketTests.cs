using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Easel.Client;
using Easel.Documents.Canvases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Easel.Tests.Client;

/// <summary>The client's half of SPEC GS, against a server that says exactly what a test wants.</summary>
public sealed class GestureSocketTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> heard = new();
    private readonly WebApplication app = Silent();
    private readonly ConcurrentQueue<WebSocket> sockets = new();
    private EaselClient client = null!;

    public async ValueTask InitializeAsync()
    {
        app.Urls.Add("http://127.0.0.1:0");
        app.UseWebSockets();
        app.Map("/msg/ws", ServeAsync);
        app.MapFallback(() => Results.Text("""{"code":"NOT_FOUND"}""", statusCode: 404)); // Nobody has edited anything.
        await app.StartAsync();
        client = new EaselClient(new EaselClientOptions
        {
            BaseAddress = new Uri(app.Urls.First()),
            Token = EaselClientOptions.Fixed("t"),
            BackoffMin = TimeSpan.FromMilliseconds(10),
            BackoffMax = TimeSpan.FromMilliseconds(50),
            GesturesPerSecond = 100,
        });
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("""{"type":"ping"}""")]
    public async Task GS4_A_ping_of_either_form_is_answered(string ping)
    {
        await using var session = await client.OpenAsync("c1");
        await SayAsync(ping);

        await Until(() => heard.Contains("pong"));
    }

    [Fact]
    public async Task GS2_Gestures_go_out_the_newest_of_each_kind_and_come_in_as_events()
    {
        await using var session = await client.OpenAsync("c1");
        for (var i = 0; i < 1_000; i++) session.SendGesture("cursor", Number(i));
        session.SendGesture("drag", Number(7));
        await SayAsync(
            """{"type":"gesture","data":{"kind":"caret","payload":1},"from":{"subject":"bob","session_id":"s2"}}""");

        var told = await FirstAsync<CanvasEvent.Gestured>(session);
        Assert.Equal(("caret", "bob", "s2"), (told.Gesture.Kind, told.Gesture.Subject, told.Gesture.SessionId));
        await Until(() => heard.Contains("""{"type":"gesture","data":{"kind":"drag","payload":7}}"""));
        Assert.Contains("""{"type":"gesture","data":{"kind":"cursor","payload":999}}""", heard);
        Assert.True(heard.Count < 900, $"{heard.Count} messages went out");
    }

    [Fact]
    public async Task GS3_Presence_is_said_again_after_the_connection_was_lost()
    {
        await using var session = await client.OpenAsync("c1");
        session.SetPresence(new Presence(["a"], Focus: "a"));
        const string said = """{"type":"presence","data":{"status":"online","selection":["a"],"focus":"a"}}""";
        await Until(() => heard.Count(one => one == said) == 1);

        (await SocketAsync()).Abort();

        await Until(() => heard.Count(one => one == said) == 2);
        await SayAsync("""{"type":"presence_state","data":{"actor_id":"bob","session_id":"s2","status":"idle"}}""");
        Assert.Equal("idle", (await FirstAsync<CanvasEvent.Presence>(session)).State.Status);
    }

    [Fact]
    public async Task GS5_What_is_not_known_is_passed_over()
    {
        await using var session = await client.OpenAsync("c1");
        await SayAsync("not json");
        await SayAsync("""{"type":"something_new","data":{}}""");
        await SayAsync("""[1]""");
        await SayAsync("ping");

        await Until(() => heard.Contains("pong"));
        Assert.Single(sockets);
    }

    private static JsonValue Number(int value) => JsonValue.FromJson(Encoding.UTF8.GetBytes($"{value}"));

    private static async Task<T> FirstAsync<T>(CanvasSession session)
        where T : CanvasEvent
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var one in session.Events.WithCancellation(late.Token))
        {
            if (one is T wanted) return wanted;
        }

        throw new InvalidOperationException("The events ended.");
    }

    private static async Task Until(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo()) await Task.Delay(5, late.Token);
    }

    private async Task SayAsync(string message) => await (await SocketAsync()).SendAsync(
        Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, default);

    private async Task<WebSocket> SocketAsync()
    {
        await Until(() => sockets.LastOrDefault()?.State == WebSocketState.Open);
        return sockets.Last();
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        sockets.Enqueue(socket);
        var buffer = new byte[4_096];
        try
        {
            while (await socket.ReceiveAsync(buffer, http.RequestAborted) is { CloseStatus: null } got)
                heard.Enqueue(Encoding.UTF8.GetString(buffer, 0, got.Count));
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException)
        {
            // Lost.
        }
    }

    private static WebApplication Silent()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
