using System.Globalization;
using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Runs;

/// <summary>A run, as it is answered.</summary>
internal sealed record RunAnswer(
    string RunId, string Status, string ActorId, string ActorType, string Subject, long FromRev, long ToRev,
    long Commits, string BeganAt, string LastAt, string? EndedAt, string? ReplayId, string? AuditId,
    IReadOnlyList<string> Problems, long? UndoneByRev);

/// <summary>Runs, the newest first.</summary>
/// <param name="Next">The cursor of the next page; null if this is the last.</param>
internal sealed record RunPage(IReadOnlyList<RunAnswer> Runs, string? Next);

/// <summary>The runs of a canvas over HTTP (SPEC AR6).</summary>
internal sealed class RunEndpoints(CanvasAccess canvases, Access access, Rates rates, RunFollower follower)
{
    private const int PageDefault = 100;
    private const int PageMax = 1_000;

    private static Refusal NotFound => Problems.NotFound.Because("The canvas has no such run.");

    /// <summary><c>GET /canvas/{canvas_id}/runs</c>: a page ends before the revision that its cursor names.</summary>
    public async ValueTask<IAnswer> ListAsync(HttpContext http)
    {
        var (refusal, _, canvas) = await canvases.OpenAsync(http, Role.Viewer);
        refusal ??= PageOrder.TryRead(http.Request, PageDefault, PageMax, out _)
            ?? http.Request.TryReadNumber("cursor", out _);
        if (refusal is not null) return refusal;
        PageOrder.TryRead(http.Request, PageDefault, PageMax, out var order);
        http.Request.TryReadNumber("cursor", out var before);
        var runs = await follower.ListAsync(canvas.Record.Key, http.RequestAborted);
        var (page, next) = order.Cut(
            runs.SkipWhile(run => run.FromRev >= before), run => run.FromRev.ToString(CultureInfo.InvariantCulture));
        return JsonAnswer.Of(new RunPage([.. page.Select(Describe)], next), WireJson.Default.RunPage);
    }

    /// <summary><c>GET /canvas/{canvas_id}/runs/{run_id}</c></summary>
    public async ValueTask<IAnswer> GetAsync(HttpContext http)
    {
        var (refusal, _, canvas) = await canvases.OpenAsync(http, Role.Viewer);
        if (refusal is not null) return refusal;
        var runs = await follower.ListAsync(canvas.Record.Key, http.RequestAborted);
        var runId = http.Request.RawSegment(0);
        return Answer(runs.FirstOrDefault(run => run.RunId == runId));
    }

    /// <summary><c>POST /canvas/{canvas_id}/runs/{run_id}/end</c></summary>
    public async ValueTask<IAnswer> EndAsync(HttpContext http)
    {
        var (refusal, context, canvas) = await canvases.OpenAsync(http, Role.Member);
        refusal ??= rates.TryActor(context.Identity) ?? rates.TryTenant(context)
            ?? access.RefuseEdit(canvas.Record.Key);
        if (refusal is not null) return refusal;
        return await follower.EndAsync(canvas.Record.Key, http.Request.RawSegment(1), http.RequestAborted) switch
        {
            (false, _) => NotFound,
            (true, null) => Problems.Overloaded.Because("The run could not be ended yet; it is tried again by itself."),
            (true, var run) => Answer(run),
        };
    }

    private static IAnswer Answer(Run? run) =>
        run is null ? NotFound : JsonAnswer.Of(Describe(run), WireJson.Default.RunAnswer);

    private static RunAnswer Describe(Run run) => new(
        run.RunId, run.EndedAt is null ? "open" : "ended", run.ActorId, run.ActorType, run.Subject, run.FromRev,
        run.ToRev, run.Commits, Timestamp.Of(run.BeganAt), Timestamp.Of(run.LastAt),
        run.EndedAt is { } at ? Timestamp.Of(at) : null, run.ReplayId, run.AuditId, run.Problems,
        run.RedoneByRev is null ? run.UndoneByRev : null);
}
