using System.Text.Json.Serialization.Metadata;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Auth.Accounts;

/// <summary>The routes of those who have no identity provider (SPEC TE9).</summary>
internal sealed class AccountEndpoints(
    Logins logins, AccountStore accounts, Memberships memberships, RequestContexts contexts, JsonBodies bodies,
    ServerSettings settings, TimeProvider clock)
{
    private static readonly Problem[] Always =
        [Problems.MalformedJson, Problems.InvalidRequest, Problems.UnsupportedMediaType, Problems.Forbidden,
            Problems.RateLimited, Problems.Overloaded];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<AccountEndpoints>();
        var auth = routes.MapGroup("/auth").WithTags("Accounts");
        auth.MapPost("/signup", endpoints.SignUpAsync).Describe(
            "Makes an account and logs in.",
            [Body<SignUpRequest>(), Answer<LoginAnswer>(201), .. Refuses([.. Always, Problems.AccountExists])]);
        auth.MapPost("/login", endpoints.LoginAsync).Describe(
            "Gives a token for a password.",
            [Body<LoginRequest>(), Answer<LoginAnswer>(), .. Refuses([.. Always, Problems.Unauthenticated])]);
        auth.MapPost("/password", endpoints.ChangePasswordAsync).Describe(
            "Changes a password and ends all tokens of its owner.",
            [Body<PasswordRequest>(), Answer<AccountAnswer>(), .. Refuses([.. Always, Problems.Unauthenticated])]);
        foreach (var (verb, isDisabled) in ((string, bool)[])[("disable", true), ("enable", false)])
        {
            auth.MapPost($"/accounts/{{user}}/{verb}", http => endpoints.SetAsync(http, isDisabled)).Describe(
                $"Lets an owner of the system {verb} an account.",
                [Path("user", "Whose account."), Answer<AccountAnswer>(),
                    .. Refuses(Problems.Unauthenticated, Problems.Forbidden, Problems.NotFound)]);
        }
    }

    private async Task SignUpAsync(HttpContext http)
    {
        LoginAnswer? answer = null;
        var (refusal, body) = await ReadAsync(http, WireJson.Default.SignUpRequest);
        if (refusal is null) (answer, refusal) = await logins.SignUpAsync(body, http.Connection.RemoteIpAddress);
        await AnswerAsync(http, 201, answer, refusal);
    }

    private async Task LoginAsync(HttpContext http)
    {
        LoginAnswer? answer = null;
        var (refusal, body) = await ReadAsync(http, WireJson.Default.LoginRequest);
        if (refusal is null) (answer, refusal) = await logins.LoginAsync(body, http.Connection.RemoteIpAddress);
        await AnswerAsync(http, 200, answer, refusal);
    }

    private static Task AnswerAsync(HttpContext http, int status, LoginAnswer? answer, Refusal? refusal) =>
        answer is null
            ? http.Response.RefuseAsync(refusal!)
            : http.Response.WriteAsync(status, answer, WireJson.Default.LoginAnswer);

    private async Task ChangePasswordAsync(HttpContext http)
    {
        var (refusal, body) = await ReadAsync(http, WireJson.Default.PasswordRequest);
        refusal ??= await logins.ChangePasswordAsync(body, http.Connection.RemoteIpAddress);
        if (refusal is not null) await http.Response.RefuseAsync(refusal);
        else await AnswerAsync(http, AccountStore.NameOf(body.User)!, isDisabled: false);
    }

    private async Task SetAsync(HttpContext http, bool isDisabled)
    {
        var refusal = contexts.TryOpenSystem(http, Role.Owner, out var context);
        var user = AccountStore.NameOf((string)http.Request.RouteValues["user"]!);
        if (refusal is null && user is null) refusal = Problems.NotFound.Because("There is no such account.");
        if (refusal is null) refusal = await SetAsync(user!, isDisabled, context.Identity.Subject);
        if (refusal is not null) await http.Response.RefuseAsync(refusal);
        else await AnswerAsync(http, user!, isDisabled);
    }

    private async ValueTask<Refusal?> SetAsync(string user, bool isDisabled, string subject)
    {
        var by = AccountStore.By(subject);
        AccountOp op = isDisabled ? new AccountOp.Disabled() : new AccountOp.Enabled();
        return await accounts.OverruleAsync(user, op, by)
            ?? (isDisabled ? await memberships.EndTokensAsync(user, clock.GetUtcNow(), by) : null);
    }

    private static Task AnswerAsync(HttpContext http, string user, bool isDisabled) =>
        http.Response.WriteAsync(200, new AccountAnswer(user, isDisabled), WireJson.Default.AccountAnswer);

    /// <summary>
    /// Where an authority names its users as they are, an account with such a name would speak for one of them.
    /// </summary>
    private async ValueTask<(Refusal? Refusal, T Body)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class =>
        settings.HasAccounts
            ? await bodies.ReadAsync(http.Request, type)
            : (Problems.Forbidden.Because("Users of this server log in at their identity provider."), null!);
}
