using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Artifacts;
using Easel.Server.Canvases;
using Easel.Server.Replays.Walkthroughs;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Replays;

/// <summary><c>POST /canvas/{canvas_id}/replays</c> and <c>.../walkthroughs</c> (SPEC AR4).</summary>
internal sealed class ReplayEndpoints(
    RequestContexts contexts, Access access, CanvasRecords records, ReplayBuilder replays,
    WalkthroughBuilder walkthroughs)
{
    public async ValueTask<IAnswer> ReplayAsync(HttpContext http)
    {
        var (refusal, body) = await contexts.ReadBodyAsync(http, WireJson.Default.ReplayCommand);
        if (refusal is not null) return refusal;
        ReplayMode? mode = body.Mode switch { "full" => ReplayMode.Full, "keyframe" => ReplayMode.Keyframe, _ => null };
        if (mode is null && body.Mode is not null)
            return Problems.InvalidRequest.Because("mode must be one of keyframe, full.");
        return await MakeAsync(http, body, (canvas, author) =>
            replays.BuildAsync(canvas, body.ToRequest(), mode, author, http.RequestAborted));
    }

    public async ValueTask<IAnswer> WalkthroughAsync(HttpContext http)
    {
        var (refusal, body) = await contexts.ReadBodyAsync(http, WireJson.Default.WalkthroughCommand);
        if (refusal is not null) return refusal;
        if (WalkthroughForm.Find(body.Format ?? "markdown") is not { } form)
            return Problems.InvalidRequest.Because("format must be one of markdown, json, debug.");
        return await MakeAsync(http, body, (canvas, author) =>
            walkthroughs.BuildAsync(canvas, body.ToRequest(), form, author, http.RequestAborted));
    }

    private async ValueTask<IAnswer> MakeAsync(
        HttpContext http, HistoryCommand body, Func<DocumentKey, HistoryAuthor, Task<ArtifactOutcome>> make)
    {
        if (contexts.TryOpen(http, Role.Member, out var context) is { } closed) return closed;
        var canvas = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        if (await records.FindAsync(context, canvas) is null) return CanvasRecords.NotFound;
        if ((access.RefuseEdit(canvas) ?? body.Refuse()) is { } refused) return refused;
        var author = new HistoryAuthor(
            context.By with { CorrelationId = body.CorrelationId }, () => access.MayEdit(context, canvas));
        var outcome = await make(canvas, author);
        return outcome switch
        {
            ArtifactOutcome.Refused(var refusal) => refusal,
            ArtifactOutcome.Written(var record, _) => JsonAnswer.Of(
                WrittenArtifact.Of(record, http.Request.Prefix()), WireJson.Default.WrittenArtifact, 201),
            _ => throw new System.Diagnostics.UnreachableException(outcome.GetType().Name),
        };
    }
}
