using System.Net;
using Easel.Documents;
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
        var at = clock.GetUtcNow();
        var user = AccountStore.NameOf(request.User) ?? "";
        var refusal = RefuseSignUp(request, user) ?? Limit(user, from) ?? await MakeAsync(user, request);
        if (refusal is not null) return (null, refusal);
        var (answer, failed) = await IssueAsync(user, wanted: null, at);
        return (answer, Unavailability.After("The account is made, but its login failed; log in.", failed));
    }

    /// <returns>The token, or why there is none.</returns>
    public async ValueTask<(LoginAnswer? Answer, Refusal? Refusal)> LoginAsync(LoginRequest request, IPAddress? from)
    {
        // The token is as old as what it rests on: whatever ends tokens meanwhile ends this one too (SPEC TE8).
        var at = clock.GetUtcNow();
        var (known, refusal) = await CheckAsync(request.User, request.Password, from);
        if (known is null) return (null, refusal);
        if (known.IsOld) await RehashAsync(known, request.Password);
        refusal = request.Invite is not { } invite ? null
            : await invites.ReserveAsync(invite, known.User) ?? await invites.RedeemAsync(invite, known.User);
        return refusal is not null ? (null, refusal) : await IssueAsync(known.User, request.TenantId, at);
    }

    /// <summary>Changes a password, and ends all tokens that were issued with the old one.</summary>
    public async ValueTask<Refusal?> ChangePasswordAsync(PasswordRequest request, IPAddress? from)
    {
        var (known, refusal) = await CheckAsync(request.User, request.Password, from);
        if (known is null) return refusal;
        var user = known.User;
        if (Passwords.FaultOf(request.NewPassword, user) is { } fault) return Problems.InvalidRequest.Because(fault);
        if (await passwords.TryHashAsync(request.NewPassword) is not { } hash) return Busy;

        // On what was checked: a password that was changed meanwhile is not changed by who knew the old one.
        return await accounts.ChangeAsync(user, known.View.Head, new AccountOp.PasswordSet(hash))
            ?? Unavailability.After(
                "The password is the new one, but tokens of the old one may not have ended; change it again.",
                await memberships.EndTokensAsync(user, clock.GetUtcNow(), AccountStore.By(user)));
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
        if (memberships.IsKnown(user) || (await accounts.ReadAsync(user)).State.Hash is not null)
            return AccountStore.Taken;
        if (await passwords.TryHashAsync(request.Password) is not { } hash) return Busy;
        if (request.Invite is not { } invite) return await accounts.CreateAsync(user, hash);

        // The invitation first: of many who have the same one, one gets an account.
        return await invites.ReserveAsync(invite, user)
            ?? await accounts.CreateAsync(user, hash)
            ?? Unavailability.After(
                "The account is made, but may not be a member yet; log in with the same invitation.",
                await invites.RedeemAsync(invite, user));
    }

    private async ValueTask<(LoginAnswer?, Refusal?)> IssueAsync(string user, string? wanted, DateTimeOffset at)
    {
        var listed = memberships.Of(user);
        if (wanted is not null && !listed.Any(one => one.Tenant == wanted))
            return (null, Problems.TenantMismatch.Because("The user is not in this tenant."));
        var first = wanted ?? (listed.Count > 0 ? listed[0].Tenant : null);
        var refusal = await memberships.RecordLoginAsync(user, first ?? FirstTenants.System, AccountStore.By(user));
        return refusal is null ? (Answer(user, listed, first, at), null) : (null, refusal);
    }

    private LoginAnswer Answer(string user, IReadOnlyList<Membership> listed, string? first, DateTimeOffset at)
    {
        var life = TimeSpan.FromSeconds(options.Value.LoginSeconds);
        var roles = listed.Select(one => (one.Tenant, one.Role.NameOf())).ToList();
        return new LoginAnswer
        {
            Token = TokenMinter.Mint(user, first, roles, life, settings, at),
            ExpiresIn = options.Value.LoginSeconds,
            Subject = user,
            Tenants = [.. roles.Select(role => new LoginTenant(role.Tenant, role.Item2))],
        };
    }

    /// <returns>The account whose password it is; or a refusal that does not tell what was wrong.</returns>
    private async ValueTask<(Known? Known, Refusal? Refusal)> CheckAsync(string? name, string password, IPAddress? from)
    {
        // A name that nobody can have is tried like any other, and fails like it.
        var user = AccountStore.NameOf(name) ?? "";
        if (Limit(user, from) is { } limited) return (null, limited);
        var view = user.Length == 0 ? null : await accounts.ReadAsync(user);
        var check = password.Length > Passwords.LengthMax
            ? await passwords.CheckAsync(null, "")
            : await passwords.CheckAsync(view?.State.Hash, password);
        if (check == PasswordCheck.Overloaded) return (null, Busy);

        // That took a while: what was right when it began may not be any more.
        if (check == PasswordCheck.Wrong || !(await accounts.ReadAsync(user)).State.StillAdmits(view!.State))
            return (null, Wrong);
        attempts.GiveBack(user);
        return (new Known(user, view, IsOld: check == PasswordCheck.RightButOld), null);
    }

    /// <summary>If not now, then with the next login.</summary>
    private async ValueTask RehashAsync(Known known, string password)
    {
        if (await passwords.TryHashAsync(password) is { } fresh)
            await accounts.ChangeAsync(known.User, known.View.Head, new AccountOp.Rehashed(fresh));
    }

    private Refusal? Limit(string user, IPAddress? from)
    {
        var wait = attempts.TryTake(user, from);
        return wait == TimeSpan.Zero
            ? null
            : Problems.RateLimited.Because("Too many attempts.") with { RetryAfter = wait };
    }

    /// <summary>Somebody who knows the password.</summary>
    /// <param name="View">The account as it was when that was found.</param>
    /// <param name="IsOld">Whether it is hashed in a way that is no longer used.</param>
    private sealed record Known(string User, DocumentView<Account> View, bool IsOld);
}
