using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary><c>/tenants</c> and <c>/auth/bootstrap/tenants</c> (SPEC TF1).</summary>
internal sealed class TenantEndpoints(
    RequestContexts contexts, Tenants tenants, Access access, SystemKey systemKey)
{
    /// <summary>Makes the first two tenants; doing it again changes nothing.</summary>
    public async ValueTask<IAnswer> BootstrapAsync(HttpContext http)
    {
        if (systemKey.Refuse(http.Request, out var by) is { } refused) return refused;
        if (await tenants.CreateFirstAsync(by) is { } failed) return failed;
        return List(FirstTenants.All.Select(first => tenants.Find(first.Id)!));
    }

    /// <summary>Who administers the system sees all tenants, others their own.</summary>
    public ValueTask<IAnswer> ListAsync(HttpContext http)
    {
        if (contexts.TryAuthenticate(http, isStream: false, out var identity) is { } refused)
            return ValueTask.FromResult<IAnswer>(refused);
        var isOperator = access.RoleOf(identity, FirstTenants.System) >= Role.Admin;
        return ValueTask.FromResult(List(tenants.All.Where(tenant => isOperator
            || (access.RoleOf(identity, tenant.Id) >= Role.Admin && !access.IsRevoked(identity, tenant.Id)))));
    }

    public async ValueTask<IAnswer> CreateAsync(HttpContext http)
    {
        var (wrong, body) = await contexts.ReadBodyAsync(http, WireJson.Default.TenantRequest);
        if (wrong is not null) return wrong;
        if (contexts.TryOpenSystem(http, Role.Admin, out var context) is { } refused) return refused;
        if (!Ids.IsTenant(body.TenantId) || !Ids.IsKey(body.Name))
            return Problems.InvalidRequest.Because("tenant_id begins with t_; name has 1 to 255 characters.");
        var refusal = await tenants.CreateAsync(body.TenantId, body.Name, context.By);
        return refusal ?? JsonAnswer.Of(
            new TenantRecord(body.TenantId, body.Name), WireJson.Default.TenantRecord, 201);
    }

    private static IAnswer List(IEnumerable<TenantView> found) => JsonAnswer.Of(
        new TenantList([.. found.Select(tenant => new TenantRecord(tenant.Id, tenant.State.Name ?? tenant.Id))]),
        WireJson.Default.TenantList);
}

/// <summary>A tenant to make.</summary>
internal sealed record TenantRequest(string? TenantId, string? Name);

/// <summary>A tenant.</summary>
internal sealed record TenantRecord(string TenantId, string Name);

/// <summary>Tenants, in order of id.</summary>
internal sealed record TenantList(IReadOnlyList<TenantRecord> Tenants);
