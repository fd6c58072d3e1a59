using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>
/// The right of one open connection to stay open. It costs nothing to ask again and again: only after something has
/// changed is there more to do than to compare two numbers.
/// </summary>
internal sealed class Tenure(Access access, RequestContext context, Rail rail)
{
    private Answer? last;

    public RequestContext Context => context;

    /// <summary>Asked for the first time before the connection is opened, so that no change falls in between.</summary>
    /// <param name="canvasId">Null while it is on none.</param>
    public Refusal? Refuse(string? canvasId)
    {
        var version = access.Version;
        if (last is not { } known || known.Version != version || known.CanvasId != canvasId)
            last = known = new Answer(version, canvasId, access.RefuseRail(context, canvasId, rail));
        return known.Refusal;
    }

    private sealed record Answer(int Version, string? CanvasId, Refusal? Refusal);
}
