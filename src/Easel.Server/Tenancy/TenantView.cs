using System.Collections.Frozen;
using Easel.Documents;
using Easel.Server.Tenancy.Control;

namespace Easel.Server.Tenancy;

/// <summary>A tenant as it counts now: what its control document says, and what it inherits.</summary>
internal sealed class TenantView(string id, Revision head, TenantState state, Flags flags)
{
    private readonly FrozenDictionary<(string Env, string Canvas), Kill> killedCanvases = state.Kills
        .Where(kill => kill.Target.Scope == KillScope.Canvas)
        .ToFrozenDictionary(kill => (kill.Target.Env!, kill.Target.CanvasId!));

    public string Id => id;

    /// <summary>The revision of the control document that this is from.</summary>
    public Revision Head => head;

    public TenantState State => state;

    public Flags Flags => flags;

    /// <summary>The kill switch of the whole tenant.</summary>
    public Kill? Kill { get; } = state.Kills.FirstOrDefault(kill => kill.Target.Scope == KillScope.Tenant);

    /// <summary>The kill switch of the whole server, if this is the system's tenant.</summary>
    public Kill? ServerKill { get; } = state.Kills.FirstOrDefault(kill => kill.Target.Scope == KillScope.Server);

    public Kill? KillOf(string env, string canvasId) => killedCanvases.GetValueOrDefault((env, canvasId));
}
