using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Easel.Server.Auth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Easel.Tests.Server.EaselApp;
using static Easel.Tests.Server.GestureTests;
using static Easel.Tests.Server.SocketClient;

namespace Easel.Tests.Server;

public class SocketTests
{
    [Theory]
    [InlineData("ping", "pong")]
    [InlineData("""{"type":"ping"}""", """{"type":"pong"}""")]
    public async Task GS4_A_ping_is_answered_as_it_came(string ping, string pong)
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app);

        await socket.SendAsync("pong");
        await socket.SendAsync("""{"type":"pong"}""");
        await socket.SendAsync(ping);

        Assert.Equal(pong, await socket.ReadTextAsync());
    }

    [Fact]
    public async Task GS4_The_server_pings_and_lets_who_is_silent_stay()
    {
        await using var app = await StartAsync(adjust: With("HeartbeatSeconds=1"));
        await using var silent = await OpenAsync(app);

        for (var n = 0; n < 3; n++) Assert.Equal("ping", await silent.ReadTextAsync());

        Assert.Equal(WebSocketState.Open, silent.Socket.State);
    }

    [Theory]
    [InlineData("hello there")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"unheard_of","data":{}}""")]
    [InlineData("""{"type":"gesture","type":"gesture","data":{}}""")]
    [InlineData("""{"type":"gesture","data":{"kind":"\ud800"}}""")]
    [InlineData("""{"type":"gesture","data":{"kind":"caret","payload":1e400}}""")]
    [InlineData("""{"type":"presence","data":[]}""")]
    public async Task GS5_What_is_not_understood_is_ignored(string text)
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));
        await alice.ReadPresenceAsync("bob");
        await bob.ReadPresenceAsync("alice");

        await alice.SendAsync(text);

        Assert.Empty(await alice.ReadAllAsync());
        Assert.Empty(await bob.ReadAllAsync());
    }

    [Theory]
    [InlineData(16_384, true)]
    [InlineData(16_385, false)]
    public async Task GS5_A_message_has_16_KiB(int size, bool isTaken)
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));
        var empty = Gesture(payload: "\"\"");

        await alice.SendAsync(Gesture(payload: $"\"{new string('x', size - empty.Length)}\""));

        if (isTaken) await bob.ReadAsync("gesture");
        else Assert.Equal(1009, await alice.ReadCloseAsync());
    }

    [Fact]
    public async Task GS5_A_message_may_come_in_pieces()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));

        foreach (var one in Encoding.UTF8.GetBytes(Gesture("é")))
            await alice.SendAsync((byte[])[one], isEnd: false);
        await alice.SendAsync((byte[])[]);

        Assert.Equal("é", (await bob.ReadAsync("gesture")).GetProperty("data").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task GS6_Binary_messages_are_not_understood()
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app);

        await socket.SendAsync([1, 2, 3], WebSocketMessageType.Binary);

        Assert.Equal(1003, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task GS6_Invalid_UTF8_is_a_breach_of_protocol()
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app);

        await socket.SendAsync([.. "\"\""u8, 0xff]);

        Assert.Equal(1007, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task GS6_Pings_between_the_pieces_of_a_message_are_answered_and_unmasked_frames_are_refused()
    {
        await using var app = await StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", app.Http.BaseAddress!.Port);
        var wire = tcp.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /msg/ws HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Token()}\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = await ReadUntilAsync(wire, "\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101", head);
        Assert.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head); // The example of RFC 6455.

        // "pi", a ping with "!", "ng": all masked with zeros.
        await wire.WriteAsync((byte[])[0x01, 0x82, 0, 0, 0, 0, (byte)'p', (byte)'i']);
        await wire.WriteAsync((byte[])[0x89, 0x81, 0, 0, 0, 0, (byte)'!']);
        await wire.WriteAsync((byte[])[0x80, 0x82, 0, 0, 0, 0, (byte)'n', (byte)'g']);
        Assert.Equal([0x8A, 1, (byte)'!', 0x81, 4, .. "pong"u8], await ReadAsync(wire, 9));

        await wire.WriteAsync((byte[])[0x81, 0x05, .. "hello"u8]);
        Assert.Equal([0x88, 2, 1002 >> 8, 1002 & 0xff], await ReadAsync(wire, 4));
    }

    [Fact]
    public async Task GS6_Ended_credentials_close_the_socket()
    {
        await using var app = await StartAsync();
        var ends = DateTimeOffset.UtcNow.AddSeconds(-58);
        var token = TokenMinter.Mint(
            new TokenGrant("alice", Tenant, "member") { Lifetime = TimeSpan.FromSeconds(1) },
            EaselApp.Key, ends.AddSeconds(-1));
        await using var socket = await OpenAsync(app, token: token);

        Assert.Equal(4001, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task GS6_A_killed_canvas_closes_its_sockets_and_no_others()
    {
        await using var app = await StartAsync();
        await using var killed = await OpenAsync(app);
        await using var other = await OpenAsync(app, "?canvas_id=d");
        await killed.ReadAllAsync();

        await app.KillAsync("c");

        Assert.Equal(4004, await killed.ReadCloseAsync());
        Assert.Empty(await other.ReadAllAsync());
    }

    [Fact]
    public async Task GS6_A_restart_says_so()
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app);
        await socket.ReadAllAsync();

        var closing = socket.ReadCloseAsync();
        await app.StopAsync();

        Assert.Equal(1001, await closing);
    }

    [Theory]
    [InlineData("""{"type":"hello","context":{"tenant_id":"t_other"}}""")]
    [InlineData("""{"type":"hello","context":{"env":"prod"}}""")]
    [InlineData("""{"type":"hello","context":{"canvas_id":"d"}}""")]
    [InlineData("""{"type":"hello","canvas_id":"d"}""")]
    [InlineData("""{"type":"hello","canvas_id":7}""")]
    public async Task GS6_A_hello_that_says_something_else_is_refused(string hello)
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app);

        await socket.SendAsync(hello);

        Assert.Equal(4003, await socket.ReadCloseAsync());
    }

    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("https://app.example", 101)]
    [InlineData("https://app.example.evil.example", 403)]
    [InlineData("{own}", 101)]
    public async Task GS7_Browsers_come_from_allowed_pages_only(string origin, int status)
    {
        await using var app = await StartAsync(settings => settings.AllowedOrigins = ["https://app.example"]);
        origin = origin.Replace("{own}", app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));

        Assert.Equal(status, await RefusalAsync(app, headers: ("Origin", origin)));
    }

    [Fact]
    public async Task TE4_Without_valid_credentials_there_is_no_upgrade()
    {
        await using var app = await StartAsync();

        Assert.Equal(401, await RefusalAsync(app, token: ""));
        Assert.Equal(401, await RefusalAsync(app, token: "nonsense"));
        Assert.Equal(401, await RefusalAsync(app, "?ticket=nonsense", ""));
        Assert.Equal(403, await RefusalAsync(app, "?canvas_id=c&tenant_id=t_other"));
        Assert.Equal(426, (await app.GetAsync("/msg/ws")).Status);
    }

    [Fact]
    public async Task GS5_One_actor_cannot_open_all_sockets()
    {
        await using var app = await StartAsync(adjust: With("SocketsPerActorMax=2", "SocketsPerTenantMax=3"));
        await using var one = await OpenAsync(app);
        await using var two = await OpenAsync(app);

        Assert.Equal(503, await RefusalAsync(app));
        await using var bob = await OpenAsync(app, token: Token("bob"));
        Assert.Equal(503, await RefusalAsync(app, token: Token("carol")));
    }

    [Fact]
    public async Task TE4_The_front_ends_that_exist_are_served_with_a_ticket_alone()
    {
        await using var app = await StartAsync();
        await using var other = await OpenAsync(app, token: Token("bob"));
        var issued = await app.PostAsync("/auth/ticket", """{"canvas_id":"c"}""");
        var ticket = issued.Json.GetProperty("ticket").GetString();
        await using var socket = await OpenAsync(app, $"?ticket={ticket}", "");

        await socket.SendAsync("ping");
        string? text;
        do text = await socket.ReadTextAsync();
        while (text != "pong");
        await socket.SendAsync("""
            {
              "type": "gesture",
              "data": {
                "kind": "caret",
                "actor_id": "user-123",
                "payload": { "kind": "caret", "atom_id": "text-1", "position": { "x": 100, "y": 200 } }
              }
            }
            """);

        Assert.Equal(
            """{"kind":"caret","actor_id":"user-123","payload":"""
            + """{"kind":"caret","atom_id":"text-1","position":{"x":100,"y":200}}}""",
            (await other.ReadAsync("gesture")).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task TE4_Credentials_do_not_appear_in_logs()
    {
        var log = new ListLoggerProvider();
        await using var app = await StartAsync(adjust: builder =>
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var token = Token();
        await using (await OpenAsync(app, $"?canvas_id=c&token={token}", ""))
        {
            await RefusalAsync(app, "?ticket=a-ticket-that-is-none", "");
        }

        Assert.DoesNotContain(token, string.Join("\n", log.Lines));
        Assert.DoesNotContain("a-ticket-that-is-none", string.Join("\n", log.Lines));
    }

    private static async Task<string> ReadUntilAsync(NetworkStream wire, string end)
    {
        var text = "";
        while (!text.EndsWith(end, StringComparison.Ordinal))
            text += Encoding.ASCII.GetString(await ReadAsync(wire, 1));
        return text;
    }

    private static async Task<byte[]> ReadAsync(NetworkStream wire, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var bytes = new byte[count];
        await wire.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }
}
