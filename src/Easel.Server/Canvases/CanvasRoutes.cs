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
        MapCommands(canvases, services.GetRequiredService<CommandEndpoints>());
        var erasure = services.GetRequiredService<ErasureEndpoint>();
        canvases.MapPost($"{Canvas}/erase", Answers.Answering(erasure.EraseAsync)).Describe(
            "Erases what was written up to a revision, for good: for owners.",
            [CanvasId, Body<ErasureRequest>(), Answer<ErasureAnswer>(), .. Reading,
                .. Refuses(Problems.Forbidden, Problems.RevUnknown, Problems.OutcomeUnknown)]);
        canvases.MapGet($"{Canvas}/snapshot", services.GetRequiredService<Snapshots>().GetAsync).Describe(
            "The state now, at a revision or at a time.",
            [CanvasId, Query("rev", "The revision.", JsonSchemaType.Integer), Query("at", "The time, as in RFC 3339."),
                Answer<SnapshotAnswer>(), .. Reading]);
    }

    private static void MapCommands(IEndpointRouteBuilder routes, CommandEndpoints commands)
    {
        object[] refuses =
        [
            CanvasId, Header("Idempotency-Key", "Makes the command repeatable; a key in the body wins."),
            Answer<CommandAnswer>(), Answer<ConflictAnswer>(409, Answers.ProblemJson),
            .. Writing, .. Refuses(Problems.OpInvalid, Problems.BaseRevRequired),
        ];
        routes.MapPost($"{Canvas}/commands", commands.EditAsync).Describe(
            "Commits ops as the next revision, or answers what the sender missed.",
            [Body<CommandRequest>(), .. refuses]);
        routes.MapPost($"{Canvas}/undo", commands.UndoAsync).Describe(
            "Commits what takes the newest commit of the scope back.", [Body<UndoCommand>(), .. refuses]);
        routes.MapPost($"{Canvas}/redo", commands.RedoAsync).Describe(
            "Commits what takes the newest undo of the scope back.", [Body<UndoCommand>(), .. refuses]);
        routes.MapPost($"{Canvas}/restore", commands.RestoreAsync).Describe(
            "Commits the state of an older revision.",
            [Body<RestoreCommand>(), .. refuses, .. Refuses(Problems.RevUnknown)]);
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
