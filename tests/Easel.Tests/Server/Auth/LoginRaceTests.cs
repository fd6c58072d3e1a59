using System.Text;
using Easel.Documents;
using Easel.Server.Auth.Accounts;
using Easel.Server.Wire;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.Auth.AccountTests;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Auth;

/// <summary>What happens to an account while a password is being checked.</summary>
public class LoginRaceTests
{
    private const string Secret = "nine herons by a pond";
    private const string Other = "eleven otters on a rock";

    private readonly FaultyStore store = new(new MemoryDocumentStore("e"));

    [Theory]
    [InlineData("password")]
    [InlineData("disable")]
    [InlineData("revoke")]
    public async Task TE8_A_login_in_flight_does_not_survive_what_ends_tokens(string end)
    {
        await using var app = await StartAsync();
        await SignUpAsync(app, "ann");
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.OnAppend = async (append, go) =>
        {
            if (Says(append, "logged_in"))
            {
                entered.TrySetResult();
                await gate.Task;
            }

            return await go();
        };

        var login = LoginAsync(app, "ann", Secret); // Its password is right, and it is about to be recorded.
        await entered.Task;
        Assert.Equal(200, (await EndAsync(app, end)).Status);
        gate.SetResult();

        var reply = await login;
        Assert.True(reply.Status == 401 || (await app.GetAsync("/canvas", TokenOf(reply))).Status == 401);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TE9_A_password_that_is_changed_while_it_is_checked_lets_nobody_in_and_changes_nothing(bool isLogin)
    {
        await using var app = await StartAsync();
        await SignUpAsync(app, "ann");
        var logins = app.Services.GetRequiredService<Logins>();
        Task<Refusal?>? second = null;
        store.OnAppend = (append, go) =>
        {
            // The old password still counts, and will not when it has been checked.
            if (Says(append, "password_set")) second ??= SecondAsync(logins, isLogin);
            return go();
        };

        var first = await PostAsync(app, "password", Change(Other));

        Assert.Equal(200, first.Status);
        Assert.Contains((await second!)?.Status ?? 0, (int[])[401, 503]);
        Assert.Equal(200, (await LoginAsync(app, "ann", Other)).Status);
    }

    [Fact]
    public async Task GE6_A_password_that_was_set_is_not_said_to_be_the_old_one()
    {
        await using var app = await StartAsync();
        await SignUpAsync(app, "ann");
        store.OnAppend = (append, go) =>
            Says(append, "tokens_revoked") ? ValueTask.FromResult(AppendResult.StorageFull) : go();

        var changed = await PostAsync(app, "password", Change(Other));
        var disabled = await EndAsync(app, "disable");

        Assert.All([changed, disabled], reply =>
        {
            Assert.Equal((503, "OUTCOME_UNKNOWN"), (reply.Status, reply.Code));
            Assert.DoesNotContain("nothing was applied", reply.Text);
        });
        await app.PostAsync("/auth/accounts/ann/enable", "{}", Token("root", "t_system", "owner"));
        Assert.Equal(200, (await LoginAsync(app, "ann", Other)).Status);
    }

    private static async Task<Refusal?> SecondAsync(Logins logins, bool isLogin)
    {
        if (isLogin) return (await logins.LoginAsync(new LoginRequest { User = "ann", Password = Secret }, null)).Refusal;
        var request = new PasswordRequest
        {
            User = "ann",
            Password = Secret,
            NewPassword = "thirteen newts in a ditch",
        };
        return await logins.ChangePasswordAsync(request, null);
    }

    private static Task<Reply> EndAsync(EaselApp app, string end) => end switch
    {
        "password" => PostAsync(app, "password", Change(Other)),
        "disable" => app.PostAsync("/auth/accounts/ann/disable", "{}", Token("root", "t_system", "owner")),
        _ => app.PostAsync("/tenants/t_system/members/ann/revoke", "{}", Token("root", "t_system", "owner")),
    };

    private static Dictionary<string, string> Change(string fresh) =>
        new() { ["user"] = "ann", ["password"] = Secret, ["new_password"] = fresh };

    private static bool Says(Append append, string kind) => append.Commits.Any(
        commit => Encoding.UTF8.GetString(commit.Line.Span).Contains($"\"{kind}\"", StringComparison.Ordinal));

    private Task<EaselApp> StartAsync() => EaselApp.StartAsync(
        adjust: Quick() + (builder => builder.Services.AddSingleton<IDocumentStore>(store)));
}
