namespace Easel.Server.Audits;

/// <summary>What became of a look at one state of a canvas with one rule set. The same two give the same.</summary>
internal sealed record Audit
{
    /// <summary>Findings in a report; the worst are kept.</summary>
    public const int FindingsMax = 500;

    /// <summary>Findings of one rule in a report, so that one that finds thousands leaves room for others.</summary>
    public const int FindingsPerRuleMax = 100;

    public required string RuleSet { get; init; }

    /// <summary>See <see cref="Audits.Score"/>.</summary>
    public required double Score { get; init; }

    public required int Errors { get; init; }

    public required int Warnings { get; init; }

    public required int Infos { get; init; }

    /// <summary>The worst first, then in the order of rules, then of atoms.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Findings that are counted but not listed.</summary>
    public required int LeftOut { get; init; }

    /// <summary>
    /// Whether all was looked at; false where so many atoms lie over each other that not all pairs were compared.
    /// </summary>
    public required bool IsWhole { get; init; }

    /// <summary>Looks at a canvas. Takes time in proportion to its size.</summary>
    public static Audit Of(AuditedCanvas canvas, RuleSet set)
    {
        var counts = new int[3]; // By severity.
        var flawed = new HashSet<int>();
        var findings = new List<Finding>();
        foreach (var (rule, severity) in set.Rules.OrderByDescending(one => one.Severity))
        {
            var ofThis = 0;
            foreach (var hit in rule.Find(canvas, set.Thresholds))
            {
                counts[(int)severity]++;
                if (hit.Atom is { } atom) flawed.Add(atom.Index);
                if (ofThis++ < FindingsPerRuleMax && findings.Count < FindingsMax)
                    findings.Add(FindingOf(rule, severity, hit));
            }
        }

        return Of(canvas, set, counts, flawed.Count, findings);
    }

    private static Audit Of(AuditedCanvas canvas, RuleSet set, int[] counts, int flawed, List<Finding> findings) =>
        new()
        {
            RuleSet = set.Id,
            Score = Audits.Score.Of(canvas.Atoms.Count - flawed, counts),
            Errors = counts[(int)Severity.Error],
            Warnings = counts[(int)Severity.Warning],
            Infos = counts[(int)Severity.Info],
            Findings = findings,
            LeftOut = counts.Sum() - findings.Count,
            IsWhole = canvas.Neighbours.IsWhole,
        };

    private static Finding FindingOf(Rule rule, Severity severity, Hit hit) => new(
        rule.Id, severity, hit.Message, hit.Atom?.Id, hit.Atom is { } atom ? Location.Of(atom.Box) : null, rule.Fix)
    {
        AtomText = hit.Atom?.Excerpt,
    };
}
