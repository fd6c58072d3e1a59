using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Easel.Server;
using Easel.Server.Auth;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class TenancyTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private static string Claims(string? more = null) =>
        $$"""
        {"sub":"alice","exp":{{Now + 600}},"tenant_ids":["t_northstar"],"role_map":{"t_northstar":"member"}{{more}}}
        """;

    public static TheoryData<string, string> Attacks()
    {
        var good = TokenMinter.Sign(Header, Claims(), Key);
        var parts = good.Split('.');
        string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
        string Changed(string from, string to) => Claims().Replace(from, to, StringComparison.Ordinal);
        string With(string claims) => TokenMinter.Sign(Header, claims, Key);
        string Headed(string header) => TokenMinter.Sign(header, Claims(), Key);
        return new()
        {
            { "another key", TokenMinter.Sign(Header, Claims(), RandomNumberGenerator.GetBytes(32)) },
            { "alg none", $"{Part("""{"alg":"none"}""")}.{parts[1]}." },
            { "alg none, signed", Headed("""{"alg":"none"}""") },
            { "alg in other case", Headed("""{"alg":"hs256"}""") },
            { "alg RS256 over our key", Headed("""{"alg":"RS256"}""") },
            { "alg HS512", Headed("""{"alg":"HS512"}""") },
            { "alg missing", Headed("{}") },
            { "alg twice", Headed("""{"alg":"HS256","alg":"HS256"}""") },
            { "jku", Headed("""{"alg":"HS256","jku":"https://evil.example/k"}""") },
            { "x5u", Headed("""{"alg":"HS256","x5u":"https://evil.example/k"}""") },
            { "jwk", Headed("""{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}""") },
            { "crit", Headed("""{"alg":"HS256","crit":["exp"]}""") },
            { "no signature", $"{parts[0]}.{parts[1]}." },
            { "cut signature", good[..^2] },
            { "padded", good + "=" },
            { "four parts", good + ".x" },
            { "two parts", $"{parts[0]}.{parts[1]}" },
            { "other claims", $"{parts[0]}.{Part(Changed("alice", "mallory"))}.{parts[2]}" },
            { "left-over bits", good[..^1] + (good[^1] == 'A' ? 'B' : (char)(good[^1] + 1)) },
            { "too long", With(Claims($",\"x\":\"{new string('x', 8_192)}\"")) },
            { "expired beyond skew", With(Changed($"{Now + 600}", $"{Now - 61}")) },
            { "no exp", With("""{"sub":"alice","tenant_ids":["t_northstar"]}""") },
            { "exp as text", With("""{"sub":"alice","exp":"9999999999","tenant_ids":["t_northstar"]}""") },
            { "no sub", With($$"""{"exp":{{Now + 600}},"tenant_ids":["t_northstar"]}""") },
            { "not yet", With(Claims($",\"nbf\":{Now + 3_600}")) },
            { "issued in the future", With(Claims($",\"iat\":{Now + 3_600}")) },
            { "unknown role", With(Changed("member", "god")) },
            { "unknown actor type", With(Claims(",\"actor_type\":\"ghost\"")) },
            { "default outside", With(Claims(",\"default_tenant_id\":\"t_other\"")) },
            { "claims no object", With("[]") },
        };
    }

    [Theory]
    [MemberData(nameof(Attacks), DisableDiscoveryEnumeration = true)]
    public async Task TE5_A_token_that_is_not_genuine_in_force_and_well_formed_is_worthless(string what, string token)
    {
        await using var app = await StartAsync();

        var reply = await app.GetAsync("/canvas", token);

        Assert.True((401, "UNAUTHENTICATED") == (reply.Status, reply.Code), what);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"nbf\":{0}")]
    [InlineData(",\"iss\":\"anyone\",\"aud\":[\"x\",\"easel\"]")]
    public async Task TE5_Clocks_may_differ_by_a_minute(string more)
    {
        await using var app = await StartAsync(settings =>
            settings.TokenAudience = more.Contains("aud") ? "easel" : null);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds(); // Now itself may be minutes ago.
        var claims = Claims(more.Replace("{0}", $"{now + 50}", StringComparison.Ordinal))
            .Replace($"{Now + 600}", $"{now - 50}", StringComparison.Ordinal);

        Assert.Equal(200, (await app.GetAsync("/canvas", TokenMinter.Sign(Header, claims, Key))).Status);
    }

    [Fact]
    public void TE5_A_server_does_not_start_with_a_bad_key()
    {
        foreach (var key in (byte[][])[[], new byte[31], new byte[64]])
        {
            var settings = new ServerSettings { Key = key };
            Assert.ThrowsAny<Exception>(() => EaselServer.Create(settings));
        }
    }

    [Fact]
    public void TE5_The_key_is_made_once_and_only_its_owner_reads_it()
    {
        var folder = Directory.CreateTempSubdirectory("easel-tests-").FullName;
        try
        {
            Assert.Null(SigningKey.Read(folder, mayCreate: false));
            var key = SigningKey.Read(folder, mayCreate: true);
            Assert.Equal(key, SigningKey.Read(folder, mayCreate: false));
            Assert.Null(SigningKey.FaultOf(key!));
            var file = Directory.GetFiles(folder).Single();
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("GET", "/canvas/mine")]
    [InlineData("GET", "/canvas/mine/snapshot")]
    [InlineData("GET", "/canvas/mine/snapshot?rev=1")]
    [InlineData("GET", "/canvas/mine/commits")]
    [InlineData("GET", "/canvas/mine/replay")]
    [InlineData("GET", "/canvas/mine/replay?after_event_id=mine:9")]
    [InlineData("GET", "/canvas/mine/commands/k")]
    public async Task TE2_What_belongs_to_others_is_missing_byte_for_byte(string method, string path)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("mine", 0, Add("a"), "\"correlation_id\":\"k\"");
        var stranger = Token("mallory", "t_other", "owner");

        var foreign = await app.SendAsync(new HttpMethod(method), path, null, stranger);
        var missing = await app.SendAsync(
            new HttpMethod(method), path.Replace("mine", "none", StringComparison.Ordinal), null, stranger);

        Assert.Equal(404, foreign.Status);
        Assert.Equal(missing.Text, foreign.Text);
        Assert.Equal(Without(missing, "Date"), Without(foreign, "Date"));
    }

    [Fact]
    public async Task TE7_The_same_name_in_two_tenants_or_environments_is_two_canvases()
    {
        await using var app = await StartAsync();
        var other = Token("bob", "t_other");

        Assert.Equal(1, (await app.CommandAsync("c", 0, Add("a"), "\"correlation_id\":\"k\"")).Rev);
        Assert.Equal(1, (await app.CommandAsync("c", 0, Add("b"), "\"correlation_id\":\"k\"", other)).Rev);
        var staged = await app.PostAsync("/canvas/c/commands", Command(0, Add("d")), null, ("X-Env", "stage"));
        Assert.Equal(1, staged.Rev);

        Assert.Contains("\"a\"", (await app.GetAsync("/canvas/c/snapshot")).Text);
        Assert.DoesNotContain("\"a\"", (await app.GetAsync("/canvas/c/snapshot", other)).Text);
        Assert.Contains("\"d\"", (await app.GetAsync("/canvas/c/snapshot?env=staging")).Text);
        Assert.Equal(1, (await app.GetAsync("/canvas")).Json.GetProperty("canvases").GetArrayLength());
    }

    [Theory]
    [InlineData("X-Tenant-Id", "t_northstar", "", 200)]
    [InlineData("X-Tenant-Id", "t_northstar", "tenant_id=t_other", 400)]
    [InlineData("X-Env", "dev", "env=prod", 400)]
    [InlineData("X-Env", "stage", "env=staging", 200)]
    [InlineData("X-Env", "moon", "", 400)]
    [InlineData("X-Tenant-Id", "northstar", "", 400)]
    [InlineData("X-Mode", "saas", "mode=lab", 400)]
    [InlineData("X-User-Id", "somebody", "", 200)]
    public async Task TE1_A_context_that_is_said_twice_must_agree(string header, string value, string query, int status)
    {
        await using var app = await StartAsync();

        Assert.Equal(status, (await app.GetAsync($"/canvas?{query}", null, (header, value))).Status);
    }

    [Fact]
    public async Task TE1_A_canvas_is_found_only_where_it_lives()
    {
        await using var app = await StartAsync();
        var body = Command(0, Add("a"), "\"correlation_id\":\"k\"");
        await app.PostAsync("/canvas/c/commands", body, null, ("X-Project-Id", "p1"), ("X-Workspace-Id", "w1"));
        await app.CommandAsync("free", 0, Add("a"));

        foreach (var path in (string[])["", "/snapshot", "/commits", "/replay", "/commands/k"])
        {
            Assert.Equal(404, (await app.GetAsync($"/canvas/c{path}", null, ("X-Project-Id", "p2"))).Status);
            Assert.Equal(404, (await app.GetAsync($"/canvas/c{path}?workspace_id=w2")).Status);
            Assert.Equal(200, (await app.GetAsync($"/canvas/c{path}?workspace_id=w1&app_id=any")).Status);
            Assert.Equal(200, (await app.GetAsync($"/canvas/c{path}")).Status);
        }

        Assert.Equal(404, (await app.GetAsync("/sse/canvas/c?project_id=p2")).Status);
        var lost = await app.PostAsync("/canvas/c/commands", Command(1, Add("b")), null, ("X-Project-Id", "p2"));
        Assert.Equal((400, "CONTEXT_MISMATCH"), (lost.Status, lost.Code));
        Assert.Equal(200, (await app.GetAsync("/canvas/free", null, ("X-Project-Id", "p2"))).Status);
        Assert.Equal("c", Assert.Single((await app.GetAsync("/canvas?workspace_id=w1")).Json
            .GetProperty("canvases").EnumerateArray()).GetProperty("canvas_id").GetString());
        Assert.Empty((await app.GetAsync("/canvas?workspace_id=w2")).Json.GetProperty("canvases").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"tenant_id":"t_northstar","env":"dev","canvas_id":"c","more":{"x":1}}""", 200)]
    [InlineData("""{"canvas_id":"d"}""", 400)]
    [InlineData("""{"tenant_id":"t_other"}""", 403)]
    public async Task TE1_Routing_in_the_body_belongs_to_the_context(string routing, int status)
    {
        await using var app = await StartAsync();

        Assert.Equal(status, (await app.CommandAsync("c", 0, Add("a"), $"\"routing\":{routing}")).Status);
    }

    [Theory]
    [InlineData(null, false, "bob", 200)]
    [InlineData(null, true, "bob", 403)]
    [InlineData("agent", false, "bob", 403)]
    [InlineData("agent", false, "alice", 200)]
    [InlineData("human", true, "alice", 200)]
    public async Task TE6_Who_may_act_as_whom(string? type, bool strict, string actor, int status)
    {
        await using var app = await StartAsync(settings => settings.StrictActor = strict);
        var body = Command(0, Add("a"), "\"actor_type\":\"human\"")
            .Replace("\"alice\"", $"\"{actor}\"", StringComparison.Ordinal);

        var reply = await app.PostAsync("/canvas/c/commands", body, Token(type: type));

        Assert.Equal(status, reply.Status);
        if (status != 200) return;
        var commit = (await app.GetAsync("/canvas/c/commits")).Json.GetProperty("commits")[0];
        Assert.Equal(actor, commit.GetProperty("actor_id").GetString());
        Assert.Equal("alice", commit.GetProperty("subject").GetString());
        Assert.Equal(type ?? "human", commit.GetProperty("actor_type").GetString());
    }

    [Fact]
    public async Task TE3_A_viewer_reads_and_watches_but_does_not_edit()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        var viewer = Token("eve", role: "viewer");

        Assert.Equal(200, (await app.GetAsync("/canvas/c/snapshot", viewer)).Status);
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?after=0", token: viewer);
        Assert.Equal(1, (await stream.ReadAsync())!.Rev);
        Assert.Equal(403, (await app.CommandAsync("c", 1, Add("b"), token: viewer)).Status);
        Assert.Equal(403, (await app.PostAsync("/canvas", "{}", viewer)).Status);
    }

    [Fact]
    public async Task GE4_Request_ids_are_echoed_and_traces_are_stored_if_they_are_valid()
    {
        await using var app = await StartAsync();
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        var good = await app.PostAsync(
            "/canvas/c/commands", Command(0, Add("a")), null, ("X-Request-Id", "r-1"), ("traceparent", Trace));
        var bad = await app.PostAsync(
            "/canvas/c/commands", Command(1, Add("b")), null, ("X-Request-Id", "r 1<"), ("traceparent", "00-0-0-00"));

        Assert.Equal("r-1", good.Headers["X-Request-Id"]);
        Assert.False(bad.Headers.ContainsKey("X-Request-Id"));
        var commits = (await app.GetAsync("/canvas/c/commits")).Json.GetProperty("commits");
        Assert.Equal(Trace, commits[0].GetProperty("traceparent").GetString());
        Assert.False(commits[1].TryGetProperty("traceparent", out _));
    }

    private static Dictionary<string, string> Without(Reply reply, string header) =>
        reply.Headers.Where(one => one.Key != header).ToDictionary();
}
