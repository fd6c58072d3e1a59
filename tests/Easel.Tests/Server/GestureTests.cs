using System.Text.Json;
using Easel.Documents;
using Easel.Server.Gestures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;
using static Easel.Tests.Server.SocketClient;

namespace Easel.Tests.Server;

public class GestureTests
{
    [Fact]
    public async Task GS2_A_gesture_is_relayed_token_for_token_to_the_others_but_not_to_its_sender()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));
        await alice.ReadPresenceAsync("bob");

        await alice.SendAsync(
            """ {"type":"gesture", "data":{"kind":"caret","actor_id":"alice","payload":{"n":1.50,"s":"\u0041"}}} """);

        var json = await bob.ReadAsync("gesture");
        Assert.Equal(
            """{"kind":"caret","actor_id":"alice","payload":{"n":1.50,"s":"\u0041"}}""",
            json.GetProperty("data").GetRawText());
        Assert.Equal("c", json.GetProperty("canvas_id").GetString());
        var from = json.GetProperty("from");
        Assert.Equal("alice", from.GetProperty("subject").GetString());
        Assert.Equal("human", from.GetProperty("actor_type").GetString());
        Assert.StartsWith("s-", from.GetProperty("session_id").GetString());
        Assert.EndsWith("Z", json.GetProperty("ts").GetString());
        Assert.DoesNotContain(await alice.ReadAllAsync(), text => text.Contains("\"gesture\""));
    }

    [Fact]
    public async Task GS2_What_only_the_server_may_say_is_replaced()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));

        await alice.SendAsync(Gesture(more:
            ",\"canvas_id\":\"c\",\"from\":{\"subject\":\"root\"},\"ts\":1,\"request_id\":\"r\",\"extra\":[1.0]"));

        var text = (await bob.ReadAsync("gesture")).GetRawText();
        Assert.DoesNotContain("root", text);
        Assert.DoesNotContain("request_id", text);
        Assert.Equal("[1.0]", JsonDocument.Parse(text).RootElement.GetProperty("extra").GetRawText());
    }

    [Fact]
    public async Task GS2_Viewers_watch_and_are_present_but_send_no_gestures()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/feature-flags", "{\"visibility_mode\":\"public\"}", Token("root", role: "admin"));
        await using var alice = await OpenAsync(app);
        await using var eve = await OpenAsync(app, token: Token("eve", role: "viewer"));
        await alice.ReadPresenceAsync("eve", "online");

        await eve.SendAsync(Gesture());
        Assert.Equal("FORBIDDEN", (await eve.ReadAsync("error")).GetProperty("code").GetString());
        await alice.SendAsync(Gesture("drag"));

        Assert.Equal("drag", Kind(await eve.ReadAsync("gesture")));
        Assert.DoesNotContain(await alice.ReadAllAsync(), text => text.Contains("\"gesture\""));
    }

    [Fact]
    public async Task GS2_Agents_gesture_as_themselves_only()
    {
        await using var app = await StartAsync();
        await using var agent = await OpenAsync(app, token: Token("bot", type: "agent"));

        await agent.SendAsync(Gesture());

        Assert.Equal("ACTOR_MISMATCH", (await agent.ReadAsync("error")).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("CANVAS_READY")]
    [InlineData("SPATIAL_UPDATE")]
    public async Task GS5_Messages_of_existing_front_ends_are_relayed_like_gestures(string type)
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));

        await alice.SendAsync($$$"""{"type":"{{{type}}}","payload":{"x":1.0}}""");

        var json = await bob.ReadAsync(type);
        Assert.Equal("""{"x":1.0}""", json.GetProperty("payload").GetRawText());
        Assert.Equal("alice", json.GetProperty("from").GetProperty("subject").GetString());
    }

    [Fact]
    public async Task GS1_Another_tenant_with_the_same_canvas_hears_nothing()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var mallory = await OpenAsync(app, token: Token("mallory", "t_other"));
        await using var staging = await OpenAsync(app, "?canvas_id=c&env=staging", Token("bob"));
        await using var carol = await OpenAsync(app, token: Token("carol"));

        await alice.SendAsync(Gesture());
        await carol.ReadAsync("gesture");

        // Carol's copy was sent last, so whatever they would hear has been sent.
        Assert.Empty(await mallory.ReadAllAsync());
        Assert.Empty(await staging.ReadAllAsync());
    }

    [Theory]
    [InlineData("", """{"type":"hello","canvas_id":"c"}""")]
    [InlineData("", """{"type":"hello","context":{"canvas_id":"c","tenant_id":"t_northstar"}}""")]
    [InlineData("", """{"type":"gesture","canvas_id":"c","data":{"kind":"caret"}}""")]
    [InlineData("?request_id=r1", """{"type":"gesture","data":{"kind":"caret"}}""")]
    public async Task GS1_The_canvas_is_named_by_hello_message_or_request(string query, string message)
    {
        await using var app = await StartAsync();
        await using var bob = await OpenAsync(app, token: Token("bob"));
        await using var alice = await OpenAsync(app, query);
        Record(app, "alice", "r1", "c");

        await alice.SendAsync(message);
        await alice.SendAsync(Gesture("after"));

        JsonElement heard;
        do heard = await bob.ReadAsync("gesture");
        while (Kind(heard) != "after");
    }

    [Fact]
    public async Task GS1_A_request_id_binds_only_its_own_actor_and_is_found_without_a_message()
    {
        await using var app = await StartAsync();
        await using var mallory = await OpenAsync(app, "?request_id=r1", Token("mallory"));
        await using var alice = await OpenAsync(app, "?request_id=r1");
        await using var bob = await OpenAsync(app, token: Token("bob"));
        Record(app, "alice", "r1", "c");

        await bob.ReadPresenceAsync("alice", "online");

        await bob.SendAsync(Gesture());
        await alice.ReadAsync("gesture");
        Assert.Empty(await mallory.ReadAllAsync());
    }

    [Fact]
    public async Task GS1_A_message_cannot_leave_the_canvas_of_the_upgrade()
    {
        await using var app = await StartAsync();
        await using var other = await OpenAsync(app, "?canvas_id=d", Token("bob"));
        await using var alice = await OpenAsync(app);

        await alice.SendAsync(Gesture(more: ",\"canvas_id\":\"d\""));

        Assert.Equal("CONTEXT_MISMATCH", (await alice.ReadAsync("error")).GetProperty("code").GetString());
        Assert.Empty(await other.ReadAllAsync());
    }

    [Fact]
    public async Task GS5_Beyond_the_rate_the_newest_of_each_kind_arrives()
    {
        const int Sent = 500;
        await using var app = await StartAsync(adjust: With("RateMax=20", "BurstMax=5"));
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));

        for (var n = 1; n <= Sent; n++) await alice.SendAsync(Gesture(n % 2 == 0 ? "caret" : "drag", $"{n}"));

        List<int> heard = [];
        while (heard.Count == 0 || !(heard.Contains(Sent) && heard.Contains(Sent - 1)))
            heard.Add((await bob.ReadAsync("gesture")).GetProperty("data").GetProperty("payload").GetInt32());
        Assert.InRange(heard.Count, 3, Sent / 2);
        Assert.Equal(heard.Where(n => n % 2 == 0).Order(), heard.Where(n => n % 2 == 0));
    }

    [Fact]
    public async Task GS5_Hellos_and_moves_count_as_messages_too()
    {
        const string Hello = """{"type":"hello","context":{}}""";
        await using var app = await StartAsync(adjust: With("RateMax=1", "BurstMax=2"));
        await using var greeter = await OpenAsync(app, "");
        await using var mover = await OpenAsync(app, "", Token("bob"));

        for (var n = 0; n < 6; n++) await greeter.SendAsync(Hello);
        for (var n = 0; n < 6; n++)
            await mover.SendAsync("{\"type\":\"presence\",\"canvas_id\":\"c" + n + "\",\"data\":{}}");

        Assert.Equal("OVERLOADED", (await greeter.ReadAsync("error")).GetProperty("code").GetString());
        Assert.Equal("OVERLOADED", (await mover.ReadAsync("error")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task GS5_A_slow_receiver_gets_the_newest_and_holds_no_memory()
    {
        const int Sent = 4_000;
        await using var app = await StartAsync(adjust: With("RateMax=100000", "BurstMax=100000"));
        await using var slow = await OpenAsync(app, token: Token("bob"));
        await using var alice = await OpenAsync(app);
        var filler = new string('x', 8_000);

        // More than the buffers of both systems take, while the other side does not read.
        for (var n = 1; n <= Sent; n++) await alice.SendAsync(Gesture("caret", $"[{n},\"{filler}\"]"));
        await alice.ReadAllAsync();

        var count = 0;
        int last;
        do
        {
            last = (await slow.ReadAsync("gesture")).GetProperty("data").GetProperty("payload")[0].GetInt32();
            count++;
        }
        while (last < Sent);
        Assert.InRange(count, 1, Sent - 1);
    }

    [Fact]
    public async Task ST6_A_listener_hears_the_room_without_being_in_it()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await alice.ReadAllAsync();
        var listener = new Listener();

        using (app.Services.GetRequiredService<Rooms>().Listen(Key("c"), listener))
        {
            Assert.Contains("\"subject\":\"alice\"", await listener.Heard.Reader.ReadAsync());
            await alice.SendAsync(Gesture());
            Assert.StartsWith(Gesture()[..^1], await listener.Heard.Reader.ReadAsync());
        }

        Assert.Empty(await alice.ReadAllAsync());
    }

    [Fact]
    public async Task ST6_A_stream_that_asks_for_them_gets_presence_and_gestures()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await alice.ReadAllAsync();
        using var plain = await EventReader.OpenAsync(app, "/sse/canvas/c");
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?presence=1&gestures=1");

        var present = await stream.ReadAsync();
        await alice.SendAsync(Gesture());
        var gesture = await stream.ReadAsync();
        await app.CommandAsync("c", 0, Add("a"));

        Assert.Equal(("presence_state", ""), (present!.Name, present.Id ?? ""));
        Assert.Equal("alice", present.Json.GetProperty("data").GetProperty("subject").GetString());
        Assert.Equal("gesture", gesture!.Name);
        Assert.Equal("caret", Kind(gesture.Json));
        Assert.Equal("op_committed", (await plain.ReadAsync())!.Name);
        Assert.Empty(await alice.ReadAllAsync());
    }

    [Theory]
    [InlineData("commands")]
    [InlineData("stream")]
    public async Task GS1_A_stream_or_command_of_the_same_request_names_the_canvas(string by)
    {
        await using var app = await StartAsync();
        await using var bob = await OpenAsync(app, token: Token("bob"));
        await using var alice = await OpenAsync(app, "?request_id=r1");

        if (by == "commands")
            await app.PostAsync("/canvas/c/commands", Command(0, Add("a")), null, ("X-Request-Id", "r1"));
        using var stream = by == "stream" ? await EventReader.OpenAsync(app, "/sse/canvas/c?request_id=r1") : null;
        await bob.ReadPresenceAsync("alice", "online");
        await alice.SendAsync(Gesture());

        await bob.ReadAsync("gesture");
    }

    internal static DocumentKey Key(string canvas) => new(Tenant, "dev", "canvas", canvas);

    internal static Action<WebApplicationBuilder> With(params string[] options) => builder =>
        builder.Configuration.AddInMemoryCollection(options.Select(option => option.Split('='))
            .Select(pair => KeyValuePair.Create($"Gestures:{pair[0]}", (string?)pair[1])));

    internal static void Record(EaselApp app, string user, string requestId, string canvas)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Request.Headers.Authorization = $"Bearer {Token(user)}";
        http.Request.Headers["X-Request-Id"] = requestId;
        var contexts = app.Services.GetRequiredService<Easel.Server.Tenancy.RequestContexts>();
        Assert.Null(contexts.TryOpen(http, Easel.Server.Tenancy.Role.Viewer, out var context));
        app.Services.GetRequiredService<Easel.Server.Tenancy.CanvasTrail>()
            .Record(http.Request, context, context.Canvas(canvas));
    }

    private static string? Kind(JsonElement gesture) =>
        gesture.GetProperty("data").GetProperty("kind").GetString();

    private sealed class Listener : IRoomListener
    {
        public System.Threading.Channels.Channel<string> Heard { get; } =
            System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void HearGesture(ReadOnlyMemory<byte> json, PresentActor from, int kind) => Hear(json);

        public void HearPresence(ReadOnlyMemory<byte> json, PresentActor of) => Hear(json);

        private void Hear(ReadOnlyMemory<byte> json) =>
            Heard.Writer.TryWrite(System.Text.Encoding.UTF8.GetString(json.Span));
    }
}
