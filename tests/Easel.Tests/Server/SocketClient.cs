using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Easel.Tests.Server;

/// <summary>A client of <c>/msg/ws</c> as a front end would write it.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly byte[] buffer = new byte[1 << 21];

    // For the whole life of the socket: heartbeats must not extend it.
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public ClientWebSocket Socket => socket;

    /// <summary>A token of "" sends none.</summary>
    public static async Task<SocketClient> OpenAsync(
        EaselApp app, string query = "?canvas_id=c", string? token = null, params (string Name, string Value)[] headers)
    {
        var client = new SocketClient();
        client.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        client.socket.Options.CollectHttpResponseDetails = true;
        if (token != "")
            client.socket.Options.SetRequestHeader("Authorization", $"Bearer {token ?? EaselApp.Token()}");
        foreach (var (name, value) in headers) client.socket.Options.SetRequestHeader(name, value);
        var address = new Uri($"{app.Http.BaseAddress!.ToString().Replace("http", "ws")}msg/ws{query}");
        await client.socket.ConnectAsync(address, client.patience.Token);
        return client;
    }

    /// <summary>The status that an upgrade is refused with.</summary>
    public static async Task<int> RefusalAsync(
        EaselApp app, string query = "?canvas_id=c", string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/msg/ws{query}");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "MDEyMzQ1Njc4OWFiY2RlZg==");
        if (token != "") request.Headers.Add("Authorization", $"Bearer {token ?? EaselApp.Token()}");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }

    public static string Gesture(string kind = "caret", string payload = "{}", string more = "") =>
        $$$"""{"type":"gesture","data":{"kind":"{{{kind}}}","actor_id":"alice","payload":{{{payload}}}}{{{more}}}}""";

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Text, bool isEnd = true) =>
        socket.SendAsync(bytes, type, isEnd, patience.Token);

    /// <summary>The next message, or null when the server closes.</summary>
    public async Task<string?> ReadTextAsync()
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            if (read.MessageType == WebSocketMessageType.Close) return null;
            length += read.Count;
            if (read.EndOfMessage) return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    /// <summary>The next JSON message of a type; others are passed over.</summary>
    public async Task<JsonElement> ReadAsync(string type)
    {
        while (await ReadTextAsync() is { } text)
        {
            if (text is "ping" or "pong") continue;
            var json = JsonDocument.Parse(text).RootElement;
            if (json.GetProperty("type").GetString() == type) return json;
        }

        throw new EndOfStreamException($"closed with {(int?)CloseStatus} {socket.CloseStatusDescription}");
    }

    public async Task<JsonElement> ReadPresenceAsync(string subject, string? status = null)
    {
        while (true)
        {
            var data = (await ReadAsync("presence_state")).GetProperty("data");
            if (data.GetProperty("subject").GetString() != subject) continue;
            if (status is null || data.GetProperty("status").GetString() == status) return data;
        }
    }

    /// <summary>All that came before the answer to a ping of its own: what had not come by then was not sent.</summary>
    public async Task<List<string>> ReadAllAsync()
    {
        List<string> all = [];
        await SendAsync("""{"type":"ping"}""");
        while (await ReadTextAsync() is { } text && text != """{"type":"pong"}""") all.Add(text);
        return all;
    }

    /// <summary>Reads until the server has closed.</summary>
    public async Task<int> ReadCloseAsync()
    {
        while (await ReadTextAsync() is not null)
        {
        }

        return (int)socket.CloseStatus!;
    }

    public async Task CloseAsync()
    {
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
    }

    public void Abort() => socket.Abort();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        patience.Dispose();
        return ValueTask.CompletedTask;
    }
}
