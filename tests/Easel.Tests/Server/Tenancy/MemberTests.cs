using Easel.Server.Auth;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Tenancy;

/// <summary>Tenants, their members, and what becomes of what members have open (SPEC TF1, TE8).</summary>
public class MemberTests
{
    private const string Bob = "/tenants/t_northstar/members/bob";

    private static string Operator => Token("root", "t_system", "owner");

    private static string Admin => Token("ada", role: "admin");

    [Fact]
    public async Task TF1_A_server_outside_dev_has_no_tenants_until_it_is_told_to()
    {
        const string Key = "a system key that is long enough to be one";
        await using var app = await StartAsync(settings => settings.SystemKey = Key);

        foreach (var (key, status) in new[] { ("", 401), ("wrong", 401), (Key, 200), (Key, 200) })
        {
            var reply = await app.PostAsync("/auth/bootstrap/tenants", "", "", ("X-System-Key", key));
            Assert.Equal(status, reply.Status);
        }

        Assert.Equal(403, (await app.PostAsync("/auth/bootstrap/tenants", "", Admin)).Status);
        var made = await app.PostAsync("/auth/bootstrap/tenants", "", Operator);

        Assert.Equal(
            """
            {"tenants":[{"tenant_id":"t_system","name":"Tenant-0"},{"tenant_id":"t_northstar","name":"Tenant-1"}]}
            """,
            made.Text);
    }

    [Fact]
    public async Task TF1_Operators_make_tenants_and_see_all_others_see_their_own()
    {
        await using var app = await StartAsync(
            settings => (settings.Env, settings.PublicAdmin) = ("staging", true));
        const string Acme = """{"tenant_id":"t_acme","name":"Acme"}""";

        Assert.Equal(403, (await app.GetAsync("/canvas", Token("olga", "t_acme", "owner"))).Status);
        Assert.Equal(403, (await app.PostAsync("/tenants", Acme, Admin)).Status);
        Assert.Equal(400, (await app.PostAsync("/tenants", """{"tenant_id":"acme","name":"x"}""", Operator)).Status);
        Assert.Equal(201, (await app.PostAsync("/tenants", Acme, Operator)).Status);
        Assert.Equal("TENANT_EXISTS", (await app.PostAsync("/tenants", Acme, Operator)).Code);

        Assert.Equal(200, (await app.GetAsync("/canvas", Token("olga", "t_acme", "owner"))).Status);
        Assert.Contains("t_acme", (await app.GetAsync("/tenants", Operator)).Text);
        Assert.Equal("""{"tenants":[{"tenant_id":"t_northstar","name":"Tenant-1"}]}""",
            (await app.GetAsync("/tenants", Admin)).Text);
    }

    [Fact]
    public async Task TE8_The_list_of_members_beats_the_token()
    {
        await using var app = await StartAsync();
        var bob = Token("bob", role: "owner");

        await app.PutAsync(Bob, """{"role":"viewer"}""", Operator);

        Assert.Equal(403, (await app.CommandAsync("c", 0, Add("a"), token: bob)).Status);
        Assert.Equal(200, (await app.GetAsync("/canvas", bob)).Status);
        Assert.Equal("""{"members":[{"user":"bob","role":"viewer"}]}""",
            (await app.GetAsync("/tenants/t_northstar/members", Admin)).Text);
    }

    [Fact]
    public async Task TE8_Who_was_removed_is_answered_as_if_the_token_did_not_name_the_tenant()
    {
        await using var app = await StartAsync();
        var bob = Token("bob");
        await app.DeleteAsync(Bob, Operator);

        var removed = await app.GetAsync("/canvas", bob);
        var never = await app.GetAsync("/canvas", bob, ("X-Tenant-Id", "t_other"));

        Assert.Equal((403, "TENANT_MISMATCH"), (removed.Status, removed.Code));
        Assert.Equal(never.Text, removed.Text);
    }

    [Theory]
    [InlineData("owner", "admin", 403)]
    [InlineData("admin", "admin", 200)]
    [InlineData("viewer", "member", 403)]
    [InlineData("god", "owner", 400)]
    public async Task TF1_Nobody_gives_a_role_above_their_own(string role, string asRole, int status)
    {
        await using var app = await StartAsync();
        await app.PutAsync(Bob, """{"role":"member"}""", Operator);

        var reply = await app.PutAsync(Bob, $$"""{"role":"{{role}}"}""", Token("ada", role: asRole));

        Assert.Equal(status, reply.Status);
    }

    [Fact]
    public async Task TF1_Nobody_takes_a_role_above_their_own()
    {
        await using var app = await StartAsync();
        await app.PutAsync(Bob, """{"role":"owner"}""", Operator);

        Assert.Equal(403, (await app.DeleteAsync(Bob, Admin)).Status);
        Assert.Equal(403, (await app.PutAsync(Bob, """{"role":"viewer"}""", Admin)).Status);
        Assert.Equal(403, (await app.PostAsync($"{Bob}/revoke", "", Admin)).Status);
    }

    [Fact]
    public async Task TE8_A_right_that_ends_while_the_body_is_under_way_is_none()
    {
        await using var app = await StartAsync();
        using var raw = await RawStream.ConnectAsync(app);
        const string Body = """{"role":"owner"}""";
        await raw.SendAsync($"PUT /tenants/t_northstar/members/ada HTTP/1.1\r\nHost: easel\r\nAuthorization: Bearer "
            + $"{Token("ada", role: "owner")}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{{");
        await app.GetAsync("/canvas"); // Behind it: the first bytes have been seen, at least by the kernel.

        await app.DeleteAsync("/tenants/t_northstar/members/ada", Operator);
        await raw.SendAsync(Body[1..]);

        Assert.Contains("404", await raw.ReadUntilAsync("\r\n"));
        Assert.DoesNotContain("ada", (await app.GetAsync("/tenants/t_northstar/members", Operator)).Text);
    }

    [Theory]
    [InlineData("corp/bob")]
    [InlineData("100%")]
    [InlineData("https://issuer.example/#bob?x")]
    public async Task TF1_Subjects_may_have_slashes_and_the_like(string user)
    {
        await using var app = await StartAsync();
        var path = $"/tenants/t_northstar/members/{Uri.EscapeDataString(user)}";

        Assert.Equal(user, (await app.PutAsync(path, """{"role":"viewer"}""", Operator)).Json
            .GetProperty("user").GetString());
        Assert.Equal(user, (await app.PostAsync($"{path}/revoke", "", Admin)).Json.GetProperty("user").GetString());
        Assert.Equal("""{"members":[]}""", (await app.DeleteAsync(path, Admin)).Text);
    }

    [Fact]
    public async Task TF1_Only_owners_take_from_who_may_be_an_owner_by_token()
    {
        await using var app = await StartAsync();

        Assert.Equal(403, (await app.DeleteAsync(Bob, Admin)).Status);
        Assert.Equal(403, (await app.PutAsync(Bob, """{"role":"viewer"}""", Admin)).Status);
        Assert.Equal(403, (await app.PostAsync($"{Bob}/revoke", "", Admin)).Status);
        Assert.Equal(200, (await app.DeleteAsync(Bob, Token("olaf", role: "owner"))).Status);
    }

    [Fact]
    public async Task TF1_A_burst_of_tickets_is_recorded_whole()
    {
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Documents:RebaseMissedMax"] = "4";
            builder.Configuration["Documents:TurnEditsMax"] = "2";
            builder.Configuration["Tickets:WaitingPerActorMax"] = "1000";
        });

        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.PostAsync("/auth/ticket", "{}")));

        Assert.All(replies, reply => Assert.Contains(reply.Status, (int[])[200, 503]));
        Assert.Contains(replies, reply => reply.Status == 200);
    }

    [Fact]
    public async Task TE2_A_foreign_tenant_is_as_good_as_none()
    {
        await using var app = await StartAsync();
        var olga = Token("olga", "t_other", "owner");

        var foreign = await app.GetAsync("/tenants/t_northstar/members", olga);
        var missing = await app.GetAsync("/tenants/t_none/members", olga);

        Assert.Equal((404, missing.Text), (foreign.Status, foreign.Text));
        Assert.Equal(404, (await app.PutAsync(Bob, """{"role":"viewer"}""", olga)).Status);
    }

    [Fact]
    public async Task TE8_Removal_ends_what_is_open()
    {
        await using var app = await StartAsync();
        var bob = Token("bob");
        using var stream = await RawStream.OpenAsync(app, "/sse/canvas/c", bob);
        await using var socket = await SocketClient.OpenAsync(app, token: bob);
        using var spared = await EventReader.OpenAsync(app, "/sse/canvas/c");

        await app.DeleteAsync(Bob, Operator);

        Assert.True(await stream.EndsCleanlyAsync());
        Assert.Equal(4001, await socket.ReadCloseAsync());
        await app.CommandAsync("c", 0, Add("a"));
        Assert.Equal(1, (await spared.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task TE8_After_a_downgrade_watching_goes_on_and_sending_is_refused()
    {
        await using var app = await StartAsync();
        var bob = Token("bob");
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c", token: bob);
        await using var socket = await SocketClient.OpenAsync(app, token: bob);

        await app.PutAsync(Bob, """{"role":"viewer"}""", Operator);

        await socket.SendAsync("""{"type":"gesture","data":{"kind":"cursor","payload":{}}}""");
        Assert.Equal("FORBIDDEN", (await socket.ReadAsync("error")).GetProperty("code").GetString());
        await socket.SendAsync($$"""{"type":"command","id":"1","canvas_id":"c","command":{{Command(0, Add("a"))}}}""");
        Assert.Equal(403, (await socket.ReadAsync("command_result")).GetProperty("status").GetInt32());
        await app.CommandAsync("c", 0, Add("a"));
        Assert.Equal(1, (await stream.ReadAsync())!.Rev);
    }

    [Theory]
    [InlineData(Tenant, true)]
    [InlineData("t_system", true)]
    [InlineData("t_other", false)]
    public async Task TE8_Revoked_tokens_end_what_is_open_and_newer_ones_do_not(string tenant, bool isMeant)
    {
        await using var app = await StartAsync();
        var old = TokenMinter.Mint(
            new TokenGrant("bob", Tenant, "member"), EaselApp.Key, DateTimeOffset.UtcNow.AddSeconds(-30));
        using var stream = await RawStream.OpenAsync(app, "/sse/canvas/c", old);

        await app.PostAsync($"/tenants/{tenant}/members/bob/revoke", "", Token("ada", tenant, "owner"));

        if (isMeant) Assert.True(await stream.EndsCleanlyAsync());
        Assert.Equal(isMeant ? 401 : 200, (await app.GetAsync("/canvas", old)).Status);
        var fresh = TokenMinter.Mint(
            new TokenGrant("bob", Tenant, "member"), EaselApp.Key, DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Equal(200, (await app.GetAsync("/canvas", fresh)).Status);
    }

    [Fact]
    public async Task TE4_A_ticket_redeemed_a_hundred_times_at_once_opens_one_stream()
    {
        await using var app = await StartAsync();
        var ticket = (await app.PostAsync("/auth/ticket", "{}")).Json.GetProperty("ticket").GetString();

        var tries = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/sse/canvas/c?ticket={ticket}");
            using var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return (int)response.StatusCode;
        }));

        Assert.Equal(1, tries.Count(status => status == 200));
        Assert.Equal(99, tries.Count(status => status == 401));
    }
}
