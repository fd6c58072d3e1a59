using Easel.Server.Gestures;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;
using static Easel.Tests.Server.GestureTests;
using static Easel.Tests.Server.SocketClient;

namespace Easel.Tests.Server;

public class GesturePresenceTests
{
    [Fact]
    public async Task GS3_A_joiner_hears_who_is_there_and_the_others_hear_of_the_joiner()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app, "?canvas_id=c&session_id=one");
        await alice.SendAsync(
            """{"type":"presence","data":{"selection":["a"],"focus":{"atom":1.0},"viewport":null}}""");
        await alice.ReadAllAsync();

        await using var bot = await OpenAsync(app, token: Token("bot", type: "agent"));

        var known = await bot.ReadPresenceAsync("alice");
        Assert.Equal("one", known.GetProperty("session_id").GetString());
        Assert.Equal("""["a"]""", known.GetProperty("selection").GetRawText());
        Assert.Equal("""{"atom":1.0}""", known.GetProperty("focus").GetRawText());
        Assert.Equal("null", known.GetProperty("viewport").GetRawText());
        Assert.Equal("agent", (await alice.ReadPresenceAsync("bot", "online")).GetProperty("actor_type").GetString());
    }

    [Fact]
    public async Task GS3_What_a_presence_does_not_mention_stays()
    {
        await using var app = await StartAsync();
        await using var alice = await OpenAsync(app);
        await using var bob = await OpenAsync(app, token: Token("bob"));
        await bob.ReadPresenceAsync("alice");

        await alice.SendAsync("""{"type":"presence","data":{"selection":["a"]}}""");
        await alice.SendAsync("""{"type":"presence","data":{"status":"idle","actor_id":"Alice A."}}""");

        var idle = await bob.ReadPresenceAsync("alice", "idle");
        Assert.Equal("""["a"]""", idle.GetProperty("selection").GetRawText());
        Assert.Equal("Alice A.", idle.GetProperty("actor_id").GetString());
    }

    [Fact]
    public async Task GS3_Who_leaves_is_offline_a_little_later()
    {
        await using var app = await StartAsync(adjust: With("OfflineSeconds=1"));
        await using var bob = await OpenAsync(app, token: Token("bob"));
        var alice = await OpenAsync(app);
        await bob.ReadPresenceAsync("alice", "online");

        alice.Abort();

        Assert.Equal("offline", (await bob.ReadPresenceAsync("alice", "offline")).GetProperty("status").GetString());
        await using var carol = await OpenAsync(app, token: Token("carol"));
        Assert.DoesNotContain(await carol.ReadAllAsync(), text => text.Contains("\"alice\""));
    }

    [Fact]
    public async Task GS3_A_session_that_comes_back_was_never_away()
    {
        await using var app = await StartAsync(adjust: With("OfflineSeconds=2"));
        await using var bob = await OpenAsync(app, token: Token("bob"));
        var alice = await OpenAsync(app, "?canvas_id=c&session_id=one");
        await alice.SendAsync("""{"type":"presence","data":{"selection":["a"]}}""");
        await using var gone = await OpenAsync(app, "?canvas_id=c&session_id=two", Token("carol"));
        await bob.ReadPresenceAsync("carol", "online");

        alice.Abort();
        await using var again = await OpenAsync(app, "?canvas_id=c&session_id=one");
        await gone.CloseAsync();

        // Carol left later, so by the time she is offline Alice would have been.
        List<string> statuses = [];
        while (true)
        {
            var data = (await bob.ReadAsync("presence_state")).GetProperty("data");
            statuses.Add($"{data.GetProperty("subject").GetString()} {data.GetProperty("status").GetString()}");
            if (statuses[^1] == "carol offline") break;
        }

        Assert.DoesNotContain("alice offline", statuses);
        await using var dave = await OpenAsync(app, token: Token("dave"));
        Assert.Equal("""["a"]""", (await dave.ReadPresenceAsync("alice")).GetProperty("selection").GetRawText());
    }

    [Fact]
    public async Task GS3_Who_says_nothing_for_long_is_idle_until_the_next_message()
    {
        await using var app = await StartAsync(adjust: With("IdleSeconds=1"));
        await using var bob = await OpenAsync(app, token: Token("bob"));
        await using var alice = await OpenAsync(app);

        await bob.ReadPresenceAsync("alice", "idle");
        await alice.SendAsync(Gesture());

        await bob.ReadPresenceAsync("alice", "online");
    }

    [Fact]
    public async Task GS3_A_full_room_takes_no_other_session()
    {
        await using var app = await StartAsync(adjust: With("SessionsPerRoomMax=2"));
        await using var alice = await OpenAsync(app, "?canvas_id=c&session_id=one");
        await using var bob = await OpenAsync(app, "?canvas_id=d", Token("bob"));
        await using var guest = await OpenAsync(app, "", Token("bob"));
        await using var known = await OpenAsync(app, "?canvas_id=c&session_id=one");
        await guest.SendAsync("""{"type":"hello","canvas_id":"c"}""");
        await alice.ReadPresenceAsync("bob", "online");

        await using var late = await OpenAsync(app, token: Token("carol"));
        await using var mover = await OpenAsync(app, "", Token("carol"));
        await mover.SendAsync("""{"type":"presence","canvas_id":"c","data":{}}""");

        Assert.Equal(4008, await late.ReadCloseAsync());
        Assert.Equal("OVERLOADED", (await mover.ReadAsync("error")).GetProperty("code").GetString());
        Assert.DoesNotContain(await known.ReadAllAsync(), text => text.Contains("carol"));
    }

    [Fact]
    public async Task GS3_A_room_that_faults_holds_up_no_other()
    {
        await using var app = await StartAsync(adjust: With("OfflineSeconds=0"));
        var listener = new FaultyListener();
        using var hearing = app.Services.GetRequiredService<Rooms>().Listen(GestureTests.Key("c"), listener);
        await using var alice = await OpenAsync(app, "?canvas_id=d");
        await using var carol = await OpenAsync(app, token: Token("carol"));
        carol.Abort();
        await listener.Faulted.Task;

        await using var bob = await OpenAsync(app, "?canvas_id=d", Token("bob"));
        bob.Abort();

        await alice.ReadPresenceAsync("bob", "offline");
    }

    [Fact]
    public async Task GS3_Nothing_is_left_of_a_thousand_sockets()
    {
        await using var app = await StartAsync(adjust: With("OfflineSeconds=0", "SocketsPerActorMax=20"));
        for (var round = 0; round < 100; round++)
        {
            var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => OpenAsync(app, $"?canvas_id=c{n % 3}")));
            foreach (var socket in all)
            {
                if (round % 2 == 0) socket.Abort();
                else await socket.CloseAsync();
                await socket.DisposeAsync();
            }

            await WaitAsync(() => app.Services.GetRequiredService<OpenSockets>().All.Count == 0);
        }

        await WaitAsync(() => app.Services.GetRequiredService<Rooms>().Count == 0);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(10, patience.Token);
    }

    private sealed class FaultyListener : IRoomListener
    {
        public TaskCompletionSource Faulted { get; } = new();

        public void HearGesture(ReadOnlyMemory<byte> json, PresentActor from, int kind)
        {
        }

        public void HearPresence(ReadOnlyMemory<byte> json, PresentActor of)
        {
            if (!System.Text.Encoding.UTF8.GetString(json.Span).Contains("offline")) return;
            Faulted.TrySetResult();
            throw new InvalidOperationException("as a defect would");
        }
    }
}
