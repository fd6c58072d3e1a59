using System.Net;
using System.Text.Json;
using Easel.Documents;
using Easel.Server.Auth;
using Easel.Server.Auth.Accounts;
using Easel.Server.Tenancy;
using Easel.Server.Tenancy.Control;
using Easel.Tests.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Auth;

public class AccountTests
{
    private const string Secret = "nine herons by a pond";
    private const string Other = "eleven otters on a rock";

    [Fact]
    public async Task TE9_Who_signs_up_has_a_token_and_gets_another_for_the_password()
    {
        await using var app = await StartAsync(adjust: Quick());

        var signedUp = await SignUpAsync(app, "Ann@Example.org");
        var loggedIn = await LoginAsync(app, "ann@example.org", Secret);

        Assert.Equal(201, signedUp.Status);
        Assert.Equal(200, loggedIn.Status);
        Assert.Equal("ann@example.org", loggedIn.Json.GetProperty("subject").GetString());
        Assert.Equal(12 * 3_600, loggedIn.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal(
            """[{"tenant_id":"t_northstar","role":"member"}]""", loggedIn.Json.GetProperty("tenants").GetRawText());
        var reply = await app.CommandAsync("c", 0, Add("a"), token: TokenOf(loggedIn));
        Assert.Equal(200, reply.Status);
        var commit = (await app.GetAsync("/canvas/c/commits", TokenOf(signedUp))).Json.GetProperty("commits")[0];
        Assert.Equal("ann@example.org", commit.GetProperty("subject").GetString());
        Assert.Equal("no-store", loggedIn.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task TE9_A_wrong_name_and_a_wrong_password_are_answered_alike()
    {
        await using var app = await StartAsync(adjust: Quick());
        await SignUpAsync(app, "ann");
        await SignUpAsync(app, "bob");
        await app.PostAsync("/auth/accounts/bob/disable", "{}", Token("root", "t_system", "owner"));

        var wrong = await LoginAsync(app, "ann", Other);

        Assert.Equal((401, "UNAUTHENTICATED"), (wrong.Status, wrong.Code));
        foreach (var (user, password) in ((string, string)[])[
            ("nobody", Secret), ("ann", ""), ("ann", new string('x', 300)), ("bob", Secret), ("bob", Other),
            ("no such name!", Secret), ("", Secret), ("corp:ann", Secret)])
        {
            var reply = await LoginAsync(app, user, password);
            Assert.Equal((wrong.Status, wrong.Text), (reply.Status, reply.Text));
            Assert.Equal(wrong.Headers.Keys.Order(), reply.Headers.Keys.Order());
        }
    }

    [Fact]
    public async Task TE9_A_name_is_taken_once_however_it_is_spelled()
    {
        await using var app = await StartAsync(adjust: Quick());

        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SignUpAsync(app, i % 2 == 0 ? "Ann" : "ann")));

        Assert.Equal(1, statuses.Count(reply => reply.Status == 201));
        Assert.All(statuses.Where(reply => reply.Status != 201), reply => Assert.Equal("ACCOUNT_EXISTS", reply.Code));
        Assert.Equal(200, (await LoginAsync(app, "ANN", Secret)).Status);
    }

    [Theory]
    [InlineData("ann", "elevenchars")]
    [InlineData("ann", "password1234")]
    [InlineData("ann", "P@ssw0rd2026!")]
    [InlineData("ann", "123456789012")]
    [InlineData("ann", "aaaaaaaaaaaa")]
    [InlineData("ann", "abcabcabcabc")]
    [InlineData("ann", "qwertyuiop12")]
    [InlineData("ann", "iloveyou2025")]
    [InlineData("ann", "letmein-letmein")]
    [InlineData("ann", "Welcome-Admin-1")]
    [InlineData("annemariepetersen", "annemariepetersen1")]
    [InlineData("ann/../root", Secret)]
    [InlineData("", Secret)]
    [InlineData("ann:corp", Secret)]
    [InlineData("älice", Secret)]
    public async Task TE9_A_password_that_is_guessed_first_and_a_name_that_misleads_are_refused(
        string user, string password)
    {
        await using var app = await StartAsync(adjust: Quick());

        var reply = await PostAsync(app, "signup", new() { ["user"] = user, ["password"] = password });

        Assert.Equal((400, "INVALID_REQUEST"), (reply.Status, reply.Code));
        Assert.DoesNotContain(password, reply.Text);
    }

    [Theory]
    [InlineData("twelve chars")]
    [InlineData("ununbiquitously")]
    [InlineData("пароль от дачи")]
    [InlineData("my dog ate 4 of them")]
    public void TE9_Any_other_long_password_is_fine(string password) => Assert.Null(Passwords.FaultOf(password, "ann"));

    [Fact]
    public void TE9_The_length_of_a_password_has_two_ends()
    {
        var text = string.Concat(Enumerable.Range(0, 300).Select(i => "hjkdfwqzpm"[i * 7 % 10]));

        Assert.NotNull(Passwords.FaultOf("hk3!vq9zm7x", "ann"));
        Assert.Null(Passwords.FaultOf("hk3!vq9zm7xp", "ann"));
        Assert.Null(Passwords.FaultOf(text[..3] + Secret + Other + text[..190], "ann"));
        Assert.NotNull(Passwords.FaultOf(text[..257], "ann"));
    }

    [Fact]
    public async Task TE9_Guessing_is_slowed_down_for_each_user_and_each_address()
    {
        var clock = new ShiftedClock();
        await using var app = await StartAsync(adjust: Quick(
            clock, ("UserBurstMax", "3"), ("AddressBurstMax", "8"), ("AddressRefillSeconds", "3600")));
        await SignUpAsync(app, "ann");

        for (var i = 0; i < 2; i++) Assert.Equal(401, (await LoginAsync(app, "ann", Other)).Status);
        var limited = await LoginAsync(app, "ann", Secret);
        Assert.Equal((429, "RATE_LIMITED"), (limited.Status, limited.Code));
        Assert.InRange(int.Parse(limited.Headers["Retry-After"]), 1, 30);
        Assert.Equal(limited.Headers["Retry-After"], $"{limited.Json.GetProperty("retry_after").GetInt32()}");
        for (var i = 0; i < 4; i++) Assert.Equal(401, (await LoginAsync(app, $"user{i}", Other)).Status);
        Assert.Equal(429, (await LoginAsync(app, "user9", Other)).Status); // The address has no more.

        clock.Skip(TimeSpan.FromHours(3));
        Assert.Equal(200, (await LoginAsync(app, "ann", Secret)).Status);
        Assert.Equal(200, (await LoginAsync(app, "ann", Secret)).Status); // Who knows it uses nothing up.
    }

    [Fact]
    public async Task TE9_Addresses_of_one_network_are_one()
    {
        await using var app = await StartAsync(adjust: Quick(null, ("AddressBurstMax", "2")));
        var attempts = app.Services.GetRequiredService<Attempts>();

        Assert.Equal(TimeSpan.Zero, attempts.TryTake("a", IPAddress.Parse("2001:db8:1:2::1")));
        Assert.Equal(TimeSpan.Zero, attempts.TryTake("b", IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.NotEqual(TimeSpan.Zero, attempts.TryTake("c", IPAddress.Parse("2001:db8:1:2:8::7")));
        Assert.Equal(TimeSpan.Zero, attempts.TryTake("c", IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Equal(TimeSpan.Zero, attempts.TryTake("d", IPAddress.Parse("192.0.2.1")));
        Assert.Equal(TimeSpan.Zero, attempts.TryTake("d", IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.NotEqual(TimeSpan.Zero, attempts.TryTake("d", IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public async Task TE9_Only_so_many_passwords_wait_to_be_checked()
    {
        await using var app = await StartAsync(adjust: Quick(
            null, ("HashesAtOnce", "1"), ("HashesWaitingMax", "0"), ("HashRounds", "1000000")));

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => LoginAsync(app, $"user{i}", Other)));

        Assert.Contains(replies, reply => reply.Status == 401);
        Assert.Contains(replies, reply => (reply.Status, reply.Code) == (503, "OVERLOADED"));
        Assert.Equal(401, (await LoginAsync(app, "user", Other)).Status);
    }

    [Fact]
    public async Task TE9_A_new_password_ends_the_old_one_and_its_tokens()
    {
        await using var app = await StartAsync(adjust: Quick());
        await SignUpAsync(app, "ann");

        Assert.Equal(401, (await ChangeAsync("ann", Other, "a third one, quite long")).Status);
        Assert.Equal(400, (await ChangeAsync("ann", Secret, "short")).Status);
        Assert.Empty(app.Services.GetRequiredService<Tenants>().Find("t_system")!.State.Revoked);
        Assert.Equal(200, (await ChangeAsync("ann", Secret, Other)).Status);

        Assert.Equal(["ann"], app.Services.GetRequiredService<Tenants>().Find("t_system")!.State.Revoked.Keys);
        Assert.Equal(401, (await LoginAsync(app, "ann", Secret)).Status);
        Assert.Equal(200, (await LoginAsync(app, "ann", Other)).Status);
        Task<Reply> ChangeAsync(string user, string old, string fresh) => PostAsync(
            app, "password", new() { ["user"] = user, ["password"] = old, ["new_password"] = fresh });
    }

    [Theory]
    [InlineData("olga")]
    [InlineData("root")]
    [InlineData("gone")]
    public async Task TE9_A_name_that_means_somebody_already_is_taken(string user)
    {
        await using var app = await StartAsync(adjust: Quick());
        var owner = Token("boss", "t_system", "owner");
        await app.PutAsync("/tenants/t_system/members/olga", """{"role":"owner"}""", owner);
        await app.DeleteAsync("/tenants/t_northstar/members/gone", owner);

        var reply = await SignUpAsync(app, user);

        Assert.Equal((409, "ACCOUNT_EXISTS"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task TE8_A_token_ends_with_its_password_and_with_its_account()
    {
        await using var app = await StartAsync(adjust: Quick());
        var first = TokenOf(await SignUpAsync(app, "ann"));
        Assert.Equal(200, (await app.GetAsync("/canvas", first)).Status);

        await PostAsync(
            app, "password", new() { ["user"] = "ann", ["password"] = Secret, ["new_password"] = Other });
        var second = TokenOf(await LoginAsync(app, "ann", Other));
        Assert.Equal(401, (await app.GetAsync("/canvas", first)).Status);
        Assert.Equal(200, (await app.GetAsync("/canvas", second)).Status);

        await app.PostAsync("/auth/accounts/ann/disable", "{}", Token("root", "t_system", "owner"));
        Assert.Equal(401, (await app.GetAsync("/canvas", second)).Status);
    }

    [Fact]
    public async Task TE9_An_owner_of_the_system_disables_and_enables_accounts()
    {
        await using var app = await StartAsync(adjust: Quick());
        await SignUpAsync(app, "ann");
        var owner = Token("root", "t_system", "owner");

        foreach (var token in (string[])["", Token(), Token(role: "owner"), Token("root", "t_system", "admin")])
            Assert.Contains((await SetAsync("ann", "disable", token)).Status, (int[])[401, 403]);
        Assert.Equal(404, (await SetAsync("nobody", "disable", owner)).Status);
        Assert.Equal(200, (await SetAsync("ann", "disable", owner)).Status);
        Assert.Equal(["ann"], app.Services.GetRequiredService<Tenants>().Find("t_system")!.State.Revoked.Keys);
        Assert.Equal(401, (await LoginAsync(app, "ann", Secret)).Status);
        Assert.Equal("ACCOUNT_EXISTS", (await SignUpAsync(app, "ann")).Code);
        Assert.Equal(200, (await SetAsync("ann", "enable", owner)).Status);
        Assert.Equal(200, (await LoginAsync(app, "ann", Secret)).Status);
        Task<Reply> SetAsync(string user, string verb, string token) =>
            app.PostAsync($"/auth/accounts/{user}/{verb}", "{}", token);
    }

    [Fact]
    public async Task TE9_Accounts_outlive_the_process_and_their_hashes_become_stronger_with_time()
    {
        var store = new MemoryDocumentStore("e");
        string? before;
        await using (var app = await StartAsync(adjust: Quick() + On(store)))
        {
            await SignUpAsync(app, "ann");
            before = await HashAsync(app);
        }

        await using var later = await StartAsync(adjust: Quick(null, ("HashRounds", "120000")) + On(store));
        Assert.Equal(before, await HashAsync(later));
        Assert.Equal(401, (await LoginAsync(later, "ann", Other)).Status);
        Assert.Equal(before, await HashAsync(later));
        Assert.Equal(200, (await LoginAsync(later, "ann", Secret)).Status);
        var after = await HashAsync(later);
        Assert.NotEqual(before, after);
        Assert.Equal(200, (await LoginAsync(later, "ann", Secret)).Status);
        Assert.Equal(after, await HashAsync(later));
        static async Task<string?> HashAsync(EaselApp app) =>
            (await app.Services.GetRequiredService<AccountStore>().ReadAsync("ann")).State.Hash;
        static Action<WebApplicationBuilder> On(IDocumentStore store) =>
            builder => builder.Services.AddSingleton(store);
    }

    [Fact]
    public async Task GE6_An_account_that_could_not_be_stored_is_not_said_to_be_there()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"))
        {
            OnAppend = (_, _) => ValueTask.FromResult(AppendResult.StorageFull),
        };
        await using var app = await StartAsync(
            adjust: Quick() + (builder => builder.Services.AddSingleton<IDocumentStore>(store)));

        Assert.Equal("STORAGE_FULL", (await SignUpAsync(app, "ann")).Code);
        store.OnAppend = null;
        Assert.Equal(401, (await LoginAsync(app, "ann", Secret)).Status);
        Assert.Equal(201, (await SignUpAsync(app, "ann")).Status);
    }

    [Fact]
    public async Task TE9_Signing_up_is_for_those_for_whom_the_operator_wants_it()
    {
        await using var closed = await StartAsync(settings => settings.SignUp = SignUp.Off, Quick());
        await using var invited = await StartAsync(settings => settings.SignUp = SignUp.Invite, Quick());
        var authority = new AuthoritySettings { Issuer = "https://a.example", Audience = "e", Tenants = [Tenant] };
        await using var foreign = await StartAsync(
            settings => (settings.SignUp, settings.Authorities) = (SignUp.Off, [authority]), Quick());

        foreach (var app in (EaselApp[])[closed, invited, foreign])
            Assert.Equal((403, "FORBIDDEN"), ((await SignUpAsync(app, "ann")).Status, (await SignUpAsync(app, "ann")).Code));
        Assert.Equal(401, (await LoginAsync(closed, "ann", Secret)).Status);
        Assert.Equal(403, (await LoginAsync(foreign, "ann", Secret)).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"user":"ann"}""")]
    [InlineData("""{"user":"ann","password":null}""")]
    [InlineData("""{"user":7,"password":"nine herons by a pond"}""")]
    public async Task GE2_A_body_of_the_wrong_shape_is_an_invalid_request(string body)
    {
        await using var app = await StartAsync(adjust: Quick());

        foreach (var route in (string[])["signup", "login", "password"])
        {
            var reply = await app.PostAsync($"/auth/{route}", body, "");
            Assert.Equal((400, "INVALID_REQUEST"), (reply.Status, reply.Code));
            Assert.DoesNotContain("herons", reply.Text);
        }
    }

    [Fact]
    public async Task TE9_A_login_names_its_tenant()
    {
        await using var app = await StartAsync(adjust: Quick());
        await SignUpAsync(app, "ann");

        Assert.Equal(200, (await PostAsync(app, "login", Body("t_northstar"))).Status);
        Assert.Equal("TENANT_MISMATCH", (await PostAsync(app, "login", Body("t_system"))).Code);
        static Dictionary<string, string> Body(string tenant) =>
            new() { ["user"] = "ann", ["password"] = Secret, ["tenant_id"] = tenant };
    }

    [Fact]
    public async Task TE9_A_user_of_very_many_tenants_gets_a_token_that_counts_and_a_list_of_all()
    {
        await using var app = await StartAsync(adjust: Quick()
            + (builder => builder.Services.AddSingleton<IDocumentStore>(new MemoryDocumentStore("e"))));
        await SignUpAsync(app, "ann");
        var (tenants, by) = (app.Services.GetRequiredService<Tenants>(), AccountStore.By("root"));
        var ids = Enumerable.Range(0, 120).Select(i => $"t_{i:D3}{new string('x', 59)}").ToList();
        foreach (var id in ids) Assert.Null(await tenants.RecordAsync(id, new ControlOp.MemberSet("ann", "admin"), by));

        var reply = await PostAsync(
            app, "login", new() { ["user"] = "ann", ["password"] = Secret, ["tenant_id"] = ids[^1] });

        Assert.Equal(ids, reply.Json.GetProperty("tenants").EnumerateArray().Select(
            one => one.GetProperty("tenant_id").GetString()));
        var identity = app.Services.GetRequiredService<ITokenVerifier>().Verify(TokenOf(reply));
        Assert.Equal(ids[^1], identity?.DefaultTenant);
        Assert.InRange(identity!.Tenants.Count, 20, 100);
        Assert.Equal(200, (await app.GetAsync("/kill-switch", TokenOf(reply))).Status);
        var brief = TokenMinter.Mint(
            "ann", "t_149", [.. Enumerable.Range(0, 150).Select(i => ($"t_{i}", "owner"))], TimeSpan.FromHours(1),
            app.Settings, DateTimeOffset.UtcNow);
        Assert.Equal(100, app.Services.GetRequiredService<ITokenVerifier>().Verify(brief)?.Tenants.Count);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    public async Task HO5_Accounts_are_disabled_where_the_server_is_administered(string verb)
    {
        await using var app = await StartAsync(settings => settings.Env = "staging", Quick());
        using var content = JsonContent([]);

        Assert.Equal(404, (await app.PostAsync($"/auth/accounts/ann/{verb}", "{}")).Status);
        using var answer = await app.Admin.PostAsync($"/auth/accounts/ann/{verb}", content);
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal(401, (await app.PostAsync("/auth/invites", "{}", "")).Status); // For administrators of tenants.
    }

    internal static Task<Reply> SignUpAsync(EaselApp app, string user, string? invite = null)
    {
        var body = new Dictionary<string, string> { ["user"] = user, ["password"] = Secret };
        if (invite is not null) body["invite"] = invite;
        return PostAsync(app, "signup", body);
    }

    internal static Task<Reply> LoginAsync(EaselApp app, string user, string password, string? invite = null)
    {
        var body = new Dictionary<string, string> { ["user"] = user, ["password"] = password };
        if (invite is not null) body["invite"] = invite;
        return PostAsync(app, "login", body);
    }

    internal static string TokenOf(Reply reply) => reply.Json.GetProperty("token").GetString()!;

    /// <summary>As few rounds of hashing as may be: tests guess a lot.</summary>
    internal static Action<WebApplicationBuilder> Quick(
        TimeProvider? clock = null, params (string Name, string Value)[] options) => builder =>
        {
            builder.Configuration["Accounts:HashRounds"] = "100000";
            foreach (var (name, value) in options) builder.Configuration[$"Accounts:{name}"] = value;
            if (clock is not null) builder.Services.AddSingleton(clock);
        };

    internal static Task<Reply> PostAsync(EaselApp app, string route, Dictionary<string, string> body)
    {
        var members = body.Select(one => $"\"{one.Key}\":{Quoted(one.Value)}");
        return app.PostAsync($"/auth/{route}", $"{{{string.Join(",", members)}}}", "");
    }

    private static string Quoted(string text) =>
        $"\"{JsonEncodedText.Encode(text).ToString()}\"";
}
