using Easel.Documents;
using Easel.Server.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Runs;

/// <summary>A run, as it is answered.</summary>
internal sealed record RunAnswer(
    string RunId, string Status, string ActorId, string ActorType, string Subject, long FromRev, long ToRev,
    long Commits, string BeganAt, string LastAt, string? EndedAt, string? ReplayId, string? AuditId,
    IReadOnlyList<string> Problems);

/// <summary>Runs, the newest first.</summary>
internal sealed record RunList(IReadOnlyList<RunAnswer> Runs);

/// <summary>The runs of a canvas over HTTP (SPEC AR6).</summary>
internal sealed class RunEndpoints(
    RequestContexts contexts, Access access, CanvasRecords records, RunFollower follower)
{
    private const int ListDefault = 100;
    private const int ListMax = 1_000;

    private static Refusal NotFound => Problems.NotFound.Because("The canvas has no such run.");

    /// <summary><c>GET /canvas/{canvas_id}/runs</c></summary>
    public async ValueTask<IAnswer> ListAsync(HttpContext http)
    {
        var (refusal, canvas) = await OpenAsync(http, Role.Viewer);
        if ((refusal ?? http.Request.TryReadNumber("limit", out _)) is { } wrong) return wrong;
        http.Request.TryReadNumber("limit", out var limit);
        var runs = await follower.ListAsync(canvas, http.RequestAborted);
        var count = (int)Math.Clamp(limit ?? ListDefault, 1, ListMax);
        return JsonAnswer.Of(new RunList([.. runs.Take(count).Select(Describe)]), WireJson.Default.RunList);
    }

    /// <summary><c>GET /canvas/{canvas_id}/runs/{run_id}</c></summary>
    public async ValueTask<IAnswer> GetAsync(HttpContext http)
    {
        var (refusal, canvas) = await OpenAsync(http, Role.Viewer);
        if (refusal is not null) return refusal;
        var runs = await follower.ListAsync(canvas, http.RequestAborted);
        return Answer(runs.FirstOrDefault(run => run.RunId == RunId(http)));
    }

    /// <summary><c>POST /canvas/{canvas_id}/runs/{run_id}/end</c></summary>
    public async ValueTask<IAnswer> EndAsync(HttpContext http)
    {
        var (refusal, canvas) = await OpenAsync(http, Role.Member);
        if ((refusal ?? access.RefuseEdit(canvas)) is { } refused) return refused;
        return await follower.EndAsync(canvas, RunId(http), http.RequestAborted) switch
        {
            (false, _) => NotFound,
            (true, null) => Problems.Overloaded.Because("The run could not be ended yet; it is tried again by itself."),
            (true, var run) => Answer(run),
        };
    }

    private async ValueTask<(Refusal? Refusal, DocumentKey Canvas)> OpenAsync(HttpContext http, Role needed)
    {
        if (contexts.TryOpen(http, needed, out var context) is { } refusal) return (refusal, default!);
        var canvas = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        return await records.FindAsync(context, canvas) is null ? (CanvasRecords.NotFound, canvas) : (null, canvas);
    }

    private static string RunId(HttpContext http) => (string)http.Request.RouteValues["run_id"]!;

    private static IAnswer Answer(Run? run) =>
        run is null ? NotFound : JsonAnswer.Of(Describe(run), WireJson.Default.RunAnswer);

    private static RunAnswer Describe(Run run) => new(
        run.RunId, run.EndedAt is null ? "open" : "ended", run.ActorId, run.ActorType, run.Subject, run.FromRev,
        run.ToRev, run.Commits, Timestamp.Of(run.BeganAt), Timestamp.Of(run.LastAt),
        run.EndedAt is { } at ? Timestamp.Of(at) : null, run.ReplayId, run.AuditId, run.Problems);
}
