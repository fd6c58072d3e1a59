using System.Text.Json;
using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Server.Limits;
using Easel.Server.Stream;
using Easel.Server.Wire;

namespace Easel.Server.Audits;

/// <summary>What became of an audit.</summary>
internal abstract record AuditOutcome
{
    private AuditOutcome()
    {
    }

    /// <summary>It is kept, as the artifact that the report names.</summary>
    public sealed record Kept(AuditReport Report) : AuditOutcome;

    /// <summary>There is none.</summary>
    public sealed record Refused(Refusal Refusal) : AuditOutcome;
}

/// <summary>What to audit.</summary>
/// <param name="Revision">Null for the head.</param>
/// <param name="Target">The artifact that it is about, if it is about one.</param>
/// <param name="IsWanted">Asked when the report is committed; null means it always is.</param>
internal sealed record AuditOrder(
    RuleSet Set, Revision? Revision = null, ArtifactRecord? Target = null, Func<bool>? IsWanted = null);

/// <summary>Audits canvases: for requests, and for what runs without one. Who may ask is decided before.</summary>
internal sealed class Auditor(CanvasDocuments canvases, ArtifactLibrary library, CanvasStreams streams)
{
    /// <summary>What its artifacts are.</summary>
    public const string Kind = ArtifactDraft.Audit;

    /// <summary>Audits at once: a large canvas takes a core for a moment.</summary>
    public const int RunningMax = 2;

    /// <summary>Audits that may wait for their turn, half of them one tenant's; one more is refused.</summary>
    public const int WaitingMax = 32;

    private readonly Places places = new(new PlaceLimits(RunningMax, WaitingMax));

    /// <summary>Audits a canvas that is there, keeps the report, and tells those who watch.</summary>
    public async Task<AuditOutcome> RunAsync(
        DocumentKey key, AuditOrder order, Attribution by, CancellationToken ct)
    {
        var (refusal, report) = await AuditAsync(key, order, ct);
        return refusal is null
            ? await KeepAsync(key, report, by, order.IsWanted, ct)
            : new AuditOutcome.Refused(refusal);
    }

    /// <summary>What a report says of itself, and what its artifact says of it.</summary>
    public static AuditReport Named(AuditReport report, ArtifactRecord record) => report with
    {
        Id = record.Id,
        ArtifactRefId = record.Id,
        CreatedAt = Timestamp.Of(record.CreatedAt),
        CreatedBy = record.Subject,
    };

    private async Task<(Refusal? Refusal, AuditReport Report)> AuditAsync(
        DocumentKey key, AuditOrder order, CancellationToken ct)
    {
        using var place = await places.TakeAsync(key.Tenant, ct);
        if (place is null) return (Problems.Overloaded.Because("Too many audits are waiting."), null!);
        var view = await canvases.PeekAsync(key);
        var revision = order.Revision ?? view.Head;
        if (revision > view.Head) return (Problems.RevUnknown.Because($"The head is {view.Head.Number}."), null!);
        var state = revision == view.Head ? view.State : await canvases.ReadAtAsync(key, revision);
        if (state is null) return (Problems.RevUnknown.Because("What was there at that time was erased."), null!);
        var kept = Math.Max(0, revision.Number - view.Floor.Number);
        var audit = Audit.Of(AuditedCanvas.Of(state, kept), order.Set);
        return (null, Report(key.Id, revision, audit, order.Target));
    }

    private static AuditReport Report(string canvasId, Revision revision, Audit audit, ArtifactRecord? target) => new(
        canvasId, revision.Number, audit.RuleSet, audit.Score, audit.Errors, audit.Warnings, audit.Infos,
        [.. audit.Findings.Select(AuditFinding.Of)], audit.LeftOut, audit.IsWhole)
    {
        TargetArtifactId = target?.Id,
    };

    private async Task<AuditOutcome> KeepAsync(
        DocumentKey key, AuditReport report, Attribution by, Func<bool>? isWanted, CancellationToken ct)
    {
        var summary = new AuditSummary(
            report.Ruleset, report.Score, report.Errors, report.Warnings, report.Infos);
        var draft = new ArtifactDraft(Kind, "application/json")
        {
            Rev = report.Rev,
            CorrelationId = by.CorrelationId,
            Sources = report.TargetArtifactId is { } source ? [source] : [],
            Summary = JsonSerializer.SerializeToElement(summary, WireJson.Default.AuditSummary),
        };
        var outcome = await library.WriteAsync(key, by, WriteAsync, new ArtifactTerms(IsWanted: isWanted), ct);
        if (outcome is not ArtifactOutcome.Written(var record, _))
            return new AuditOutcome.Refused(((ArtifactOutcome.Refused)outcome).Refusal);
        streams.Post(key, EventOf(report, record));
        return new AuditOutcome.Kept(Named(report, record));

        async Task<ArtifactDraft> WriteAsync(System.IO.Stream to, CancellationToken token)
        {
            await JsonSerializer.SerializeAsync(to, report, WireJson.Default.AuditReport, token);
            return draft;
        }
    }

    private static StreamEvent EventOf(AuditReport report, ArtifactRecord record)
    {
        const string Type = "audit_result";
        var told = new AuditEvent(
            Type, record.Id, record.Id, report.CanvasId, report.Rev, report.Ruleset, report.Score, report.Errors,
            report.Warnings);
        return new StreamEvent(Type, JsonSerializer.SerializeToUtf8Bytes(told, WireJson.Default.AuditEvent));
    }
}
