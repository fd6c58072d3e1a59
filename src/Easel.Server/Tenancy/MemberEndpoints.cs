using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>
/// <c>/tenants/{tenant}/members</c> (SPEC TF1, TE8): for who administers the tenant or the system. Nobody gives or
/// takes a role above their own.
/// </summary>
internal sealed class MemberEndpoints(
    RequestContexts contexts, Tenants tenants, Access access, TimeProvider clock)
{
    public ValueTask<IAnswer> ListAsync(HttpContext http) => ValueTask.FromResult(
        TryOpen(http, out _, out var tenant) is { } refused ? refused : List(tenant));

    public async ValueTask<IAnswer> SetAsync(HttpContext http)
    {
        var (wrong, body) = await contexts.ReadBodyAsync(http, WireJson.Default.MemberRequest);
        if (wrong is not null) return wrong;
        if (TryOpen(http, out var caller, out var tenant) is { } refused) return refused;
        if (RoleNames.Parse(body.Role) is not { } role)
            return Problems.InvalidRequest.Because("role is owner, admin, member or viewer.");
        var user = UserOf(http);
        return RefuseUser(caller, tenant, user, role)
            ?? await tenants.RecordAsync(tenant.Id, new ControlOp.MemberSet(user, role.NameOf()), caller.By)
            ?? JsonAnswer.Of(
                new MemberRecord(user, role.NameOf()), WireJson.Default.MemberRecord);
    }

    /// <summary>Removes a user, listed or not: whatever its token says, it is not in the tenant any more.</summary>
    public async ValueTask<IAnswer> RemoveAsync(HttpContext http)
    {
        if (TryOpen(http, out var caller, out var tenant) is { } refused) return refused;
        var user = UserOf(http);
        return RefuseUser(caller, tenant, user, Role.None)
            ?? await tenants.RecordAsync(tenant.Id, new ControlOp.MemberRemoved(user), caller.By)
            ?? List(tenants.Find(tenant.Id)!);
    }

    /// <summary>Ends all tokens that a user has now, in this tenant; in the system's tenant, everywhere.</summary>
    public async ValueTask<IAnswer> RevokeAsync(HttpContext http)
    {
        if (TryOpen(http, out var caller, out var tenant) is { } refused) return refused;
        var user = UserOf(http);
        var until = clock.GetUtcNow();
        return RefuseUser(caller, tenant, user, Role.None)
            ?? await tenants.RecordAsync(tenant.Id, new ControlOp.TokensRevoked(user, until), caller.By)
            ?? JsonAnswer.Of(
                new RevokedRecord(user, until.UtcDateTime), WireJson.Default.RevokedRecord);
    }

    /// <summary>Opens the tenant of the route. One that the caller may not administer is as good as none.</summary>
    private Refusal? TryOpen(HttpContext http, out Caller caller, out TenantView tenant)
    {
        (caller, tenant) = (null!, null!);
        if (contexts.TryAuthenticate(http, isStream: false, out var identity) is { } refused) return refused;
        var id = (string)http.Request.RouteValues["tenant"]!;
        var role = access.RoleOfOperator(identity, id);
        if (access.IsRevoked(identity, id)) return Problems.Unauthenticated.Because("The token has been revoked.");
        if (role == Role.None || tenants.Find(id) is not { } found)
            return Problems.NotFound.Because("There is no such tenant.");
        if (role < Role.Admin) return Problems.Forbidden.Because("This needs the role admin.");
        (caller, tenant) = (new Caller(identity, role), found);
        return null;
    }

    private static Refusal? RefuseUser(Caller caller, TenantView tenant, string user, Role role)
    {
        if (!Ids.IsKey(user)) return Problems.InvalidRequest.Because("The user must have 1 to 255 characters.");

        // A user that is not listed may be an owner by its token, and the list beats the token: only owners list one.
        // Administrators invite instead.
        var present = tenant.State.Members.TryGetValue(user, out var listed)
            ? RoleNames.Parse(listed) ?? Role.None
            : Role.Owner;
        return role > caller.Role || present > caller.Role
            ? Problems.Forbidden.Because("Nobody gives or takes a role above their own.")
            : null;
    }

    /// <summary>
    /// As it was sent: some issuers have slashes in their subjects, and routing leaves those escaped.
    /// </summary>
    private static string UserOf(HttpContext http)
    {
        var rest = http.Request.RawRest(3);
        return HttpMethods.IsPost(http.Request.Method) ? rest[..^"/revoke".Length] : rest;
    }

    private static IAnswer List(TenantView tenant) => JsonAnswer.Of(
        new MemberList([.. tenant.State.Members.Where(member => member.Value is not null)
            .Select(member => new MemberRecord(member.Key, member.Value!))]),
        WireJson.Default.MemberList);

    private sealed record Caller(Identity Identity, Role Role)
    {
        public Documents.Attribution By => Identity.By;
    }
}

/// <summary>What a user may do.</summary>
internal sealed record MemberRequest(string? Role);

/// <summary>A user and what it may do.</summary>
internal sealed record MemberRecord(string User, string Role);

/// <summary>The users that a tenant lists.</summary>
internal sealed record MemberList(IReadOnlyList<MemberRecord> Members);

/// <summary>Tokens of this user count only if they were issued later.</summary>
internal sealed record RevokedRecord(string User, DateTime Until);
