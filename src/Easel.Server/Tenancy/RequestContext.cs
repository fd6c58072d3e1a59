using Easel.Documents;

namespace Easel.Server.Tenancy;

/// <summary>On whose behalf and where a request is (SPEC TE1). Only <see cref="RequestContexts"/> makes it.</summary>
internal sealed class RequestContext(
    Identity identity, NamedContext named, Access access, string tenant, string env, bool asOperator = false)
{
    public Identity Identity => identity;

    public string Tenant => tenant;

    public string Env => env;

    /// <summary>What the caller may do now: it can change while a connection is open.</summary>
    public Role Role => asOperator ? access.RoleOfOperator(identity, tenant) : access.RoleOf(identity, tenant);

    /// <summary>All that the request said about its context.</summary>
    public NamedContext Named => named;

    /// <summary>The front end's mode, which also asks for its event dialect (SPEC ST8).</summary>
    public string? Mode => named[ContextKey.Mode];

    public string? ProjectId => named[ContextKey.Project];

    /// <summary>The W3C <c>traceparent</c>, if a valid one came.</summary>
    public string? Trace { get; init; }

    /// <summary>Where a document goes that this request creates.</summary>
    public Placement Placement => named.HasPlacement
        ? new Placement(
            named[ContextKey.Workspace], named[ContextKey.Project], named[ContextKey.App], named[ContextKey.Surface])
        : Placement.None;

    /// <summary>
    /// Whether a document that lives there is one that the request means. What is not said, on either side, fits.
    /// </summary>
    public bool IsWithin(Placement placement) =>
        Fits(ContextKey.Workspace, placement.WorkspaceId) && Fits(ContextKey.Project, placement.ProjectId)
        && Fits(ContextKey.App, placement.AppId) && Fits(ContextKey.Surface, placement.SurfaceId);

    /// <summary>The caller, as the history of a document names it.</summary>
    public Attribution By => identity.By with { Trace = Trace };

    /// <summary>
    /// What the messages of a connection start from: they may say more than the upgrade did, but nothing else.
    /// </summary>
    public NamedContext NamedFor(string? canvasId)
    {
        var fixedParts = named.For(canvasId);
        _ = fixedParts.Add(ContextKey.Tenant, "tenant_id", tenant) ?? fixedParts.Add(ContextKey.Env, "env", env);
        return fixedParts;
    }

    /// <summary>Names a canvas of this tenant and environment.</summary>
    public DocumentKey Canvas(string id) => new(tenant, env, "canvas", id);

    /// <summary>Names a map of this tenant and environment.</summary>
    public DocumentKey Map(string id) => new(tenant, env, "map", id);

    private bool Fits(ContextKey key, string? there) => there is null || named[key] is not { } said || said == there;
}
