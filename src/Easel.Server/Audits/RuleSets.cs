using Easel.Server.Audits.Rules;
using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits;

/// <summary>All rules and all rule sets.</summary>
internal static class RuleSets
{
    /// <summary>In the order in which reports list what matters equally.</summary>
    public static IReadOnlyList<Rule> AllRules { get; } =
    [
        Arrows.Dangling, Arrows.Loose, Arrows.ToItself, Arrows.Duplicate,
        Structure.Empty, Structure.EmptyGroup, Structure.DuplicateAtom, Structure.DuplicateContent,
        Structure.DeepNesting, Structure.LoneAtom,
        Layout.OffPage, Layout.NoNumber, Layout.NoSize, Layout.Covered, Layout.PartlyOver, Layout.OutsideGroup,
        Layout.TinyTarget, Alignment.Misaligned,
        Writing.Overflow, Writing.Placeholder, Writing.Capitals,
        Accessibility.Contrast, Accessibility.LineContrast, Accessibility.Alternative, Accessibility.BareLink,
        ReadingOrder.Rule,
        Performance.ManyAtoms, Performance.LargeCanvas, Performance.LargeText, Performance.Embedded,
        Performance.LongHistory,
    ];

    /// <summary>What is wrong whatever the canvas is for.</summary>
    public static RuleSet Standard { get; } = new(
        "standard", "What is wrong whatever the canvas is for.", new Thresholds(),
        AllBut(Arrows.Loose, Accessibility.LineContrast, Accessibility.BareLink, ReadingOrder.Rule));

    public static RuleSet Accessible { get; } = new(
        "accessibility", "Whether everyone can read and use it: WCAG 2.2 at level AA, as far as a program can tell.",
        new Thresholds(),
        [
            (Accessibility.Contrast, Error), (Accessibility.Alternative, Error),
            (Accessibility.LineContrast, Warning), (Accessibility.BareLink, Warning), (ReadingOrder.Rule, Warning),
            (Layout.TinyTarget, Warning), (Layout.Covered, Warning), (Writing.Overflow, Warning),
            (Writing.Capitals, Info), (Structure.Empty, Info),
        ]);

    public static RuleSet Tidy { get; } = new(
        "layout", "Whether everything is seen, apart and in line.", new Thresholds(),
        [
            .. Only("layout."), (Structure.DuplicateAtom, Warning), (Structure.EmptyGroup, Warning),
            (Structure.LoneAtom, Info), (Writing.Overflow, Warning),
        ]);

    public static RuleSet Fast { get; } = new(
        "performance", "Whether it loads and draws quickly.", new Thresholds(), Only("performance."));

    /// <summary>Everything, with less patience.</summary>
    public static RuleSet Strict { get; } = new(
        "strict", "Everything, with less patience: for what is to be shown to others.",
        new Thresholds
        {
            TargetMin = 44, // WCAG 2.2, 2.5.5 Target Size (Enhanced).
            OverlapMax = 1,
            DepthMax = 4,
            DisorderMax = 0.1,
            AtomsMax = 2_000,
            BytesMax = 1 << 20,
        },
        [.. AllRules.Select(rule => (rule, rule.Severity == Info ? Warning : Error))]);

    public static IReadOnlyList<RuleSet> All { get; } = [Standard, Accessible, Tidy, Fast, Strict];

    public static IEnumerable<string> Ids => All.Select(set => set.Id);

    /// <summary>All of them in words.</summary>
    public static RuleSetList Described { get; } = new([.. All.Select(set => new RuleSetAnswer(
        set.Id, set.Description, set.Thresholds,
        [.. set.Rules.Select(one => new RuleAnswer(
            one.Rule.Id, one.Severity.NameOf(), one.Rule.LooksFor, one.Rule.Fix))]))]);

    public static RuleSet? Find(string id) => All.FirstOrDefault(set => set.Id == id);

    private static (Rule, Severity)[] AllBut(params Rule[] rules) =>
        [.. AllRules.Except(rules).Select(rule => (rule, rule.Severity))];

    private static (Rule, Severity)[] Only(string family) =>
        [.. AllRules.Where(rule => rule.Id.StartsWith(family, StringComparison.Ordinal))
            .Select(rule => (rule, rule.Severity))];
}
