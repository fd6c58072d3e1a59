using System.Text.Json.Serialization.Metadata;
using Easel.Server.Auth;
using Easel.Server.Limits;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>Makes the context of every request from all that says it, and refuses what does not agree.</summary>
internal sealed class RequestContexts(
    ITokenVerifier tokens, Tickets tickets, Access access, Rates rates, JsonBodies bodies, ServerSettings settings,
    TimeProvider clock)
{
    /// <summary>For requests that say everything in headers and query.</summary>
    public Refusal? TryOpen(HttpContext http, Role needed, out RequestContext context, bool isStream = false)
    {
        context = null!;
        return TryAuthenticate(http, isStream, out var identity)
            ?? TryRead(http, out var named)
            ?? (identity.Bound is { } bound ? named.AddAll(bound) : null)
            ?? TryDecide(http, identity, named, needed, out context);
    }

    /// <summary>For what is of the whole server: the request has to be one of the system's tenant.</summary>
    public Refusal? TryOpenSystem(HttpContext http, Role needed, out RequestContext context) =>
        TryOpen(http, needed, out context) is { } refusal ? refusal
        : context.Tenant == FirstTenants.System ? null
        : Problems.Forbidden.Because($"This needs the role {needed.NameOf()} in {FirstTenants.System}.");

    /// <summary>For administering a tenant: one's own, or any for who administers the system's.</summary>
    /// <param name="tenant">The tenant that the body names, if it does.</param>
    public Refusal? TryAdminister(HttpContext http, out RequestContext context, string? tenant = null)
    {
        context = null!;
        return TryAuthenticate(http, isStream: false, out var identity)
            ?? TryRead(http, out var named)
            ?? named.Add(ContextKey.Tenant, "tenant_id", tenant)
            ?? TryDecide(http, identity, named, Role.Admin, out context, asOperator: true);
    }

    /// <summary>
    /// Reads the body of somebody who is known. What they may do is decided afterwards: a body can take its time to
    /// come, and a right that has ended meanwhile is none.
    /// </summary>
    public async ValueTask<(Refusal? Refusal, T Body)> ReadBodyAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class =>
        (TryAuthenticate(http, isStream: false, out var identity) ?? rates.TryActor(identity)) is { } refusal
            ? (refusal, null!)
            : await bodies.ReadAsync(http.Request, type);

    /// <summary>
    /// May a long answer go on? The token may have ended since it began, and the role with it (SPEC TE8).
    /// </summary>
    public bool MayGoOn(RequestContext context, Role needed) =>
        clock.GetUtcNow() < context.Identity.EndsAt && context.Role >= needed
        && !access.IsRevoked(context.Identity, context.Tenant);

    /// <summary>Who is it? The first question to every request.</summary>
    public Refusal? TryAuthenticate(HttpContext http, bool isStream, out Identity identity)
    {
        var isBare = isStream && http.Request.Headers.Authorization.Count == 0;
        string? ticket = isBare ? (string?)http.Request.Query["ticket"] : null;
        var token = ticket is null ? BearerToken.Of(http.Request, isStream && settings.QueryTokens) : default;
        identity = ticket is not null ? tickets.Redeem(ticket)! : token.IsEmpty ? null! : tokens.Verify(token)!;
        return identity is null || access.IsRevoked(identity, FirstTenants.System)
            ? Problems.Unauthenticated.Because("The request has no valid token.")
            : null;
    }

    /// <summary>What do path, headers and query say? A body may add to it before it is decided on.</summary>
    public static Refusal? TryRead(HttpContext http, out NamedContext named)
    {
        named = new NamedContext();
        var request = http.Request;
        var canvasId = (request.RouteValues["canvas_id"] ?? request.RouteValues["map_id"]) as string;
        if (named.Add(ContextKey.Canvas, "canvas_id", canvasId) is { } wrong) return wrong;
        var query = request.QueryString.HasValue ? request.Query : null;
        foreach (var (key, header, name) in ContextKeys.All)
        {
            if (request.Headers.TryGetValue(header, out var said) && named.Add(key, header, said) is { } inHeader)
                return inHeader;
            if (query is not null && query.TryGetValue(name, out said) && named.Add(key, name, said) is { } inQuery)
                return inQuery;
        }

        return null;
    }

    /// <summary>The token decides, and the tenant (SPEC TE2, TE3, TE8).</summary>
    public Refusal? TryDecide(
        HttpContext http, Identity identity, NamedContext named, Role needed, out RequestContext context,
        bool asOperator = false)
    {
        context = null!;
        var tenant = named[ContextKey.Tenant] ?? identity.DefaultTenant
            ?? (identity.Tenants.Count == 1 ? identity.Tenants[0] : null);
        if (tenant is null) return Problems.InvalidRequest.Because("The request has to name its tenant.");
        if (clock.GetUtcNow() >= identity.EndsAt || access.IsRevoked(identity, tenant))
            return Problems.Unauthenticated.Because("The token has ended.");
        string? trace = http.Request.Headers.TraceParent;
        context = new RequestContext(identity, named, access, tenant, named[ContextKey.Env] ?? settings.Env, asOperator)
        {
            Trace = Ids.IsTrace(trace) ? trace : null,
        };
        var role = context.Role;
        return role == Role.None ? Problems.TenantMismatch.Because("The token does not name this tenant.")
            : role < needed ? Problems.Forbidden.Because($"This needs the role {needed.NameOf()}.")
            : null;
    }

    /// <summary>Whom may an edit name as its actor (SPEC TE6)? Agents only themselves.</summary>
    public Refusal? RefuseActor(Identity identity, string actorId) =>
        actorId != identity.Subject && (settings.StrictActor || identity.ActorType == "agent")
            ? Problems.ActorMismatch.Because("The token does not let its bearer act as this actor.")
            : null;
}
