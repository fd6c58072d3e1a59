using Easel.Server.Audits;

namespace Easel.Tests.Audits;

public class PlantedDefectTests
{
    private const double RowHeight = 400;

    public static TheoryData<string> Rules => [.. Defects.All.Select(defect => defect.Rule)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void AR5_A_planted_defect_is_found_once_and_nothing_else_is(string rule)
    {
        var (_, atom, plant) = Defects.All.Single(defect => defect.Rule == rule);
        var board = new Board().Text("a", 0, 0, "One").Text("b", 0, 200, "Two").Text("c", 0, 600, "Three");

        var finding = Assert.Single(plant(board, 1_000).Audit().Findings);

        Assert.Equal((rule, atom), (finding.Rule, finding.AtomId));
        Assert.NotEmpty(finding.Fix);
        Assert.NotNull(finding.Location);
    }

    [Fact]
    public void AR5_All_planted_defects_are_found_once_each_with_the_right_atom()
    {
        var board = new Prefixed();
        foreach (var (at, defect) in Defects.All.Index()) board.Plant($"{at}-", defect.Plant, at * RowHeight);
        var expected = Defects.All.Select((defect, at) => (defect.Rule, (string?)$"{at}-{defect.Atom}"));

        var found = board.Audit().Findings.Select(finding => (finding.Rule, finding.AtomId));

        Assert.Equal(expected.Order(), found.Order());
    }

    [Fact]
    public void AR5_Every_rule_has_a_planted_defect() => Assert.Equal(
        RuleSets.AllRules.Select(rule => rule.Id).Order(),
        Defects.All.Select(defect => defect.Rule).Concat(Defects.OfCanvas).Order());

    [Fact]
    public void AR5_What_is_too_much_for_a_canvas_is_found_once_and_without_an_atom()
    {
        var canvas = new Board().Text("a", 0, 0, "One").Text("b", 0, 200, "Two").Canvas();
        var bytes = AuditedCanvas.Of(canvas).Bytes;
        var just = new Thresholds { AtomsMax = 2, BytesMax = bytes, RevisionsMax = 7 };

        Assert.Empty(Find(just, 7));
        var found = Find(new Thresholds { AtomsMax = 1, BytesMax = bytes - 1, RevisionsMax = 6 }, 7);

        Assert.Equal(Defects.OfCanvas, found.Select(finding => finding.Rule));
        Assert.All(found, finding => Assert.Null(finding.AtomId));

        IReadOnlyList<Finding> Find(Thresholds thresholds, long revisions) => Audit.Of(
            AuditedCanvas.Of(canvas, revisions), Board.Everything with { Thresholds = thresholds }).Findings;
    }

    [Fact]
    public void AR5_A_clean_canvas_has_no_findings_in_any_rule_set()
    {
        var canvas = Clean().Canvas();

        foreach (var set in RuleSets.All)
        {
            var audit = Board.Of(canvas, set);
            Assert.Empty(audit.Findings);
            Assert.Equal(1, audit.Score);
        }
    }

    [Fact]
    public void AR5_A_report_repeats_only_the_beginning_of_what_is_written_on_the_canvas()
    {
        const string Song = "BIRD SONG IN THE MORNING, IN CAPITALS AND MUCH TOO LONG FOR ITS BOX, AGAIN AND AGAIN";
        var board = new Board();
        foreach (var (i, type) in new[] { "text", "sticky", "group", "file", "link", "image", "arrow" }.Index())
        {
            board.Add(
                $"a{i}", type, i, i, 30, 10,
                $"\"text\":\"{Song}\",\"label\":\"{Song}\",\"file\":\"{Song}.png\",\"url\":\"{Song}\","
                + "\"color\":\"#eee\"");
        }

        var findings = board.Audit().Findings;

        Assert.True(findings.Count > 10);
        Assert.All(findings, finding => Assert.DoesNotContain("FOR ITS BOX", finding.Message + finding.AtomText));
        Assert.All(findings, finding => Assert.Equal($"{Song[..60]}…", finding.AtomText));
        Assert.Contains(findings, finding => finding.Message == $"It lies partly over “{Song[..60]}…” (a0).");
    }

    [Fact]
    public void AR5_What_has_no_text_is_called_by_its_id()
    {
        var board = new Board().Add("a", "rectangle", 0, 0, 100, 100).Add("b", "rectangle", 50, 50, 100, 100);

        var finding = Assert.Single(board.Audit().Findings, finding => finding.Rule == "layout.overlap");

        Assert.Equal(("It lies partly over a.", null), (finding.Message, finding.AtomText));
    }

    /// <summary>A small plan as somebody with taste would draw it.</summary>
    internal static Board Clean() => new Board()
        .Add("todo", "group", 0, 0, 280, 300, "\"label\":\"To do\"")
        .Add("write", "text", 20, 40, 240, 60, "\"parent\":\"todo\",\"text\":\"Write the plan\"")
        .Add(
            "ask", "sticky", 20, 120, 240, 140,
            "\"parent\":\"todo\",\"text\":\"Ask Ada about Tuesday\",\"color\":\"#bbf7d0\"")
        .Add("done", "group", 400, 0, 280, 300, "\"label\":\"Done\"")
        .Add(
            "sketch", "file", 420, 40, 240, 140,
            "\"parent\":\"done\",\"file\":\"sketch.png\",\"alt\":\"A sketch of the hall\"")
        .Add("round", "ellipse", 420, 200, 240, 80, "\"parent\":\"done\",\"text\":\"Start\"")
        .Add("site", "link", 800, 0, 240, 100, "\"url\":\"https://example.org\",\"title\":\"The site\"")
        .Arrow("a", "\"fromNode\":\"write\",\"toNode\":\"sketch\",\"label\":\"then\"");

    /// <summary>Gives each defect ids of its own.</summary>
    private sealed class Prefixed
    {
        private readonly List<string> ops = [];

        public void Plant(string prefix, Func<Board, double, Board> plant, double y) =>
            ops.Add(Renamed(plant(new Board(), y).Ops, prefix));

        public Audit Audit() => Board.Of(Board.Fold($"[{string.Join(',', ops)}]"));

        private static string Renamed(string ops, string prefix)
        {
            foreach (var name in (string[])["id", "parent_id", "fromNode", "toNode"])
                ops = ops.Replace($"\"{name}\":\"", $"\"{name}\":\"{prefix}", StringComparison.Ordinal);
            return ops;
        }
    }
}
