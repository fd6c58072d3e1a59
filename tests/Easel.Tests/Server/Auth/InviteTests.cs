using System.Text;
using Easel.Documents;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.Auth.AccountTests;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Auth;

public class InviteTests
{
    private const string Secret = "nine herons by a pond";

    [Fact]
    public async Task TE9_An_invitation_makes_one_person_a_member()
    {
        await using var app = await InvitingAsync();
        var code = await InviteAsync(app, "admin");

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SignUpAsync(app, $"ann{i}", code)));

        var joined = Assert.Single(replies, reply => reply.Status == 201);
        Assert.Equal(
            """[{"tenant_id":"t_northstar","role":"admin"}]""", joined.Json.GetProperty("tenants").GetRawText());
        Assert.All(replies.Where(reply => reply != joined), reply => Assert.Equal("FORBIDDEN", reply.Code));
        var without = Enumerable.Range(0, 6).Select(i => $"ann{i}")
            .Where(user => user != joined.Json.GetProperty("subject").GetString());
        foreach (var user in without) Assert.Equal(401, (await LoginAsync(app, user, Secret)).Status);
        Assert.Equal(200, (await app.CommandAsync("c", 0, Add("a"), token: TokenOf(joined))).Status);
    }

    [Fact]
    public async Task TE9_Who_has_an_account_accepts_an_invitation_with_a_login_and_once()
    {
        await using var app = await InvitingAsync();
        await SignUpAsync(app, "ann", await InviteAsync(app, "viewer"));
        var other = await InviteAsync(app, "owner", "t_other");

        var joined = await LoginAsync(app, "ann", Secret, other);

        Assert.Equal(
            """[{"tenant_id":"t_northstar","role":"viewer"},{"tenant_id":"t_other","role":"owner"}]""",
            joined.Json.GetProperty("tenants").GetRawText());
        Assert.Equal(200, (await app.GetAsync("/canvas?tenant_id=t_other", TokenOf(joined))).Status);
        Assert.Equal(403, (await LoginAsync(app, "ann", Secret, other)).Status); // Or it could undo a removal.
    }

    [Theory]
    [InlineData("member", "viewer", null, 403)]
    [InlineData("admin", "owner", null, 403)]
    [InlineData("admin", "admin", null, 201)]
    [InlineData("owner", "owner", null, 201)]
    [InlineData("owner", "god", null, 400)]
    [InlineData("owner", "none", null, 400)]
    [InlineData("owner", "member", 59, 400)]
    [InlineData("owner", "member", 60, 201)]
    [InlineData("owner", "member", 2_592_000, 201)]
    [InlineData("owner", "member", 2_592_001, 400)]
    public async Task TE9_Nobody_invites_to_more_than_they_have(string own, string role, int? life, int status)
    {
        await using var app = await InvitingAsync();

        var reply = await app.PostAsync(
            "/auth/invites", $$"""{"role":"{{role}}","expires_in":{{life?.ToString() ?? "null"}}}""", Token(role: own));

        Assert.Equal(status, reply.Status);
        if (status == 201) Assert.Equal(life ?? 7 * 86_400, reply.Json.GetProperty("expires_in").GetInt32());
    }

    [Fact]
    public async Task TE9_An_invitation_ends_and_is_for_its_tenant_and_is_stored_as_a_hash()
    {
        var clock = new ShiftedClock();
        var store = new MemoryDocumentStore("e");
        await using var app = await EaselApp.StartAsync(
            settings => settings.SignUp = Easel.Server.Auth.SignUp.Invite,
            Quick(clock) + (builder => builder.Services.AddSingleton<IDocumentStore>(store)));
        var code = await InviteAsync(app, "member");

        Assert.Equal(403, (await SignUpAsync(app, "ann", code.Replace("t_northstar", "t_system"))).Status);
        Assert.Equal(403, (await SignUpAsync(app, "ann", code + "x")).Status);
        Assert.Equal(403, (await SignUpAsync(app, "ann", "t_northstar.")).Status);
        Assert.Equal(403, (await SignUpAsync(app, "ann", new string('x', 10_000))).Status);
        var key = Assert.Single(await store.ListKeysAsync(null, 10, default), key => key.Kind == "invite");
        var line = Encoding.UTF8.GetString(
            (await store.ReadAfterAsync(key, Revision.Zero, 1, default))[0].Line.Span);
        Assert.DoesNotContain(code.Split('.')[1], line + key);

        clock.Skip(TimeSpan.FromDays(8));
        Assert.Equal(403, (await SignUpAsync(app, "ann", code)).Status);
    }

    private static Task<EaselApp> InvitingAsync() =>
        EaselApp.StartAsync(settings => settings.SignUp = Easel.Server.Auth.SignUp.Invite, Quick());

    private static async Task<string> InviteAsync(EaselApp app, string role, string tenant = Tenant)
    {
        var reply = await app.PostAsync(
            "/auth/invites", $$"""{"tenant_id":"{{tenant}}","role":"{{role}}"}""", Token("boss", tenant, "owner"));
        Assert.Equal(201, reply.Status);
        var code = reply.Json.GetProperty("invite").GetString()!;
        Assert.Matches($"^{tenant}\\.[A-Za-z0-9_-]{{43}}$", code);
        return code;
    }
}
