using System.Text.Json.Serialization;

namespace Easel.Server.Audits;

/// <summary>What to audit: by default the head, with the standard rules.</summary>
/// <param name="TargetArtifactId">What the audit is about: its revision, unless another is named.</param>
internal sealed record AuditRequest(string? Ruleset, long? Rev, string? TargetArtifactId);

/// <summary>A report as it is kept (SPEC AR5); <see cref="Id"/> and what follows is known of it once it is.</summary>
internal sealed record AuditReport(
    string CanvasId, long Rev, string Ruleset, double Score, int Errors, int Warnings, int Infos,
    IReadOnlyList<AuditFinding> Findings, int LeftOut, bool IsWhole)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TargetArtifactId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>The artifact that the report is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ArtifactRefId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CreatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CreatedBy { get; init; }
}

/// <summary>A finding as it is written.</summary>
internal sealed record AuditFinding(string Rule, string Severity, string Message, string Fix)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AtomId { get; init; }

    /// <summary>The beginning of what is written on it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AtomText { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Location? Location { get; init; }

    public static AuditFinding Of(Finding finding) =>
        new(finding.Rule, finding.Severity.NameOf(), finding.Message, finding.Fix)
        {
            AtomId = finding.AtomId,
            AtomText = finding.AtomText,
            Location = finding.Location,
        };
}

/// <summary>A report in a list.</summary>
internal sealed record AuditRow(
    string Id, string CanvasId, long Rev, string Ruleset, double Score, int Errors, int Warnings, int Infos,
    string CreatedAt, string CreatedBy, string ArtifactRefId);

/// <summary>Reports, the newest first.</summary>
internal sealed record AuditPage(IReadOnlyList<AuditRow> Audits, string? Next);

/// <summary>What an artifact's summary says of a report, so that lists need not read it.</summary>
internal sealed record AuditSummary(string Ruleset, double Score, int Errors, int Warnings, int Infos);

/// <summary>Tells those who watch a canvas that it was audited (SPEC ST6).</summary>
internal sealed record AuditEvent(
    string Type, string AuditId, string ArtifactId, string CanvasId, long Rev, string Ruleset, double Score, int Errors,
    int Warnings);

/// <summary>All rule sets.</summary>
internal sealed record RuleSetList(IReadOnlyList<RuleSetAnswer> Rulesets);

internal sealed record RuleSetAnswer(
    string Id, string Description, Thresholds Thresholds, IReadOnlyList<RuleAnswer> Rules);

internal sealed record RuleAnswer(string Id, string Severity, string LooksFor, string Fix);

/// <summary>How severities are called on the wire.</summary>
internal static class SeverityNames
{
    public static string NameOf(this Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };
}
