using System.Text.Json;
using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Audits;

/// <summary>Audits over HTTP (SPEC AR5).</summary>
internal sealed class AuditEndpoints(
    RequestContexts contexts, CanvasAccess canvases, Access access, Rates rates, ArtifactLibrary library,
    Auditor auditor)
{
    private const int PageDefault = 50;
    private const int PageMax = 500;

    private static Refusal NotFound => Problems.NotFound.Because("There is no such audit.");

    /// <summary><c>POST /canvas/{canvas_id}/audits</c></summary>
    public async ValueTask<IAnswer> RunAsync(HttpContext http)
    {
        var (wrong, body) = await contexts.ReadBodyAsync(http, WireJson.Default.AuditRequest);
        if (wrong is not null) return wrong;
        var (refused, context, canvas) = await canvases.OpenAsync(http, Role.Member);
        if (refused is not null) return refused;
        if (RuleSets.Find(body.Ruleset ?? RuleSets.Standard.Id) is not { } set)
            return Problems.InvalidRequest.Because($"ruleset is one of {string.Join(", ", RuleSets.Ids)}.");
        if (body.Rev < 0) return Problems.InvalidRequest.Because("rev must be a whole number from 0.");

        var key = canvas.Record.Key;
        if ((rates.TryTenant(context) ?? access.RefuseEdit(key)) is { } stopped) return stopped;
        var target = body.TargetArtifactId is { } id ? await FindAsync(key, id, http.RequestAborted) : null;
        if (target is null && body.TargetArtifactId is not null)
            return Problems.NotFound.Because("The canvas has no such artifact.");

        var revision = (body.Rev ?? target?.Rev) is { } number ? new Revision(number) : (Revision?)null;
        var order = new AuditOrder(set, revision, target, () => access.MayEdit(context, key));
        return await auditor.RunAsync(key, order, context.By, http.RequestAborted) switch
        {
            AuditOutcome.Kept(var report) => Created(http, report),
            AuditOutcome.Refused(var refusal) => access.Explain(refusal, key),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }

    /// <summary><c>GET /canvas/{canvas_id}/audits</c></summary>
    public async ValueTask<IAnswer> ListAsync(HttpContext http)
    {
        var (refusal, _, canvas) = await canvases.OpenAsync(http, Role.Viewer);
        var (before, order) = (default(long?), default(PageOrder));
        refusal ??= http.Request.TryReadNumber("cursor", out before)
            ?? PageOrder.TryRead(http.Request, PageDefault, PageMax, out order);
        if (refusal is not null) return refusal;
        var audits = (await library.ListAsync(canvas.Record.Key, http.RequestAborted)).Reverse()
            .Where(one => (before is null || one.Number < before) && IsAudit(one));
        var (page, next) = order.Cut(audits, one => $"{one.Number}");
        return JsonAnswer.Of(new AuditPage([.. page.Select(RowOf)], next), WireJson.Default.AuditPage);
    }

    /// <summary><c>GET /canvas/{canvas_id}/audits/{audit_id}</c></summary>
    public async ValueTask<IAnswer> GetAsync(HttpContext http)
    {
        var (refusal, _, canvas) = await canvases.OpenAsync(http, Role.Viewer);
        if (refusal is not null) return refusal;
        var id = (string)http.Request.RouteValues["audit_id"]!;
        if (await FindAsync(canvas.Record.Key, id, http.RequestAborted) is not { } record || !IsAudit(record))
            return NotFound;
        return await ReadAsync(record, http.RequestAborted) is { } report
            ? JsonAnswer.Of(Auditor.Named(report, record), WireJson.Default.AuditReport)
            : NotFound;
    }

    /// <summary><c>GET /audit-rulesets</c></summary>
    public ValueTask<IAnswer> ListRuleSetsAsync(HttpContext http) => new(
        contexts.TryOpen(http, Role.Viewer, out _) is { } refusal
            ? refusal
            : JsonAnswer.Of(RuleSets.Described, WireJson.Default.RuleSetList));

    private async ValueTask<ArtifactRecord?> FindAsync(DocumentKey canvas, string id, CancellationToken ct) =>
        await library.FindAsync(canvas.Tenant, canvas.Env, id, ct) is { IsDeleted: false } record
            && record.CanvasId == canvas.Id ? record : null;

    /// <returns>Null if it was deleted.</returns>
    /// <exception cref="ArtifactDamagedException">It is not what was written.</exception>
    private async ValueTask<AuditReport?> ReadAsync(ArtifactRecord record, CancellationToken ct) =>
        await library.ReadWholeAsync(record, ct) is { } json // The server wrote it, and knows no large ones.
            ? JsonSerializer.Deserialize(json, WireJson.Default.AuditReport)
            : null;

    // Anyone may upload something and call it an audit; ours say what they found.
    private static bool IsAudit(ArtifactRecord record) =>
        record is { Kind: Auditor.Kind, IsDeleted: false, Rev: not null } && TrySummarize(record) is not null;

    private static AuditSummary? TrySummarize(ArtifactRecord record) =>
        record.Summary?.Deserialize(WireJson.Default.AuditSummary);

    private static AuditRow RowOf(ArtifactRecord record)
    {
        var found = TrySummarize(record)!;
        return new AuditRow(
            record.Id, record.CanvasId, record.Rev!.Value, found.Ruleset, found.Score, found.Errors, found.Warnings,
            found.Infos, Timestamp.Of(record.CreatedAt), record.Subject, record.Id);
    }

    private static IAnswer Created(HttpContext http, AuditReport report)
    {
        http.Response.Headers.Location = $"{http.Request.Prefix()}/canvas/{report.CanvasId}/audits/{report.Id}";
        return JsonAnswer.Of(report, WireJson.Default.AuditReport, 201);
    }
}
