using Easel.Documents;
using Easel.Server.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>
/// Who may see which artifact: whoever may see its canvas. What is elsewhere is missing, and nobody can tell the
/// difference (SPEC TE2).
/// </summary>
internal sealed class ArtifactAccess(RequestContexts contexts, CanvasAccess canvases, ArtifactLibrary library)
{
    public static Refusal NotFound => Problems.NotFound.Because("There is no such artifact.");

    /// <summary>The artifact that a request names, or its tombstone.</summary>
    public async ValueTask<(Refusal? Refusal, RequestContext Context, ArtifactRecord Record, Revision Head)> OpenAsync(
        HttpContext http, Role needed)
    {
        if (contexts.TryOpen(http, needed, out var context) is { } refusal) return (refusal, null!, null!, default);
        var id = (string)http.Request.RouteValues["artifact_id"]!;
        return await FindAsync(context, id, http.RequestAborted) is var (record, head)
            ? (null, context, record, head)
            : (NotFound, null!, null!, default);
    }

    /// <summary>An artifact on a canvas that the request may mean, with the newest revision of that.</summary>
    public async ValueTask<(ArtifactRecord Record, Revision Head)?> FindAsync(
        RequestContext context, string id, CancellationToken ct) =>
        await library.FindAsync(context.Tenant, context.Env, id, ct) is { } record
        && await canvases.FindAsync(context, record.Canvas, ct) is { } canvas
            ? (record, canvas.Head)
            : null;

    /// <summary>
    /// Says no to a source that the request cannot see, as to one that is not there: what is elsewhere is not to be
    /// found out by naming it.
    /// </summary>
    public async ValueTask<Refusal?> RefuseSourcesAsync(
        RequestContext context, IEnumerable<string> sources, CancellationToken ct)
    {
        foreach (var source in sources)
        {
            if (await FindAsync(context, source, ct) is null) return ArtifactLibrary.NoSource(source);
        }

        return null;
    }
}
