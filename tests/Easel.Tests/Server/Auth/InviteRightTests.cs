using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Server.Auth;
using Easel.Server.Auth.Accounts;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.Auth.AccountTests;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Auth;

/// <summary>An invitation is worth what its maker may give, and brings nobody back.</summary>
public class InviteRightTests
{
    private const string Secret = "nine herons by a pond";
    private const string Members = "/tenants/t_northstar/members";

    private static readonly string Owner = Token("olga", role: "owner");

    [Theory]
    [InlineData("nothing", 201)]
    [InlineData("made member", 403)]
    [InlineData("made admin", 201)]
    [InlineData("removed", 403)]
    [InlineData("revoked", 403)]
    [InlineData("revoked everywhere", 403)]
    public async Task TE9_An_invitation_counts_while_its_maker_could_make_it(string fate, int status)
    {
        await using var app = await InvitingAsync();
        var code = await InviteAsync(app, "admin");

        var done = fate switch
        {
            "made member" => await app.PutAsync($"{Members}/boss", """{"role":"member"}""", Owner),
            "made admin" => await app.PutAsync($"{Members}/boss", """{"role":"admin"}""", Owner),
            "removed" => await app.DeleteAsync($"{Members}/boss", Owner),
            "revoked" => await app.PostAsync($"{Members}/boss/revoke", "{}", Owner),
            "revoked everywhere" => await app.PostAsync(
                "/tenants/t_system/members/boss/revoke", "{}", Token("root", "t_system", "owner")),
            _ => await app.GetAsync("/canvas"),
        };

        Assert.Equal(200, done.Status);
        Assert.Equal(status == 201, (await ListAsync(app))[0].GetProperty("open").GetBoolean());
        Assert.Equal(status, (await SignUpAsync(app, "ann", code)).Status);
    }

    [Fact]
    public async Task TE9_Who_was_removed_does_not_come_back_by_an_invitation()
    {
        await using var app = await InvitingAsync();
        var first = await InviteAsync(app, "member");
        Assert.Equal(201, (await SignUpAsync(app, "ann", first)).Status);
        var second = await InviteAsync(app, "member");
        Assert.Equal(200, (await app.DeleteAsync($"{Members}/ann", Owner)).Status);
        var third = await InviteAsync(app, "member");

        foreach (var code in (string[])[first, second, third])
            Assert.Equal((403, "FORBIDDEN"), Brief(await LoginAsync(app, "ann", Secret, code)));
        Assert.Contains("removed", (await LoginAsync(app, "ann", Secret, third)).Text);
        await app.PutAsync($"{Members}/ann", """{"role":"viewer"}""", Owner);
        Assert.Equal(200, (await LoginAsync(app, "ann", Secret, third)).Status);
    }

    [Fact]
    public async Task TE9_An_invitation_that_was_used_and_not_ended_undoes_nothing()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await InvitingAsync(store);
        var code = await InviteAsync(app, "admin");
        store.OnAppend = (append, go) =>
            Says(append, "invite_ended") ? ValueTask.FromResult(AppendResult.StorageFailed) : go();
        Assert.Equal((503, "OUTCOME_UNKNOWN"), Brief(await SignUpAsync(app, "ann", code)));
        store.OnAppend = null;
        Assert.Equal("admin", RoleOf(await LoginAsync(app, "ann", Secret))); // The member is made all the same.
        await app.PutAsync($"{Members}/ann", """{"role":"viewer"}""", Owner);

        Assert.Equal(403, (await LoginAsync(app, "ann", Secret, code)).Status);

        Assert.Equal("viewer", RoleOf(await LoginAsync(app, "ann", Secret)));
    }

    [Fact]
    public async Task TE9_An_invitation_that_was_reserved_before_the_server_stopped_makes_its_member_later()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await InvitingAsync(store);
        var code = await InviteAsync(app, "member");
        store.OnAppend = (append, go) =>
            Says(append, "member_set") ? ValueTask.FromResult(AppendResult.StorageFailed) : go();
        Assert.Equal((503, "OUTCOME_UNKNOWN"), Brief(await SignUpAsync(app, "ann", code)));
        store.OnAppend = null;

        Assert.Equal(403, (await SignUpAsync(app, "bob", code)).Status);
        Assert.Equal(200, (await LoginAsync(app, "ann", Secret, code)).Status);
    }

    [Fact]
    public async Task TE9_Administrators_see_and_end_invitations_of_their_tenant()
    {
        await using var app = await InvitingAsync();
        var code = await InviteAsync(app, "viewer");
        var used = await InviteAsync(app, "member");
        await SignUpAsync(app, "ann", used);

        var all = await ListAsync(app);
        var mine = Assert.Single(all, one => one.GetProperty("open").GetBoolean());
        var id = mine.GetProperty("id").GetString()!;
        Assert.Equal(2, all.Count);
        Assert.Equal(
            ("viewer", "boss", null), (Text(mine, "role"), Text(mine, "by"), Text(mine, "used_by")));
        Assert.Equal("ann", Text(all.Single(one => Text(one, "id") != id), "used_by"));
        Assert.DoesNotContain(all, one => code.Contains(Text(one, "id")!));
        var page = (await app.GetAsync("/auth/invites?limit=1", Owner)).Json;
        var rest = (await app.GetAsync($"/auth/invites?limit=1&cursor={Text(page, "next")}", Owner)).Json;
        Assert.Equal(
            all.Select(one => Text(one, "id")),
            [Text(page.GetProperty("invites")[0], "id"), Text(rest.GetProperty("invites")[0], "id")]);

        Assert.Equal(404, (await app.DeleteAsync($"/auth/invites/{id}", Token("x", "t_other", "owner"))).Status);
        Assert.Equal(404, (await app.DeleteAsync($"/auth/invites/{id[..8]}", Owner)).Status);
        Assert.Equal(403, (await app.DeleteAsync($"/auth/invites/{id}", Token())).Status);
        Assert.Equal(403, (await app.GetAsync("/auth/invites", Token())).Status);
        for (var i = 0; i < 2; i++)
        {
            var ended = await app.DeleteAsync($"/auth/invites/{id}", Token("amy", role: "admin"));
            Assert.Equal((200, false), (ended.Status, ended.Json.GetProperty("open").GetBoolean()));
        }

        Assert.Equal(403, (await SignUpAsync(app, "bob", code)).Status);
    }

    [Theory]
    [InlineData("""[{"name":"x"}]""")]
    [InlineData("""[{"kind":"no such"}]""")]
    [InlineData("""[{"kind":"invite_made"}""")]
    public void TE9_Ops_that_nobody_wrote_are_not_read_and_not_quoted(string json)
    {
        var wrong = Assert.Throws<FormatException>(() => new InviteModel().ParseOps(Encoding.UTF8.GetBytes(json)));

        Assert.Null(wrong.InnerException);
    }

    private static (int, string?) Brief(Reply reply) => (reply.Status, reply.Code);

    private static string? RoleOf(Reply reply) => Text(reply.Json.GetProperty("tenants")[0], "role");

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static bool Says(Append append, string kind) => append.Commits.Any(
        commit => Encoding.UTF8.GetString(commit.Line.Span).Contains($"\"{kind}\"", StringComparison.Ordinal));

    private static async Task<List<JsonElement>> ListAsync(EaselApp app) =>
        [.. (await app.GetAsync("/auth/invites", Owner)).Json.GetProperty("invites").EnumerateArray()];

    private static Task<EaselApp> InvitingAsync(IDocumentStore? store = null) => StartAsync(
        settings => settings.SignUp = SignUp.Invite,
        Quick() + (builder => builder.Services.AddSingleton(store ?? new MemoryDocumentStore("e"))));

    /// <summary>By somebody who is an owner by token, and on no list.</summary>
    private static async Task<string> InviteAsync(EaselApp app, string role)
    {
        var reply = await app.PostAsync("/auth/invites", $$"""{"role":"{{role}}"}""", Token("boss", role: "owner"));
        Assert.Equal(201, reply.Status);
        return Text(reply.Json, "invite")!;
    }
}
