using System.Security.Cryptography;
using System.Text;
using Easel.Server.Auth;
using Easel.Server.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Auth;

public class AuthorityTests
{
    private static readonly TimeSpan RefreshMin = TimeSpan.FromSeconds(31);

    [Fact]
    public async Task TE5_Tokens_of_an_authority_count_and_its_users_are_not_ours()
    {
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Rsa("r1"), ProviderKey.Curve("e1"));
        await using var app = await EaselApp.StartAsync(provider.Trusted());

        foreach (var (key, rev) in provider.Keys.Select((key, at) => (key, at)))
        {
            var reply = await app.CommandAsync("c", rev, Add($"a{rev}"), token: provider.Token(key));
            Assert.Equal(200, reply.Status);
        }

        var commits = (await app.GetAsync("/canvas/c/commits")).Json.GetProperty("commits");
        Assert.Equal("corp:ann", commits[0].GetProperty("subject").GetString());
        Assert.Equal(403, (await app.GetAsync("/canvas?tenant_id=t_other", provider.Token(provider.Keys[0]))).Status);
    }

    [Fact]
    public async Task TE5_A_new_key_is_waited_for_by_all_and_fetched_once_and_an_old_one_ends()
    {
        var (old, fresh, clock) = (ProviderKey.Rsa("r1"), ProviderKey.Curve("e2"), new ShiftedClock());
        await using var provider = await IdentityProvider.StartAsync(old);
        await using var app = await EaselApp.StartAsync(provider.Trusted(), With(clock));
        var before = provider.Token(old);
        Assert.Equal(200, (await app.GetAsync("/canvas", before)).Status);
        var fetches = provider.Fetches;

        (provider.Keys[0], var token) = (fresh, provider.Token(fresh));
        Assert.Equal(401, (await app.GetAsync("/canvas", token)).Status); // Too soon to ask again.
        Assert.Equal(fetches, provider.Fetches);
        clock.Skip(RefreshMin);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.GetAsync("/canvas", token)));

        Assert.All(statuses, reply => Assert.Equal(200, reply.Status));
        Assert.Equal(fetches + 1, provider.Fetches);
        Assert.Equal(401, (await app.GetAsync("/canvas", before)).Status); // Also where it was remembered as genuine.
    }

    [Fact]
    public async Task TE5_Unknown_keys_cannot_make_the_server_ask_more_often()
    {
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        await using var app = await EaselApp.StartAsync(provider.Trusted(), With(new ShiftedClock()));

        for (var i = 0; i < 50; i++)
            Assert.Equal(401, (await app.GetAsync("/canvas", provider.Token(ProviderKey.Curve($"x{i}")))).Status);

        Assert.Equal(1, provider.Fetches);
    }

    [Fact]
    public async Task TE5_Streams_wait_for_a_key_too()
    {
        var (fresh, clock) = (ProviderKey.Curve("e2"), new ShiftedClock());
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        await using var app = await EaselApp.StartAsync(provider.Trusted(), With(clock));
        Assert.Equal(200, (await app.GetAsync("/canvas", provider.Token(provider.Keys[0]))).Status);
        provider.Keys.Add(fresh);
        clock.Skip(RefreshMin);

        using var stream = await EventReader.OpenAsync(
            app, $"/sse/canvas/c?token={provider.Token(fresh)}", token: "");

        Assert.Equal(2, provider.Fetches);
    }

    [Fact]
    public async Task TE5_Keys_and_where_they_are_have_one_time_to_come()
    {
        var log = new ListLogger();
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        provider.Delay = TimeSpan.FromSeconds(2); // Each in time, and both together not.
        await using var app = await EaselApp.StartAsync(provider.Trusted(), builder =>
        {
            With(new ShiftedClock(), fetchSeconds: 3)(builder);
            builder.Logging.AddProvider(log);
        });

        Assert.Equal(401, (await app.GetAsync("/canvas", provider.Token(provider.Keys[0]))).Status);

        Assert.Contains(log.Lines, line => line.Contains("it did not answer in time"));
    }

    [Fact]
    public async Task TE5_A_token_where_none_is_looked_for_makes_nobody_wait_for_keys()
    {
        var clock = new ShiftedClock();
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        await using var app = await EaselApp.StartAsync(provider.Trusted(), With(clock));
        Assert.Equal(200, (await app.GetAsync("/canvas", provider.Token(provider.Keys[0]))).Status);
        clock.Skip(RefreshMin);

        Assert.Equal(401, (await app.GetAsync(
            $"/canvas?token={provider.Token(ProviderKey.Curve("x"))}", "")).Status);

        Assert.Equal(1, provider.Fetches);
    }

    [Fact]
    public async Task TE5_What_was_confirmed_is_confirmed_again_only_if_a_key_has_gone()
    {
        var (first, second, clock) = (ProviderKey.Rsa("r1"), ProviderKey.Curve("e1"), new ShiftedClock());
        await using var provider = await IdentityProvider.StartAsync(first, second);
        await using var app = await EaselApp.StartAsync(provider.Trusted(), With(clock));
        var (keys, generation) = (
            Assert.Single(app.Services.GetRequiredService<Authorities>().All).Keys,
            app.Services.GetRequiredService<KeyGeneration>());
        await keys.StartRefresh();
        var before = generation.Current;

        (provider.Keys[0], provider.Keys[1]) = (second, first);
        await FetchAgainAsync();
        provider.Keys.Add(ProviderKey.Curve("e2"));
        await FetchAgainAsync();
        Assert.Equal((3, before), (provider.Fetches, generation.Current));

        provider.Keys[0] = ProviderKey.Curve("e1"); // Another key under the same name.
        await FetchAgainAsync();
        Assert.Equal(before + 1, generation.Current);
        Task FetchAgainAsync()
        {
            clock.Skip(RefreshMin);
            return keys.StartRefresh();
        }
    }

    public static TheoryData<string> Faults =>
        ["error", "redirect", "slow", "huge", "garbage", "no set", "too many", "another issuer"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task TE5_What_is_wrong_with_an_authority_leaves_its_known_keys_and_everything_else_alone(string fault)
    {
        var (known, fresh, clock) = (ProviderKey.Curve("e1"), ProviderKey.Curve("e2"), new ShiftedClock());
        var log = new ListLogger();
        await using var elsewhere = await IdentityProvider.StartAsync(fresh);
        await using var provider = await IdentityProvider.StartAsync(known);
        await using var app = await EaselApp.StartAsync(provider.Trusted(), builder =>
        {
            With(clock, fault == "slow" ? 4 : 30)(builder);
            builder.Logging.AddProvider(log);
        });
        var (old, token) = (provider.Token(known), provider.Token(fresh));
        Assert.Equal(200, (await app.GetAsync("/canvas", old)).Status);
        provider.Keys.Add(fresh);
        Break(provider, fault, elsewhere);
        clock.Skip(RefreshMin);

        Assert.Equal(401, (await app.GetAsync("/canvas", token)).Status);
        Assert.Equal(200, (await app.GetAsync("/canvas", old)).Status);
        Assert.Equal(200, (await app.GetAsync("/canvas")).Status);
        Assert.Equal(200, (await app.GetAsync("/health/ready", "")).Status);
        Assert.Equal(0, elsewhere.Fetches);
        Assert.Contains(log.Lines, line => line.Contains(provider.Issuer) && line.Contains("1 stay in use"));
        Assert.DoesNotContain(log.Lines, line => line.Contains(token.Split('.')[1]));

        (provider.Instead, provider.SaysItIs) = (null, null);
        clock.Skip(RefreshMin);
        Assert.Equal(200, (await app.GetAsync("/canvas", token)).Status);
    }

    [Fact]
    public async Task TE5_A_server_starts_without_its_authorities()
    {
        var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        var (trusted, token) = (provider.Trusted(), provider.Token(provider.Keys[0]));
        var settings = new Easel.Server.ServerSettings();
        trusted(settings);
        await provider.DisposeAsync();
        await using var app = await EaselApp.StartAsync(own => own.Authorities = settings.Authorities);

        Assert.Equal(401, (await app.GetAsync("/canvas", token)).Status);
        Assert.Equal(200, (await app.GetAsync("/canvas")).Status);
        Assert.Equal(200, (await app.GetAsync("/health/ready", "")).Status);
    }

    [Theory]
    [InlineData("\"tenant_ids\":[\"t_other\",\"t_northstar\"]", "t_northstar", 200)]
    [InlineData("\"tenant_ids\":[\"t_other\",\"t_northstar\"]", "t_other", 403)]
    [InlineData("\"tenant_ids\":[\"t_system\"]", "t_system", 403)]
    [InlineData("\"tenant_ids\":[\"t_system\"],\"role_map\":{\"t_system\":\"owner\"}", "t_system", 403)]
    public async Task TE5_An_authority_does_not_speak_for_tenants_that_are_not_its_own(
        string claims, string tenant, int status)
    {
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        await using var app = await EaselApp.StartAsync(provider.Trusted());
        var said = $$"""
            {"iss":"{{provider.Issuer}}","aud":"{{IdentityProvider.Audience}}","sub":"ann","exp":9999999999,{{claims}}}
            """;

        var reply = await app.GetAsync($"/canvas?tenant_id={tenant}", provider.Keys[0].Sign(said));

        Assert.Equal(status, reply.Status);
    }

    [Theory]
    [InlineData("\"org\":\"t_northstar\",\"groups\":[\"staff\",\"viewer\",\"admin\"]", "Admin")]
    [InlineData("\"org\":[\"t_northstar\"],\"groups\":\"member\"", "Member")]
    [InlineData("\"org\":[\"t_northstar\"],\"groups\":{\"t_northstar\":\"owner\",\"t_other\":\"owner\"}", "Owner")]
    [InlineData("\"groups\":[\"member\"]", "Member")]
    [InlineData("\"org\":[\"t_northstar\"],\"groups\":[]", "Viewer")]
    public async Task TE2_An_authority_may_call_its_claims_what_it_likes(string claims, string role)
    {
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        await using var app = await EaselApp.StartAsync(provider.Trusted(authority =>
            (authority.TenantsClaim, authority.RolesClaim, authority.DefaultTenant) = ("org", "groups", Tenant)));
        var token = provider.Keys[0].Sign($$"""
            {"iss":"{{provider.Issuer}}","aud":["x","{{IdentityProvider.Audience}}"],"sub":"ann","exp":9999999999,{{claims}}}
            """);
        Assert.Equal(200, (await app.GetAsync("/canvas", token)).Status);

        var identity = app.Services.GetRequiredService<ITokenVerifier>().Verify(token)!;

        Assert.Equal([Tenant], identity.Tenants);
        Assert.Equal(role, identity.Roles.GetValueOrDefault(Tenant, Role.Viewer).ToString());
    }

    [Fact]
    public async Task TE2_Where_members_decide_the_token_gives_nothing_and_a_change_counts_at_once()
    {
        await using var provider = await IdentityProvider.StartAsync(ProviderKey.Curve("e1"));
        await using var app = await EaselApp.StartAsync(provider.Trusted(authority => authority.MembersOnly = true));
        var token = provider.Token(provider.Keys[0]); // Says that it is for a member.

        Assert.Equal(403, (await app.GetAsync($"/canvas?tenant_id={Tenant}", token)).Status);
        await SetAsync(HttpMethod.Put, Tenant, "viewer");
        await SetAsync(HttpMethod.Put, "t_other", "owner");
        Assert.Equal(200, (await app.GetAsync($"/canvas?tenant_id={Tenant}", token)).Status);
        Assert.Equal(403, (await app.CommandAsync("c", 0, Add("a"), token: token)).Status);
        Assert.Equal(403, (await app.GetAsync("/canvas?tenant_id=t_other", token)).Status);
        await SetAsync(HttpMethod.Delete, Tenant, "viewer");
        Assert.Equal(403, (await app.GetAsync($"/canvas?tenant_id={Tenant}", token)).Status);
        async Task SetAsync(HttpMethod method, string tenant, string role)
        {
            var reply = await app.SendAsync(
                method, $"/tenants/{tenant}/members/corp:ann",
                JsonContent(Encoding.UTF8.GetBytes($$"""{"role":"{{role}}"}""")), Token("boss", tenant, "owner"));
            Assert.Equal(200, reply.Status);
        }
    }

    [Fact]
    public void TE5_Keys_that_are_weak_or_for_something_else_are_passed_over()
    {
        var good = ProviderKey.Rsa("good").Jwk;
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var q = p384.ExportParameters(false).Q;
        string Changed(string from, string to) => good.Replace(from, to, StringComparison.Ordinal);
        var curve = ProviderKey.Curve("c").Jwk;
        string[] bad =
        [
            ProviderKey.Rsa("short", 1_024).Jwk, Changed("\"sig\"", "\"enc\""), Changed("\"sig\"", "7"),
            Changed("\"kty\"", "\"alg\":\"HS256\",\"kty\""), Changed("\"kty\"", "\"alg\":\"PS256\",\"kty\""),
            Changed("\"kty\"", "\"d\":\"AQ\",\"kty\""), Changed("\"kty\"", "\"key_ops\":[\"sign\"],\"kty\""),
            Changed("\"AQAB\"", "\"AQ\""), Changed("\"AQAB\"", "\"AA\""), Changed("\"AQAB\"", "\"AQABAQAB\""),
            Changed("\"AQAB\"", "\"AQAB=\""), Changed("\"RSA\"", "\"oct\""), Changed("\"RSA\"", "\"EC\""),
            """{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8","alg":"HS256"}""", "7", "[]", "null",
            curve.Replace("P-256", "P-384", StringComparison.Ordinal),
            curve.Replace("\"y\":\"", "\"y\":\"AA", StringComparison.Ordinal),
            $$"""{"kty":"EC","crv":"P-384","x":"{{ProviderKey.Text(q.X!)}}","y":"{{ProviderKey.Text(q.Y!)}}"}""",
            $$"""{"kty":"EC","crv":"P-256","x":"{{new string('A', 43)}}","y":"{{new string('A', 43)}}"}""",
        ];

        Assert.Equal(["good"], Read(string.Join(",", [.. bad, good]))!.Select(key => key.Id));
        Assert.Empty(JsonWebKeys.TryRead(Set(good), [SigningAlgorithm.ES256])!);
        Assert.Equal(64, Read(string.Join(",", Enumerable.Repeat(good, 64)))!.Length);
        Assert.Null(Read(string.Join(",", Enumerable.Repeat(good, 65))));
        Assert.Null(JsonWebKeys.TryRead(Encoding.UTF8.GetBytes("{\"keys\":{}}"), SigningAlgorithms.OfAuthorities));
    }

    private static byte[] Set(string keys) => Encoding.UTF8.GetBytes($$"""{"keys":[{{keys}}]}""");

    private static VerificationKey[]? Read(string keys) =>
        JsonWebKeys.TryRead(Set(keys), SigningAlgorithms.OfAuthorities);

    // Patient, because the machine may be busy; the one that never answers is waited for so long.
    private static Action<WebApplicationBuilder> With(TimeProvider clock, int fetchSeconds = 30) => builder =>
    {
        builder.Configuration["AuthorityKeys:FetchSecondsMax"] = $"{fetchSeconds}";
        builder.Configuration["AuthorityKeys:DocumentBytesMax"] = "8192";
        builder.Services.AddSingleton(clock);
    };

    private static void Break(IdentityProvider provider, string fault, IdentityProvider elsewhere)
    {
        var set = $$"""{"keys":[{{string.Join(",", Enumerable.Repeat(elsewhere.Keys[0].Jwk, 4))}}]}""";
        if (fault == "another issuer") provider.SaysItIs = elsewhere.Issuer;
        provider.Instead = fault switch
        {
            "error" => http => Answer(http, 500, set),
            "redirect" => http => Redirect(http, $"{elsewhere.Issuer}/keys"),
            "slow" => http => Task.Delay(Timeout.Infinite, http.RequestAborted),
            "huge" => http => Answer(http, 200, set + new string(' ', 10_000)),
            "garbage" => http => Answer(http, 200, set + "}"),
            "no set" => http => Answer(http, 200, "[]"),
            "too many" => http => Answer(
                http, 200, $$"""{"keys":[{{string.Join(",", Enumerable.Repeat("{}", 65))}}]}"""),
            _ => null,
        };
        static Task Redirect(HttpContext http, string to)
        {
            http.Response.Redirect(to);
            return Task.CompletedTask;
        }

        static Task Answer(HttpContext http, int status, string text)
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(text);
        }
    }
}

/// <summary>The real time and as much more as is skipped.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long skippedTicks;

    public void Skip(TimeSpan time) => Interlocked.Add(ref skippedTicks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref skippedTicks));

    public override long GetTimestamp() => base.GetTimestamp()
        + (long)(TimeSpan.FromTicks(Interlocked.Read(ref skippedTicks)).TotalSeconds * TimestampFrequency);
}

/// <summary>Everything that anybody logs, scopes and exceptions included.</summary>
internal sealed class ListLogger : ILoggerProvider, ILogger
{
    private readonly List<string> lines = [];

    public List<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Add($"{state} {Members(state)}");
        return null;
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        Add($"{formatter(state, exception)} {Members(state)} {exception}");

    public void Dispose()
    {
    }

    private static string Members(object? state) => state is IEnumerable<KeyValuePair<string, object?>> members
        ? string.Join(", ", members)
        : "";

    private void Add(string line)
    {
        lock (lines) lines.Add(line);
    }
}
