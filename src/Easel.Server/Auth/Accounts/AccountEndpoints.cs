using System.Text.Json.Serialization.Metadata;
using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using static Easel.Server.Wire.Answers;
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
        auth.MapPost("/signup", Answering(endpoints.SignUpAsync)).Describe(
            "Makes an account and logs in.",
            [Body<SignUpRequest>(), Answer<LoginAnswer>(201), .. Refuses([.. Always, Problems.AccountExists])]);
        auth.MapPost("/login", Answering(endpoints.LoginAsync)).Describe(
            "Gives a token for a password.",
            [Body<LoginRequest>(), Answer<LoginAnswer>(), .. Refuses([.. Always, Problems.Unauthenticated])]);
        auth.MapPost("/password", Answering(endpoints.ChangePasswordAsync)).Describe(
            "Changes a password and ends all tokens of its owner.",
            [Body<PasswordRequest>(), Answer<AccountAnswer>(), .. Refuses([.. Always, Problems.Unauthenticated])]);
        foreach (var (verb, isDisabled) in ((string, bool)[])[("disable", true), ("enable", false)])
        {
            var set = Answering(http => endpoints.SetAsync(http, isDisabled));
            auth.MapPost($"/accounts/{{user}}/{verb}", set).OnAdminListener().Describe(
                $"Lets an owner of the system {verb} an account.",
                [Path("user", "Whose account."), Answer<AccountAnswer>(),
                    .. Refuses(Problems.Unauthenticated, Problems.Forbidden, Problems.NotFound)]);
        }
    }

    private async ValueTask<IAnswer> SignUpAsync(HttpContext http)
    {
        var (refusal, body) = await ReadAsync(http, WireJson.Default.SignUpRequest);
        if (refusal is not null) return refusal;
        var (answer, failed) = await logins.SignUpAsync(body, http.Connection.RemoteIpAddress);
        return failed ?? JsonAnswer.Of(answer!, WireJson.Default.LoginAnswer, 201);
    }

    private async ValueTask<IAnswer> LoginAsync(HttpContext http)
    {
        var (refusal, body) = await ReadAsync(http, WireJson.Default.LoginRequest);
        if (refusal is not null) return refusal;
        var (answer, failed) = await logins.LoginAsync(body, http.Connection.RemoteIpAddress);
        return failed ?? JsonAnswer.Of(answer!, WireJson.Default.LoginAnswer);
    }

    private async ValueTask<IAnswer> ChangePasswordAsync(HttpContext http)
    {
        var (refusal, body) = await ReadAsync(http, WireJson.Default.PasswordRequest);
        return refusal ?? await logins.ChangePasswordAsync(body, http.Connection.RemoteIpAddress)
            ?? Describe(AccountStore.NameOf(body.User)!, isDisabled: false);
    }

    private async ValueTask<IAnswer> SetAsync(HttpContext http, bool isDisabled)
    {
        if (contexts.TryOpenSystem(http, Role.Owner, out var context) is { } refusal) return refusal;
        if (AccountStore.NameOf((string)http.Request.RouteValues["user"]!) is not { } user)
            return Problems.NotFound.Because("There is no such account.");
        return await SetAsync(user, isDisabled, context.By) ?? Describe(user, isDisabled);
    }

    private async ValueTask<Refusal?> SetAsync(string user, bool isDisabled, Attribution by)
    {
        AccountOp op = isDisabled ? new AccountOp.Disabled() : new AccountOp.Enabled();
        if (await accounts.OverruleAsync(user, op, by) is { } refusal) return refusal;
        return !isDisabled ? null : Unavailability.After(
            "The account is disabled, but its tokens may not have ended; disable it again.",
            await memberships.EndTokensAsync(user, clock.GetUtcNow(), by));
    }

    private static IAnswer Describe(string user, bool isDisabled) =>
        JsonAnswer.Of(new AccountAnswer(user, isDisabled), WireJson.Default.AccountAnswer);

    /// <summary>
    /// Where an authority names its users as they are, an account with such a name would speak for one of them.
    /// </summary>
    private async ValueTask<(Refusal? Refusal, T Body)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class =>
        settings.HasAccounts
            ? await bodies.ReadAsync(http.Request, type)
            : (Problems.Forbidden.Because("Users of this server log in at their identity provider."), null!);
}
