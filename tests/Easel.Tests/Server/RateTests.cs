using Easel.Server;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Rule GE5: how fast commands may come.</summary>
public class RateTests
{
    private const long Hour = TimeSpan.TicksPerHour;

    // No test lives long enough to earn another one.
    private static readonly (string Name, string Value)[] TwoPerActor =
        [("Rates:CommandsPerActor", "1"), ("Rates:CommandBurstPerActor", "2")];

    [Fact]
    public async Task GE5_An_actor_beyond_its_rate_is_told_when_to_come_back_and_nothing_is_applied()
    {
        await using var app = await StartAsync(TwoPerActor);
        await app.CommandAsync("c", 0, Add("a"), token: Token("bob"));
        await app.CommandAsync("c", 0, Add("a"), token: Token("bob"));

        var third = await UntilRefusedAsync(() => app.CommandAsync("c", 1, Add("b"), token: Token("bob")));

        Assert.Equal((429, "RATE_LIMITED", "1"), (third.Status, third.Code, third.Headers["Retry-After"]));
        Assert.Equal(1, third.Json.GetProperty("retry_after").GetInt32());
        Assert.Equal(200, (await app.GetAsync("/canvas/c/snapshot", Token("bob"))).Status); // Reading goes on,
        Assert.Equal(409, (await app.CommandAsync("c", 0, Add("c"), token: Token("eve"))).Status); // and others do.
    }

    [Fact]
    public async Task GE5_The_body_of_a_command_beyond_the_rate_is_not_looked_at()
    {
        await using var app = await StartAsync(TwoPerActor);
        for (var i = 0; i < 2; i++) Assert.Equal("MALFORMED_JSON", (await app.PostAsync("/canvas/c/commands", "{")).Code);

        var third = await UntilRefusedAsync(() => app.PostAsync("/canvas/c/commands", "{"));

        Assert.Equal("RATE_LIMITED", third.Code);
    }

    [Fact]
    public async Task GE5_A_tenant_has_a_rate_over_all_its_actors()
    {
        await using var app = await StartAsync(("Rates:CommandsPerTenant", "1"), ("Rates:CommandBurstPerTenant", "2"));

        var refused = await UntilRefusedAsync(
            () => app.CommandAsync("c", 0, Add("a"), token: Token($"u{Guid.NewGuid():N}")));
        var other = await app.PostAsync(
            "/canvas/c/commands", Command(0, Add("a")), Token("eve", "t_other"));

        Assert.Contains("tenant", refused.Json.GetProperty("detail").GetString());
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task GE5_Sockets_and_requests_share_a_rate_and_have_the_same_answer()
    {
        await using var app = await StartAsync(TwoPerActor);
        await using var socket = await SocketClient.OpenAsync(app);
        var refused = await UntilRefusedAsync(() => app.CommandAsync("c", 0, Add("a")));

        await socket.SendAsync(
            $$"""{"type":"command","id":"c1","canvas_id":"c","command":{{Command(0, Add("z"))}}}""");
        var result = await socket.ReadTextAsync();

        Assert.Equal($$"""{"type":"command_result","id":"c1","status":429,"body":{{refused.Text}}}""", result);
    }

    [Theory]
    [InlineData("runs/r1/end", "")]
    [InlineData("replays", "{}")]
    [InlineData("walkthroughs", "{}")]
    [InlineData("audits", "{}")]
    public async Task GE5_What_is_made_of_a_canvas_takes_from_the_rates_of_its_actor_and_its_tenant(
        string what, string body)
    {
        await using var perActor = await StartAsync(TwoPerActor);
        await using var perTenant = await StartAsync(
            ("Rates:CommandsPerTenant", "1"), ("Rates:CommandBurstPerTenant", "2"));
        foreach (var app in (EaselApp[])[perActor, perTenant])
        {
            var made = await app.CommandAsync("c", 0, Add("a"), """ "intent":{"run_id":"r1"} """, Token("bob"));
            Assert.Equal(200, made.Status);
        }

        var actor = await UntilRefusedAsync(() => perActor.PostAsync($"/canvas/c/{what}", body, Token("eve")));
        var tenant = await UntilRefusedAsync(
            () => perTenant.PostAsync($"/canvas/c/{what}", body, Token($"u{Guid.NewGuid():N}")));

        Assert.Contains("actor", actor.Json.GetProperty("detail").GetString());
        Assert.Contains("tenant", tenant.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task GE5_In_dev_rates_are_off()
    {
        await using var app = await EaselApp.StartAsync(adjust: builder => Set(builder, TwoPerActor));

        for (var i = 0; i < 10; i++) Assert.NotEqual(429, (await app.CommandAsync("c", 0, Add("a"))).Status);
    }

    [Fact]
    public void GE5_A_rate_is_earned_back_evenly_and_up_to_its_burst()
    {
        var clock = new TickClock();
        var rates = Make(clock, new RateOptions { CommandsPerActor = 10, CommandBurstPerActor = 20 });

        Assert.Equal(20, Take(rates, "a", 100));
        clock.Advance(TimeSpan.FromMilliseconds(450));
        Assert.Equal(4, Take(rates, "a", 100));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(20, Take(rates, "a", 100));
    }

    [Fact]
    public void GE5_Only_so_many_are_known_and_the_quiet_are_forgotten()
    {
        var clock = new TickClock();
        var rates = Make(clock, new RateOptions { KnownMax = 16 });
        for (var i = 0; i < 1_000; i++) Take(rates, $"u{i}", 1);
        Assert.Equal(16, rates.Known);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1, Take(rates, "late", 1));

        Assert.Equal(1, rates.Known);
    }

    [Fact]
    public void GE5_No_flood_of_names_gives_anybody_a_fresh_rate()
    {
        var clock = new TickClock();
        var table = new RateTable<string>(3, clock);
        Assert.All(["a", "b", "c"], name => Assert.True(Take(name)));
        Assert.True(Take("d"));

        Assert.All(Enumerable.Range(0, 100), i => Assert.False(Take($"x{i}"))); // They share what is left of one.
        Assert.All(["a", "b", "c"], name => Assert.False(Take(name)));
        Assert.Equal(3, table.Known);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(Take("late"));
        Assert.Equal(1, table.Known); // The others have been quiet.
        bool Take(string name) => table.Find(name).TryTake(clock.GetTimestamp(), Hour, 1, out _);
    }

    [Fact]
    public void GE5_What_is_given_back_can_be_taken_again_and_no_more_than_that()
    {
        var (bucket, now) = (new RateBucket(), Hour * 100);
        Assert.True(bucket.TryTake(now, Hour, 2, out var none));
        Assert.True(bucket.TryTake(now + 5, Hour, 2, out _));
        Assert.False(bucket.TryTake(now + 5, Hour, 2, out var wait));
        Assert.Equal((0, Hour - 5), (none, wait));

        bucket.GiveBack(Hour);
        Assert.True(bucket.TryTake(now + 5, Hour, 2, out _));
        for (var i = 0; i < 10; i++) bucket.GiveBack(Hour);
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => bucket.TryTake(now + 5, Hour, 2, out long _)));
    }

    [Theory]
    [InlineData("Rates:CommandsPerActor", "0")]
    [InlineData("Rates:KnownMax", "1")]
    [InlineData("Connections:ConnectionsMax", "0")]
    [InlineData("Connections:HeaderSeconds", "0")]
    [InlineData("Streams:StreamsPerCanvasMax", "0")]
    [InlineData("Gestures:SocketsMax", "5000")]
    [InlineData("Tickets:LifeSeconds", "0")]
    [InlineData("Canvases:OpsMax", "0")]
    public async Task GE5_A_limit_out_of_bounds_stops_the_start_by_name(string name, string value)
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(
            () => EaselApp.StartAsync(adjust: builder => builder.Configuration[name] = value));

        Assert.Contains(name.Split(':')[1], wrong.Message);
    }

    private sealed class TickClock : TimeProvider
    {
        private TimeSpan now = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => now += by;

        public override long GetTimestamp() => now.Ticks;
    }

    private static int Take(Rates rates, string user, int times)
    {
        var identity = new Identity
        {
            Subject = user,
            Tenants = [Tenant],
            Roles = new Dictionary<string, Role>(),
            EndsAt = DateTimeOffset.MaxValue,
        };
        return Enumerable.Range(0, times).Count(_ => rates.TryActor(identity) is null);
    }

    private static Rates Make(TimeProvider clock, RateOptions options) =>
        new(Options.Create(options), new ServerSettings { Limits = "default" }, clock);

    private static async Task<Reply> UntilRefusedAsync(Func<Task<Reply>> send)
    {
        for (var i = 0; i < 1_000; i++)
        {
            if (await send() is { Status: 429 } refused) return refused;
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    private static Task<EaselApp> StartAsync(params (string Name, string Value)[] values) =>
        EaselApp.StartAsync(settings => settings.Limits = "default", builder => Set(builder, values));

    private static void Set(WebApplicationBuilder builder, (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values) builder.Configuration[name] = value;
    }
}
