using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Artifacts;
using Easel.Server.Audits;
using Easel.Server.Replays;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Runs;

/// <summary>
/// What is made when a run ends: where the flag <c>auto_mode</c> is on, a replay and an audit, whether anybody was
/// connected or not. Asked again after a crash, it finds what it had made.
/// </summary>
internal sealed class RunEnd(
    ReplayBuilder replays, Auditor auditor, ArtifactLibrary library, Access access, TimeProvider clock)
{
    // A second try helps; the same request would be answered alike for all other reasons.
    private static readonly Problem[] Passing =
        [Problems.Overloaded, Problems.OutcomeUnknown, Problems.StorageFailed, Problems.StorageFull, Problems.NotReady];

    /// <returns>The run as it is to be recorded; null if that has to be tried again.</returns>
    public async Task<Run?> TryMakeAsync(OpenRun open, CancellationToken ct)
    {
        var (canvas, run) = (open.Canvas, open.Run);
        var ended = run with { EndedAt = clock.GetUtcNow(), ReplayId = null, AuditId = null, Problems = [] };
        if (!access.FlagsOf(canvas.Tenant).AutoMode) return ended;
        if (access.RefuseEdit(canvas)?.Problem is { } stopped) return ended with { Problems = [stopped.Code] };

        var by = ServerActor.By with { CorrelationId = run.RunId };
        var (replayId, noReplay) = await TryAsync(() => ReplayAsync(canvas, run, by, ct));
        var (auditId, noAudit) = await TryAsync(() => AuditAsync(canvas, run, by, ct));
        if (Passing.Contains(noReplay) || Passing.Contains(noAudit)) return null;
        return ended with
        {
            ReplayId = replayId,
            AuditId = auditId,
            Problems = [.. new[] { noReplay, noAudit }.OfType<Problem>().Select(problem => problem.Code)],
        };
    }

    /// <summary>What is damaged stays so: the run ends all the same.</summary>
    private static async Task<(string? Id, Problem? Problem)> TryAsync(
        Func<Task<(string? Id, Problem? Problem)>> make)
    {
        try
        {
            return await make();
        }
        catch (DocumentDamagedException)
        {
            return (null, Problems.CanvasDamaged);
        }
    }

    private async Task<(string? Id, Problem? Problem)> ReplayAsync(
        DocumentKey canvas, Run run, Attribution by, CancellationToken ct)
    {
        if (await FindAsync(canvas, run, "replay", ct) is { } made) return (made, null);
        var wanted = new HistoryRequest(run.FromRev - 1, run.ToRev, new ReplaySelection(null, run.RunId));
        return await replays.BuildAsync(canvas, wanted, null, new HistoryAuthor(by), ct) switch
        {
            ArtifactOutcome.Written(var record, _) => (record.Id, null),
            ArtifactOutcome.Refused(var refusal) => (null, refusal.Problem),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }

    private async Task<(string? Id, Problem? Problem)> AuditAsync(
        DocumentKey canvas, Run run, Attribution by, CancellationToken ct)
    {
        if (await FindAsync(canvas, run, Auditor.Kind, ct) is { } made) return (made, null);
        var order = new AuditOrder(RuleSets.Standard, new Revision(run.ToRev));
        return await auditor.RunAsync(canvas, order, by, ct) switch
        {
            AuditOutcome.Kept(var report) => (report.Id, null),
            AuditOutcome.Refused(var refusal) => (null, refusal.Problem),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }

    /// <summary>What was made of the run before a crash.</summary>
    private async Task<string?> FindAsync(DocumentKey canvas, Run run, string kind, CancellationToken ct) =>
        (await library.ListAsync(canvas, ct)).LastOrDefault(record =>
            record.Kind == kind && record.Rev == run.ToRev && record.CorrelationId == run.RunId
            && record is { IsDeleted: false, Summary: not null }
            && ServerActor.Is(record.Subject, record.ActorType))?.Id;
}
