using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>
/// The canvas that a request names, without its content. Those of others are missing, and nobody can tell the
/// difference (SPEC TE2).
/// </summary>
internal sealed class CanvasAccess(RequestContexts contexts, IDocumentStore store)
{
    /// <returns>A refusal, or who asks and the canvas.</returns>
    public async ValueTask<(Refusal? Refusal, RequestContext Context, StoredDocument Canvas)> OpenAsync(
        HttpContext http, Role needed)
    {
        if (contexts.TryOpen(http, needed, out var context) is { } refusal) return (refusal, null!, null!);
        var key = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        return await FindAsync(context, key, http.RequestAborted) is { } canvas
            ? (null, context, canvas)
            : (CanvasRecords.NotFound, null!, null!);
    }

    /// <summary>A canvas that a request may mean.</summary>
    public async ValueTask<StoredDocument?> FindAsync(RequestContext context, DocumentKey key, CancellationToken ct) =>
        await store.FindAsync(key, ct) is { } canvas && context.IsWithin(canvas.Record.Placement) ? canvas : null;
}
