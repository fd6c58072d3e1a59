using static Easel.Tests.Server.EaselApp;
using static Easel.Tests.Server.GestureTests;
using static Easel.Tests.Server.SocketClient;

namespace Easel.Tests.Server;

public class SocketCommandTests
{
    [Fact]
    public async Task GS8_A_command_is_answered_as_over_HTTP()
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app, "");

        await socket.SendAsync(Framed("c1", "c", Command(0, Add("a"))));

        var result = await socket.ReadAsync("command_result");
        Assert.Equal("c1", result.GetProperty("id").GetString());
        Assert.Equal(200, result.GetProperty("status").GetInt32());
        Assert.Equal(
            """{"success":true,"head_rev":1,"rev":1,"event_id":"c:1"}""", result.GetProperty("body").GetRawText());
        Assert.Equal(1, (await app.GetAsync("/canvas/c/snapshot")).Rev);
    }

    [Fact]
    public async Task GS8_A_command_that_names_no_canvas_finds_it_by_the_request_id()
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app, "?request_id=r1");
        GestureTests.Record(app, "alice", "r1", "c");

        await socket.SendAsync(Framed("c1", null, Command(0, Add("a"))));

        Assert.Equal(200, (await socket.ReadAsync("command_result")).GetProperty("status").GetInt32());
        Assert.Equal(1, (await app.GetAsync("/canvas/c/snapshot")).Rev);
    }

    [Fact]
    public async Task GS8_A_refusal_has_the_same_body_as_over_HTTP()
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app);
        await app.CommandAsync("c", 0, Add("a"));

        await socket.SendAsync(Framed("c1", null, Command(0, Add("b"))));

        var body = (await socket.ReadAsync("command_result")).GetProperty("body");
        Assert.Equal((await app.CommandAsync("c", 0, Add("b"))).Text, body.GetRawText());
        Assert.Equal("REV_MISMATCH", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task GS8_Commands_in_flight_are_committed_and_answered_in_order()
    {
        const int Commands = 1_000;
        await using var app = await StartAsync(adjust: With("CommandsInFlightMax=64"));
        await using var socket = await OpenAsync(app, "");
        var sending = Task.Run(async () =>
        {
            for (var n = 0; n < Commands; n++)
            {
                await socket.SendAsync(Framed($"x{n}", "x", Command(n, Add($"a{n}"))));
                await socket.SendAsync(Framed($"y{n}", "y", Command(n, Add($"a{n}"))));
            }
        });

        var next = new Dictionary<char, int> { ['x'] = 0, ['y'] = 0 };
        for (var n = 0; n < 2 * Commands; n++)
        {
            var result = await socket.ReadAsync("command_result");
            var id = result.GetProperty("id").GetString()!;
            Assert.Equal($"{id[0]}{next[id[0]]++}", id);
            Assert.Equal(next[id[0]], result.GetProperty("body").GetProperty("rev").GetInt32());
        }

        await sending;
    }

    [Theory]
    [InlineData("""{"type":"command","id":"c1","canvas_id":"c"}""", "INVALID_REQUEST")]
    [InlineData("""{"type":"command","id":"c1","canvas_id":"c","command":7}""", "INVALID_REQUEST")]
    [InlineData("""{"type":"command","canvas_id":"c","command":{}}""", "INVALID_REQUEST")]
    [InlineData("""{"type":"command","id":7,"canvas_id":"c","command":{}}""", "INVALID_REQUEST")]
    [InlineData("""{"type":"command","id":"c1","command":{}}""", "INVALID_REQUEST")]
    [InlineData("""{"type":"command","id":"c1","canvas_id":"a/b","command":{}}""", "INVALID_REQUEST")]
    [InlineData("""{"type":"command","id":"c1","canvas_id":"c","command":{}}""", "BASE_REV_REQUIRED")]
    [InlineData(
        """{"type":"command","id":"c1","canvas_id":"c","command":{"routing":{"canvas_id":"d"}}}""", "CONTEXT_MISMATCH")]
    [InlineData(
        """{"type":"command","id":"c1","canvas_id":"c","command":{"routing":{"tenant_id":"t_other"}}}""",
        "CONTEXT_MISMATCH")]
    public async Task GS8_What_is_wrong_with_a_command_is_said(string text, string code)
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app, "");

        await socket.SendAsync(text);

        var result = await socket.ReadAsync("command_result");
        Assert.Equal(code, result.GetProperty("body").GetProperty("code").GetString());
    }

    [Fact]
    public async Task GS8_Viewers_and_foreign_tickets_may_not_edit()
    {
        await using var app = await StartAsync();
        await using var viewer = await OpenAsync(app, token: Token("eve", role: "viewer"));
        var issued = await app.PostAsync("/auth/ticket", """{"canvas_id":"c"}""");
        var ticket = issued.Json.GetProperty("ticket").GetString();
        await using var bound = await OpenAsync(app, $"?ticket={ticket}", "");

        await viewer.SendAsync(Framed("c1", "c", Command(0, Add("a"))));
        await bound.SendAsync(Framed("c1", "d", Command(0, Add("a"))));

        Assert.Equal(403, (await viewer.ReadAsync("command_result")).GetProperty("status").GetInt32());
        Assert.Equal(403, (await bound.ReadAsync("command_result")).GetProperty("status").GetInt32());
        await bound.SendAsync(Framed("c2", "c", Command(0, Add("a"))));
        Assert.Equal(200, (await bound.ReadAsync("command_result")).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task GS8_A_command_may_be_long_if_it_says_early_that_it_is_one()
    {
        await using var app = await StartAsync();
        await using var socket = await OpenAsync(app, "");
        var ops = string.Join(',', Enumerable.Range(0, 10).Select(n =>
            Add($"a{n}", $$"""{"text":"{{new string('x', 60_000)}}"}""")));
        var command = Command(0, ops);

        await socket.SendAsync(Framed("c1", "c", command));
        Assert.Equal(200, (await socket.ReadAsync("command_result")).GetProperty("status").GetInt32());
        await socket.SendAsync($$"""{"id":"c2","canvas_id":"c","command":{{command}},"type":"command"}""");

        Assert.Equal(1009, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task GS6_Who_does_not_read_the_answers_is_closed_or_held_but_costs_no_memory()
    {
        await using var app = await StartAsync(adjust: With("WaitingBytesMax=65536", "CommandsInFlightMax=10000"));
        await app.CommandAsync("c", 0, Add("a", $$"""{"text":"{{new string('x', 50_000)}}"}"""));
        await using var greedy = await OpenAsync(app, "");

        // Each is answered with the whole canvas. What the systems buffer in between is some megabytes.
        var sending = Task.Run(async () =>
        {
            for (var n = 0; n < 2_000; n++) await greedy.SendAsync(Framed($"c{n}", "c", Command(0, Add("b"))));
        });
        await using var other = await OpenAsync(app, "");
        await other.SendAsync(Framed("c1", "d", Command(0, Add("a"))));
        Assert.Equal(200, (await other.ReadAsync("command_result")).GetProperty("status").GetInt32());

        List<string> ids = [];
        try
        {
            while (ids.Count < 2_000)
                ids.Add((await greedy.ReadAsync("command_result")).GetProperty("id").GetString()!);
        }
        catch (EndOfStreamException)
        {
            Assert.Equal(4008, (int)greedy.CloseStatus!);
        }

        Assert.Equal(Enumerable.Range(0, ids.Count).Select(n => $"c{n}"), ids);
        await Task.WhenAny(sending);
    }

    private static string Framed(string id, string? canvas, string command)
    {
        var name = canvas is null ? "" : $"\"canvas_id\":\"{canvas}\",";
        return $$"""{"type":"command","id":"{{id}}",{{name}}"command":{{command}}}""";
    }
}
