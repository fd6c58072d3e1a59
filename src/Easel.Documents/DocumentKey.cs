namespace Easel.Documents;

/// <summary>
/// Names one document. The same <paramref name="Id"/> in two tenants or environments is two documents, and neither can
/// tell.
/// </summary>
/// <param name="Tenant">The owner, <c>t_...</c> (SPEC GE3).</param>
/// <param name="Env"><c>dev</c>, <c>staging</c> or <c>prod</c>.</param>
/// <param name="Kind">Which fold gives the document its meaning, for example <c>canvas</c>.</param>
/// <param name="Id">The name that its users know.</param>
public sealed record DocumentKey(string Tenant, string Env, string Kind, string Id);

/// <summary>
/// Where a document lives inside its tenant; every part is optional and fixed when the document is created.
/// </summary>
public sealed record Placement(string? WorkspaceId, string? ProjectId, string? AppId, string? SurfaceId)
{
    /// <summary>Directly under the tenant.</summary>
    public static Placement None { get; } = new(null, null, null, null);

    /// <summary>Whether it is in a place that a parent names; what the parent does not name does not matter.</summary>
    public bool IsIn(Placement parent) =>
        (parent.WorkspaceId ?? WorkspaceId) == WorkspaceId && (parent.ProjectId ?? ProjectId) == ProjectId
        && (parent.AppId ?? AppId) == AppId && (parent.SurfaceId ?? SurfaceId) == SurfaceId;
}

/// <summary>What is known of a document besides its content.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Placement">Where it lives.</param>
/// <param name="Title">What people call it; follows the content where the content has a title.</param>
/// <param name="CreatedAt">When its record or its first commit was made.</param>
/// <param name="CreatedBy">The authenticated subject that made it.</param>
public sealed record DocumentRecord(
    DocumentKey Key, Placement Placement, string? Title, DateTimeOffset CreatedAt, string CreatedBy);
