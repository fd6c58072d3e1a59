using System.Net;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Auth.Accounts;

/// <summary>
/// Signing up, logging in and changing a password. Every wrong name and every wrong password is answered alike, and
/// costs the same.
/// </summary>
internal sealed class Logins(
    AccountStore accounts, Passwords passwords, Attempts attempts, Invites invites, Memberships memberships,
    ServerSettings settings, IOptions<AccountOptions> options, TimeProvider clock)
{
    private static readonly Refusal Wrong = Problems.Unauthenticated.Because("The user or the password is wrong.");
    private static readonly Refusal Busy = Problems.Overloaded.Because("Too many passwords wait to be checked.");

    /// <summary>Makes an account, and a member of the tenant that an invitation is for; and logs in.</summary>
    /// <returns>The token, or why there is none.</returns>
    public async ValueTask<(LoginAnswer? Answer, Refusal? Refusal)> SignUpAsync(SignUpRequest request, IPAddress? from)
    {
        var user = AccountStore.NameOf(request.User) ?? "";
        var refusal = RefuseSignUp(request, user) ?? Limit(user, from) ?? await MakeAsync(user, request);
        return refusal is null ? await IssueAsync(user, wanted: null) : (null, refusal);
    }

    /// <returns>The token, or why there is none.</returns>
    public async ValueTask<(LoginAnswer? Answer, Refusal? Refusal)> LoginAsync(LoginRequest request, IPAddress? from)
    {
        var (user, refusal) = await CheckAsync(request.User, request.Password, from);
        if (refusal is null && request.Invite is not null)
            refusal = await invites.ReserveAsync(request.Invite, user)
                ?? await invites.RedeemAsync(request.Invite, user);
        if (refusal is not null) return (null, refusal);
        return await IssueAsync(user, request.TenantId);
    }

    /// <summary>Changes a password, and ends all tokens that were issued with the old one.</summary>
    public async ValueTask<Refusal?> ChangePasswordAsync(PasswordRequest request, IPAddress? from)
    {
        var (user, refusal) = await CheckAsync(request.User, request.Password, from);
        if (refusal is not null) return refusal;
        if (Passwords.FaultOf(request.NewPassword, user) is { } fault) return Problems.InvalidRequest.Because(fault);
        var view = await accounts.ReadAsync(user);
        if (await passwords.TryHashAsync(request.NewPassword) is not { } hash) return Busy;
        return await accounts.ChangeAsync(user, view.Head, new AccountOp.PasswordSet(hash))
            ?? await memberships.EndTokensAsync(user, clock.GetUtcNow(), AccountStore.By(user));
    }

    private Refusal? RefuseSignUp(SignUpRequest request, string user)
    {
        if (settings.SignUpPolicy == SignUp.Off) return Problems.Forbidden.Because("Nobody can sign up here.");
        if (request.Invite is null && settings.SignUpPolicy == SignUp.Invite)
            return Problems.Forbidden.Because("Signing up needs an invitation.");
        if (user.Length == 0)
            return Problems.InvalidRequest.Because(
                "user has 1 to 64 of the characters a-z, 0-9 and . _ @ + -, and begins with a letter or digit.");
        return Passwords.FaultOf(request.Password, user) is { } fault ? Problems.InvalidRequest.Because(fault) : null;
    }

    private async ValueTask<Refusal?> MakeAsync(string user, SignUpRequest request)
    {
        if ((await accounts.ReadAsync(user)).State.Hash is not null) return AccountStore.Taken;
        if (await passwords.TryHashAsync(request.Password) is not { } hash) return Busy;
        if (request.Invite is not { } invite) return await accounts.CreateAsync(user, hash);

        // The invitation first: of many who have the same one, one gets an account.
        return await invites.ReserveAsync(invite, user)
            ?? await accounts.CreateAsync(user, hash)
            ?? await invites.RedeemAsync(invite, user);
    }

    private async ValueTask<(LoginAnswer?, Refusal?)> IssueAsync(string user, string? wanted)
    {
        var listed = memberships.Of(user);
        if (wanted is not null && !listed.Any(one => one.Tenant == wanted))
            return (null, Problems.TenantMismatch.Because("The user is not in this tenant."));
        var first = wanted ?? (listed.Count > 0 ? listed[0].Tenant : null);
        var refusal = await memberships.RecordLoginAsync(user, first ?? FirstTenants.System, AccountStore.By(user));
        return refusal is null ? (Answer(user, listed, first), null) : (null, refusal);
    }

    private LoginAnswer Answer(string user, IReadOnlyList<Membership> listed, string? first)
    {
        var life = TimeSpan.FromSeconds(options.Value.LoginSeconds);
        var roles = listed.Select(one => (one.Tenant, one.Role.NameOf())).ToList();
        return new LoginAnswer
        {
            Token = TokenMinter.Mint(user, first, roles, life, settings, clock.GetUtcNow()),
            ExpiresIn = options.Value.LoginSeconds,
            Subject = user,
            Tenants = [.. roles.Select(role => new LoginTenant(role.Tenant, role.Item2))],
        };
    }

    /// <returns>The user whose password it is; or a refusal that does not tell what was wrong.</returns>
    private async ValueTask<(string User, Refusal? Refusal)> CheckAsync(
        string? name, string password, IPAddress? from)
    {
        // A name that nobody can have is tried like any other, and fails like it.
        var user = AccountStore.NameOf(name) ?? "";
        if (Limit(user, from) is { } limited) return (user, limited);
        var view = user.Length == 0 ? null : await accounts.ReadAsync(user);
        var hash = view?.State.Hash;
        var check = password.Length > Passwords.LengthMax
            ? await passwords.CheckAsync(null, "")
            : await passwords.CheckAsync(hash, password);
        if (check == PasswordCheck.Overloaded) return (user, Busy);
        if (check == PasswordCheck.Wrong || view!.State.IsDisabled) return (user, Wrong);
        attempts.GiveBack(user);
        if (check == PasswordCheck.RightButOld && await passwords.TryHashAsync(password) is { } fresh)
            await accounts.ChangeAsync(user, view.Head, new AccountOp.Rehashed(fresh)); // If not now, then next time.
        return (user, null);
    }

    private Refusal? Limit(string user, IPAddress? from)
    {
        var wait = attempts.TryTake(user, from);
        return wait == TimeSpan.Zero
            ? null
            : Problems.RateLimited.Because("Too many attempts.") with { RetryAfter = wait };
    }
}
