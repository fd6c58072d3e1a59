namespace Easel.Server.Audits;

/// <summary>What an audit looks for, and how much each of it matters.</summary>
internal sealed record RuleSet(
    string Id, string Description, Thresholds Thresholds, IReadOnlyList<(Rule Rule, Severity Severity)> Rules);
