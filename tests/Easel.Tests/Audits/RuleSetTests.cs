using Easel.Server.Audits;

namespace Easel.Tests.Audits;

public class RuleSetTests
{
    [Fact]
    public void AR5_The_page_about_audits_has_every_rule_as_it_is()
    {
        var page = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "audits.md"));

        var rows = RuleSets.AllRules.Select(
            rule => $"| `{rule.Id}` | {rule.Severity.NameOf()} | {rule.LooksFor} | {rule.Fix} |");

        Assert.Equal(rows, page.Where(line => RuleSets.AllRules.Any(
            rule => line.StartsWith($"| `{rule.Id}` |", StringComparison.Ordinal))));
    }

    [Fact]
    public void AR5_Ids_are_there_once_and_every_rule_is_in_a_set()
    {
        Assert.Distinct(RuleSets.AllRules.Select(rule => rule.Id));
        Assert.Distinct(RuleSets.Ids);
        Assert.All(RuleSets.All, set => Assert.Distinct(set.Rules.Select(one => one.Rule.Id)));
        Assert.Equal(RuleSets.AllRules, RuleSets.Find("strict")!.Rules.Select(one => one.Rule));
    }
}
