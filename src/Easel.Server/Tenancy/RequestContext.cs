using Easel.Documents;

namespace Easel.Server.Tenancy;

/// <summary>On whose behalf and where a request is (SPEC TE1). Only <see cref="RequestContexts"/> makes it.</summary>
internal sealed class RequestContext(Identity identity, NamedContext named, string tenant, string env)
{
    public Identity Identity => identity;

    public string Tenant => tenant;

    public string Env => env;

    public Role Role { get; } = identity.RoleIn(tenant);

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

    /// <summary>Names a canvas of this tenant and environment.</summary>
    public DocumentKey Canvas(string id) => new(tenant, env, "canvas", id);
}
