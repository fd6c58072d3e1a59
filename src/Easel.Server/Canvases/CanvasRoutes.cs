using Easel.Server.Wire;
using Microsoft.OpenApi;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Canvases;

/// <summary>The routes of canvases.</summary>
internal static class CanvasRoutes
{
    private const string Canvas = "/canvas/{canvas_id}";

    private static readonly object CanvasId = Path("canvas_id", "The canvas.");
    private static readonly object Limit = Query("limit", "At most this many, up to 1,000.", JsonSchemaType.Integer);

    private static readonly object[] Reading = Refuses(
        Problems.InvalidRequest, Problems.Unauthenticated, Problems.TenantMismatch, Problems.NotFound);

    private static readonly object[] Writing = Refuses(
        Problems.MalformedJson, Problems.Unauthenticated, Problems.Forbidden, Problems.TooLarge,
        Problems.UnsupportedMediaType, Problems.OutcomeUnknown);

    public static void MapCanvases(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var canvases = routes.MapGroup("").WithTags("Canvases");
        MapRecords(canvases, services.GetRequiredService<CanvasRecords>());
        MapHistory(canvases, services.GetRequiredService<CanvasHistory>());
        canvases.MapPost($"{Canvas}/commands", services.GetRequiredService<Commands>().SubmitAsync).Describe(
            "Commits ops as the next revision, or answers what the sender missed.",
            [CanvasId, Header("Idempotency-Key", "Makes the command repeatable; a key in the body wins."),
                Body<CommandRequest>(), Answer<CommandAnswer>(), Answer<ConflictAnswer>(409, Answers.ProblemJson),
                .. Writing, .. Refuses(Problems.OpInvalid, Problems.BaseRevRequired)]);
        canvases.MapGet($"{Canvas}/snapshot", services.GetRequiredService<Snapshots>().GetAsync).Describe(
            "The state now, at a revision or at a time.",
            [CanvasId, Query("rev", "The revision.", JsonSchemaType.Integer), Query("at", "The time, as in RFC 3339."),
                Answer<SnapshotAnswer>(), .. Reading]);
    }

    private static void MapRecords(IEndpointRouteBuilder routes, CanvasRecords records)
    {
        routes.MapGet("/canvas", records.ListAsync).Describe(
            "Lists canvases in order of id.",
            [Query("project_id", "Only those of this project."), Query("cursor", "The next of the page before."), Limit,
                Answer<CanvasPage>(), .. Reading]);
        routes.MapPost("/canvas", records.CreateAsync).Describe(
            "Makes an empty canvas.",
            [Body<CreateCanvas>(), Answer<CanvasRecord>(201), .. Writing, .. Refuses(Problems.CanvasExists)]);
        routes.MapGet(Canvas, records.GetAsync).Describe(
            "What is known of a canvas besides its content.", [CanvasId, Answer<CanvasRecord>(), .. Reading]);
    }

    private static void MapHistory(IEndpointRouteBuilder routes, CanvasHistory history)
    {
        // A key may hold slashes; two parameters, because a catch-all alone would match the route of the commands too.
        routes.MapGet($"{Canvas}/commands/{{key}}/{{**rest}}", history.FindCommandAsync).Describe(
            "What became of the command with this key.",
            [CanvasId, Path("key", "The idempotency key."), Answer<CommandAnswer>(), .. Reading]);
        routes.MapGet($"{Canvas}/commits", history.ListAsync).Describe(
            "Commits in order.",
            [CanvasId, Query("after", "Only later ones than this revision.", JsonSchemaType.Integer), Limit,
                Answer<CommitPage>(), .. Reading]);
        routes.MapGet($"{Canvas}/replay", history.ReplayAsync).Describe(
            "Commits in order, as events.",
            [CanvasId, Query("after_event_id", "Only later ones than this event."), Limit,
                Answer<ReplayPage>(), .. Reading, .. Refuses(Problems.CursorUnknown)]);
    }
}
