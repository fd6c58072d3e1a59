using Easel.Documents;
using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>What is kept open, and can be switched off by itself (SPEC GS7).</summary>
internal enum Rail
{
    Stream,
    Socket,
}

/// <summary>Who may do what, now: the same answers for a new request and for a connection that is open.</summary>
internal sealed class Access(Tenants tenants)
{
    /// <summary>Moves whenever an answer may have become another.</summary>
    public int Version => tenants.Version;

    /// <summary>The right to keep a connection open.</summary>
    public Tenure Hold(RequestContext context, Rail rail) => new(this, context, rail);

    /// <summary>
    /// Where a tenant lists a user, the list beats the token; who was removed is not in the tenant (SPEC TE8).
    /// </summary>
    public Role RoleOf(Identity identity, string tenant)
    {
        if (!identity.Tenants.Contains(tenant) || tenants.FindNamed(tenant) is not { } found) return Role.None;
        var isListed = found.State.Members.TryGetValue(identity.Subject, out var role);
        if (isListed && role is null) return Role.None;
        if (identity.MembersDecide && !isListed) return Role.None;

        // A tenant that the token lists without a role may be read only.
        return RoleNames.Parse(role) ?? identity.Roles.GetValueOrDefault(tenant, Role.Viewer);
    }

    /// <summary>
    /// The same where a tenant is administered: who administers the system's tenant may do so in all others too.
    /// </summary>
    public Role RoleOfOperator(Identity identity, string tenant)
    {
        var own = RoleOf(identity, tenant);
        var asOperator = tenants.Find(tenant) is null ? Role.None : RoleOf(identity, FirstTenants.System);
        return asOperator >= Role.Admin && asOperator > own ? asOperator : own;
    }

    /// <summary>Whether a token was ended before its time, in a tenant or everywhere.</summary>
    public bool IsRevoked(Identity identity, string tenant) =>
        IsRevokedBy(identity, tenant) || IsRevokedBy(identity, FirstTenants.System);

    public Flags FlagsOf(string tenant) => tenants.Find(tenant)!.Flags;

    /// <summary>
    /// The hardest kill switch that meets a document; one of the server comes before one of a tenant.
    /// </summary>
    public Kill? KillOf(string tenant, string env, string? canvasId)
    {
        var kill = Harder(tenants.Find(FirstTenants.System)?.ServerKill, tenants.Find(tenant)?.Kill);
        return canvasId is null ? kill : Harder(kill, tenants.Find(tenant)?.KillOf(env, canvasId));
    }

    /// <summary>May documents be changed here (SPEC TF3)?</summary>
    public Refusal? RefuseEdit(DocumentKey document)
    {
        if (KillOf(document.Tenant, document.Env, document.Id) is not { } kill) return null;
        var problem = kill.Mode == KillMode.Kill ? Problems.CanvasKilled : Problems.CanvasFrozen;
        return problem.Because($"An operator has stopped it: {kill.Reason}");
    }

    /// <summary>
    /// Why something was refused that had waited: a stop is told as one, also where it came meanwhile.
    /// </summary>
    public Refusal Explain(Refusal refusal, DocumentKey document) =>
        refusal.Problem == Problems.Forbidden ? RefuseEdit(document) ?? refusal : refusal;

    /// <summary>The same with the caller's role, for an edit that has waited for its turn.</summary>
    public bool MayEdit(RequestContext context, DocumentKey document) =>
        context.Role >= Role.Member && RefuseEdit(document) is null;

    /// <summary>May a connection be opened, or stay open?</summary>
    /// <param name="canvasId">Null while it is on none.</param>
    public Refusal? RefuseRail(RequestContext context, string? canvasId, Rail rail)
    {
        if (IsRevoked(context.Identity, context.Tenant) || context.Role == Role.None)
            return Problems.Unauthenticated.Because("The credentials have ended.");
        if (KillOf(context.Tenant, context.Env, canvasId) is { Mode: KillMode.Kill } kill)
            return Problems.CanvasKilled.Because($"An operator has stopped it: {kill.Reason}");
        var flags = FlagsOf(context.Tenant);
        return (rail == Rail.Stream ? flags.Sse : flags.Ws)
            ? null
            : Problems.RailDisabled.Because("This way is switched off for the tenant.");
    }

    private static Kill? Harder(Kill? first, Kill? second) =>
        first is null || (second is not null && second.Mode > first.Mode) ? second : first;

    private bool IsRevokedBy(Identity identity, string tenant) =>
        tenants.Find(tenant)?.State is { } state
        && (identity.IssuedAt <= state.RevokedUntil
            || (state.Revoked.TryGetValue(identity.Subject, out var until) && identity.IssuedAt <= until));
}
