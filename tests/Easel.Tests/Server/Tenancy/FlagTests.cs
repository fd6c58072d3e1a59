using System.Text.Json;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Tenancy;

/// <summary>Flags: what they are, who says so, and what they do to what is open (SPEC TF2).</summary>
public class FlagTests
{
    private const string System = "t_system";

    private static string Operator => Token("root", System, "owner");

    private static string Admin => Token("ada", role: "admin");

    [Fact]
    public async Task TF2_Without_a_word_from_anybody_the_defaults_count()
    {
        await using var app = await StartAsync();

        var flags = (await app.GetAsync("/feature-flags")).Json;

        Assert.Equal(
            """
            {"ws_enabled":true,"sse_enabled":true,"gesture_logging":"off","replay_mode":"keyframe",
            "visibility_mode":"team","auto_mode":false,"server_rebase":true,"conflict_fixture":true}
            """.Replace("\n", "", StringComparison.Ordinal),
            Flat(flags));
        Assert.All(
            flags.GetProperty("sources").EnumerateObject(), one => Assert.Equal("default", one.Value.GetString()));
    }

    [Theory]
    [InlineData("staging", true)]
    [InlineData("prod", false)]
    public async Task TF2_The_fixture_is_off_in_prod_whatever_the_flag_says(string env, bool isOn)
    {
        await using var app = await StartAsync(settings => (settings.Env, settings.PublicAdmin) = (env, true));

        var answer = await app.PutAsync("/feature-flags", """{"conflict_fixture":true}""", Admin);

        Assert.Equal(isOn, answer.Json.GetProperty("conflict_fixture").GetBoolean());
    }

    [Theory]
    [InlineData(null, null, true, "default")]
    [InlineData("false", null, false, "t_system")]
    [InlineData(null, "false", false, "tenant")]
    [InlineData("false", "true", true, "tenant")]
    [InlineData("false", "null", false, "t_system")]
    public async Task TF2_The_tenant_goes_over_the_system_and_that_over_the_default(
        string? ofSystem, string? ofTenant, bool expected, string source)
    {
        await using var app = await StartAsync();
        if (ofSystem is not null)
            await app.PutAsync("/feature-flags", $"{{\"auto_mode\":true,\"server_rebase\":{ofSystem}}}", Operator);
        foreach (var value in ofTenant is null ? [] : (string[])["true", ofTenant])
            await app.PutAsync("/feature-flags", $"{{\"server_rebase\":{value}}}", Admin);

        var flags = (await app.GetAsync("/feature-flags")).Json;

        Assert.Equal(expected, flags.GetProperty("server_rebase").GetBoolean());
        Assert.Equal(source, flags.GetProperty("sources").GetProperty("server_rebase").GetString());
        Assert.Equal(ofSystem is not null, flags.GetProperty("auto_mode").GetBoolean());
    }

    [Theory]
    [InlineData("""{"no_such_flag":true}""")]
    [InlineData("""{"ws_enabled":"true"}""")]
    [InlineData("""{"gesture_logging":true}""")]
    [InlineData("""{"visibility_mode":"everybody"}""")]
    [InlineData("[]")]
    public async Task TF2_What_is_no_flag_or_no_value_changes_nothing(string body)
    {
        await using var app = await StartAsync();

        var refused = await app.PutAsync("/feature-flags", body, Admin);

        Assert.Equal((400, "INVALID_REQUEST"), (refused.Status, refused.Code));
        Assert.Contains("\"ws_enabled\":true", (await app.GetAsync("/feature-flags")).Text);
    }

    [Fact]
    public async Task TF2_Only_administrators_change_flags_and_only_of_their_tenant()
    {
        await using var app = await StartAsync();

        Assert.Equal(403, (await app.PutAsync("/feature-flags", """{"ws_enabled":false}""")).Status);
        await app.PutAsync("/feature-flags", """{"ws_enabled":false}""", Token("olga", "t_other", "owner"));

        Assert.Contains("\"ws_enabled\":true", (await app.GetAsync("/feature-flags")).Text);
    }

    [Fact]
    public async Task TF2_Switching_streams_off_ends_those_that_are_open_and_refuses_new_ones()
    {
        await using var app = await StartAsync();
        using var own = await RawStream.OpenAsync(app, "/sse/canvas/c");
        using var foreign = await EventReader.OpenAsync(app, "/sse/canvas/c", token: Token("olga", "t_other"));

        await app.PutAsync("/feature-flags", """{"sse_enabled":false}""", Admin);

        Assert.True(await own.EndsCleanlyAsync());
        Assert.Equal("RAIL_DISABLED", (await app.GetAsync("/sse/canvas/c")).Code);
        await app.CommandAsync("c", 0, Add("a"), token: Token("olga", "t_other"));
        Assert.Equal(1, (await foreign.ReadAsync())!.Rev);
        await app.PutAsync("/feature-flags", """{"sse_enabled":null}""", Admin);
        using var again = await EventReader.OpenAsync(app, "/sse/canvas/c");
        await app.CommandAsync("c", 0, Add("a"));
        Assert.Equal(1, (await again.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task TF2_Switching_sockets_off_closes_those_that_are_open_and_refuses_new_ones()
    {
        await using var app = await StartAsync();
        await using var socket = await SocketClient.OpenAsync(app);

        await app.PutAsync("/feature-flags", """{"ws_enabled":false}""", Admin);

        Assert.Equal(4001, await socket.ReadCloseAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => SocketClient.OpenAsync(app));
        await app.PutAsync("/feature-flags", """{"ws_enabled":true}""", Admin);
        await using var again = await SocketClient.OpenAsync(app);
    }

    [Fact]
    public async Task TF2_Without_server_rebase_a_stale_command_is_only_told_what_it_missed()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        const string Rebase = "\"on_mismatch\":\"rebase\"";

        Assert.Equal(200, (await app.CommandAsync("c", 0, Add("b"), Rebase)).Status);
        await app.PutAsync("/feature-flags", """{"server_rebase":false}""", Admin);

        Assert.Equal("REV_MISMATCH", (await app.CommandAsync("c", 0, Add("d"), Rebase)).Code);
    }

    [Fact]
    public async Task TF2_Without_the_fixture_its_id_is_an_ordinary_one()
    {
        await using var app = await StartAsync();
        const string Fixture = "\"correlation_id\":\"test-conflict\"";
        await app.PutAsync("/feature-flags", """{"conflict_fixture":false}""", Admin);

        Assert.Equal(200, (await app.CommandAsync("c", 0, Add("a"), Fixture)).Status);
        await app.PutAsync("/feature-flags", """{"conflict_fixture":true}""", Admin);
        Assert.Equal(409, (await app.CommandAsync("d", 0, Add("a"), Fixture)).Status);
    }

    [Fact]
    public async Task TF2_In_private_nobody_sees_anybody_and_afterwards_all_are_back()
    {
        await using var app = await StartAsync();
        await using var alice = await SocketClient.OpenAsync(app);
        await using var bob = await SocketClient.OpenAsync(app, token: Token("bob"));
        await alice.ReadPresenceAsync("bob", "online");
        await bob.ReadPresenceAsync("alice", "online");

        await app.PutAsync("/feature-flags", """{"visibility_mode":"private"}""", Admin);

        await alice.ReadPresenceAsync("bob", "offline");
        await bob.SendAsync("""{"type":"gesture","data":{"kind":"cursor","payload":{}}}""");
        await using var late = await SocketClient.OpenAsync(app, token: Token("late"));
        Assert.Empty(await late.ReadAllAsync());
        Assert.Empty(await alice.ReadAllAsync());
        await app.PutAsync("/feature-flags", """{"visibility_mode":"team"}""", Admin);
        await alice.ReadPresenceAsync("bob", "online");
        await alice.ReadPresenceAsync("late", "online");
    }

    [Fact]
    public async Task TF2_In_a_team_viewers_see_who_is_there_and_no_gestures()
    {
        await using var app = await StartAsync();
        var viewer = Token("eve", role: "viewer");
        await using var eve = await SocketClient.OpenAsync(app, token: viewer);
        await using var alice = await SocketClient.OpenAsync(app);
        await eve.ReadPresenceAsync("alice", "online");
        await using var bob = await SocketClient.OpenAsync(app, token: Token("bob"));
        await eve.ReadPresenceAsync("bob", "online");
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?gestures=1", token: viewer);

        await alice.SendAsync("""{"type":"gesture","data":{"kind":"cursor","payload":{}}}""");
        await bob.ReadAsync("gesture");
        Assert.Empty(await eve.ReadAllAsync());
        await app.PutAsync("/feature-flags", """{"visibility_mode":"public"}""", Admin);

        // Whether it is on yet is seen by gestures alone, so they are repeated until one comes.
        using var stop = new CancellationTokenSource();
        var sending = SendAsync(alice, stop.Token);
        await eve.ReadAsync("gesture");
        Assert.Equal("gesture", (await stream.ReadAsync())!.Name);
        await stop.CancelAsync();
        await sending;
    }

    private static async Task SendAsync(SocketClient socket, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await socket.SendAsync("""{"type":"gesture","data":{"kind":"cursor","payload":{}}}""");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static string Flat(JsonElement flags) => "{" + string.Join(",", flags.EnumerateObject()
        .Where(one => one.Name != "sources").Select(one => $"\"{one.Name}\":{one.Value.GetRawText()}")) + "}";
}
