using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Artifacts;
using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Replays.Walkthroughs;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Replays;

/// <summary><c>POST /canvas/{canvas_id}/replays</c> and <c>.../walkthroughs</c> (SPEC AR4).</summary>
internal sealed class ReplayEndpoints(
    RequestContexts contexts, CanvasAccess canvases, Access access, Rates rates, ReplayBuilder replays,
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
        var (closed, context, canvas) = await canvases.OpenAsync(http, Role.Member);
        if (closed is not null) return closed;
        var key = canvas.Record.Key;
        if ((rates.TryTenant(context) ?? access.RefuseEdit(key) ?? body.Refuse()) is { } refused) return refused;
        var author = new HistoryAuthor(
            context.By with { CorrelationId = body.CorrelationId }, () => access.MayEdit(context, key));
        var outcome = await make(key, author);
        return outcome is ArtifactOutcome.Written(var record, _)
            ? ArtifactAnswers.Created(http, record, canvas.Head)
            : access.Explain(((ArtifactOutcome.Refused)outcome).Refusal, key);
    }
}
