using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>What is known of canvases besides their content (SPEC RD1, TE7).</summary>
internal sealed class CanvasRecords(
    RequestContexts contexts, Access access, CanvasAccess named, CanvasDocuments canvases, IDocumentStore store,
    JsonBodies bodies, Rates rates, TimeProvider clock)
{
    private const int PageDefault = 100;
    private const int PageMax = 1_000;

    /// <summary><c>GET /canvas/{canvas_id}</c></summary>
    public async Task GetAsync(HttpContext http)
    {
        var (refusal, _, stored) = await named.OpenAsync(http, Role.Viewer);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var view = await canvases.PeekAsync(stored.Record.Key);
        var counts = new CanvasCounts(view.State.Atoms.Count, view.State.Roots.Count, view.Head.Number);
        var record = Describe(stored, http.Request) with { Counts = counts };
        await http.Response.WriteAsync(200, record, WireJson.Default.CanvasRecord);
    }

    /// <summary><c>GET /canvas</c></summary>
    public async Task ListAsync(HttpContext http)
    {
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context)
            ?? PageOrder.TryRead(http.Request, PageDefault, PageMax, out _);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        PageOrder.TryRead(http.Request, PageDefault, PageMax, out var order);
        var listing = new DocumentListing(
            context.Tenant, context.Env, "canvas", context.Placement, order.Cursor, order.Limit + 1);
        var found = await store.ListAsync(listing, http.RequestAborted);
        var (items, next) = order.Cut(found, stored => stored.Record.Key.Id);
        var page = new CanvasPage([.. items.Select(stored => Describe(stored, http.Request))], next);
        await http.Response.WriteAsync(200, page, WireJson.Default.CanvasPage);
    }

    /// <summary><c>POST /canvas</c></summary>
    public async Task CreateAsync(HttpContext http)
    {
        var body = new Body();
        RequestContext context = null!;
        var refusal = contexts.TryAuthenticate(http, isStream: false, out var identity)
            ?? rates.TryActor(identity)
            ?? await bodies.ReadAsync(http.Request, Body.Read, body)
            ?? contexts.TryOpen(http, Role.Member, out context)
            ?? access.RefuseEdit(context.Canvas(body.Request.CanvasId ?? ""));
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var key = context.Canvas(body.Request.CanvasId ?? Guid.CreateVersion7().ToString());
        var placement = context.Placement with { ProjectId = body.Request.ProjectId ?? context.ProjectId };
        var by = context.Identity.Subject;
        var record = new DocumentRecord(key, placement, body.Request.Title, clock.GetUtcNow(), by);
        if (!await canvases.CreateAsync(record))
        {
            await http.Response.RefuseAsync(Problems.CanvasExists.Because("The canvas exists already."));
            return;
        }

        var created = new StoredDocument(record, store.Epoch, Revision.Zero, record.CreatedAt);
        http.Response.Headers.Location = $"{http.Request.Prefix()}/canvas/{key.Id}";
        await http.Response.WriteAsync(201, Describe(created, http.Request), WireJson.Default.CanvasRecord);
    }

    /// <summary>A canvas to read. Those of others are missing, and nobody can tell the difference (SPEC TE2).</summary>
    public async ValueTask<DocumentView<Canvas>?> FindAsync(RequestContext context, DocumentKey key) =>
        await canvases.ReadAsync(key) is { } view && context.IsWithin(view.Record!.Placement) ? view : null;

    public static Refusal NotFound => Problems.NotFound.Because("There is no such canvas.");

    private static CanvasRecord Describe(StoredDocument stored, HttpRequest request)
    {
        var (key, placement) = (stored.Record.Key, stored.Record.Placement);
        var self = $"{request.Prefix()}/canvas/{key.Id}";
        return new CanvasRecord
        {
            CanvasId = key.Id,
            Title = stored.Record.Title,
            HeadRev = stored.Head.Number,
            Epoch = stored.Epoch,
            CreatedAt = stored.Record.CreatedAt.UtcDateTime,
            CreatedBy = stored.Record.CreatedBy,
            UpdatedAt = stored.UpdatedAt.UtcDateTime,
            WorkspaceId = placement.WorkspaceId,
            ProjectId = placement.ProjectId,
            AppId = placement.AppId,
            SurfaceId = placement.SurfaceId,
            Links = new CanvasLinks(
                self, $"{self}/snapshot", $"{self}/commands", $"{self}/commits", $"{self}/replay",
                $"{request.Prefix()}/sse/canvas/{key.Id}"),
        };
    }

    private sealed class Body
    {
        public CreateCanvas Request { get; private set; } = new(null, null, null);

        public static Refusal? Read(ReadOnlyMemory<byte> compact, Body into)
        {
            try
            {
                into.Request = JsonSerializer.Deserialize(compact.Span, WireJson.Default.CreateCanvas) ?? into.Request;
            }
            catch (JsonException)
            {
                return Problems.InvalidRequest.Because("canvas_id, project_id and title must be strings.");
            }

            var (canvasId, projectId, title) = into.Request;
            var isRight = (canvasId is null || Ids.IsId(canvasId)) && (projectId is null || Ids.IsId(projectId))
                && (title is null || Ids.IsKey(title));
            return isRight ? null : Problems.InvalidRequest.Because("canvas_id, project_id or title is not valid.");
        }
    }
}
