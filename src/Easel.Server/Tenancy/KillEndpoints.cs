using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary><c>/kill-switch</c> (SPEC TF3).</summary>
internal sealed class KillEndpoints(RequestContexts contexts, Tenants tenants, TimeProvider clock)
{
    private const int ReasonMax = 1_000;

    /// <summary>What is stopped in the tenant, and what with the whole server.</summary>
    public ValueTask<IAnswer> ListAsync(HttpContext http)
    {
        if (contexts.TryAdminister(http, out var context) is { } refused)
            return ValueTask.FromResult<IAnswer>(refused);
        var own = tenants.Find(context.Tenant)!.State.Kills;
        var all = context.Tenant == FirstTenants.System ? own
            : [.. own, .. tenants.Find(FirstTenants.System) is { ServerKill: { } server } ? [server] : (Kill[])[]];
        var list = new KillList([.. all.Select(kill => Describe(context, kill))]);
        return ValueTask.FromResult(JsonAnswer.Of(list, WireJson.Default.KillList));
    }

    /// <summary>Stops; stopping what is stopped already changes how and why.</summary>
    public async ValueTask<IAnswer> ThrowAsync(HttpContext http)
    {
        var (wrong, body) = await contexts.ReadBodyAsync(http, WireJson.Default.KillRequest);
        if (wrong is not null) return wrong;
        if (contexts.TryAdminister(http, out var context, body.TenantId) is { } refused) return refused;
        if (TryAim(context, body.Scope, body.CanvasId, out var target) is { } missed) return missed;
        if (body.Mode is not { } mode) return Problems.InvalidRequest.Because("mode is freeze or kill.");
        if (body.Reason is not { Length: > 0 and <= ReasonMax } reason)
            return Problems.InvalidRequest.Because($"reason says why, in 1 to {ReasonMax} characters.");
        var kill = new Kill(target, mode, reason, context.Identity.Subject, clock.GetUtcNow());
        return await tenants.RecordAsync(context.Tenant, new ControlOp.Killed(kill), context.By)
            ?? JsonAnswer.Of(Describe(context, kill), WireJson.Default.KillRecord);
    }

    public async ValueTask<IAnswer> ReleaseAsync(HttpContext http)
    {
        if (contexts.TryAdminister(http, out var context) is { } refused) return refused;
        string? canvasId = http.Request.Query["canvas_id"];
        KillScope? scope = http.Request.Query["scope"].ToString() switch
        {
            "canvas" => KillScope.Canvas,
            "tenant" => KillScope.Tenant,
            "server" => KillScope.Server,
            _ => null,
        };
        if (TryAim(context, scope, canvasId, out var target) is { } missed) return missed;
        if (tenants.Find(context.Tenant)!.State.Kills.FirstOrDefault(one => one.Target == target) is not { } thrown)
            return Problems.NotFound.Because("Nothing of the kind is stopped.");
        return await tenants.RecordAsync(context.Tenant, new ControlOp.Released(target), context.By)
            ?? JsonAnswer.Of(Describe(context, thrown), WireJson.Default.KillRecord);
    }

    private static Refusal? TryAim(RequestContext context, KillScope? scope, string? canvasId, out KillTarget target)
    {
        target = null!;
        if (scope is not { } aimed) return Problems.InvalidRequest.Because("scope is canvas, tenant or server.");
        if (aimed == KillScope.Canvas ? !Ids.IsId(canvasId) : canvasId is not null)
            return Problems.InvalidRequest.Because("canvas_id is for the scope canvas, and needed there.");
        if (aimed == KillScope.Server && (context.Tenant != FirstTenants.System || context.Role < Role.Owner))
            return Problems.Forbidden.Because($"The scope server needs the role owner in {FirstTenants.System}.");
        target = new KillTarget(aimed, aimed == KillScope.Canvas ? context.Env : null, canvasId);
        return null;
    }

    private static KillRecord Describe(RequestContext context, Kill kill) => new(
        kill.Target.Scope, kill.Target.Scope == KillScope.Server ? FirstTenants.System : context.Tenant,
        kill.Target.Env, kill.Target.CanvasId, kill.Mode, kill.Reason, kill.By, kill.At.UtcDateTime);
}

/// <summary>What to stop.</summary>
internal sealed record KillRequest(
    KillScope? Scope, string? TenantId, string? CanvasId, KillMode? Mode, string? Reason);

/// <summary>What is stopped, how, and why.</summary>
internal sealed record KillRecord(
    KillScope Scope, string TenantId, string? Env, string? CanvasId, KillMode Mode, string Reason, string By,
    DateTime At);

/// <summary>All that is stopped.</summary>
internal sealed record KillList(IReadOnlyList<KillRecord> Kills);
