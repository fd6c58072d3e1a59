using System.Globalization;
using System.Text;
using Easel.Documents.Canvases;
using Easel.Server.Audits;
using Easel.Server.Cli.Importing;
using Easel.Tests.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Easel.Tests.Audits;

public class AuditTests
{
    [Fact]
    public void AR5_The_sample_is_fine_but_for_its_picture()
    {
        var ops = ImportFiles.Read(File.ReadAllBytes(CliFolder.Sample("sample.canvas"))).Commands().Single();
        var sample = Board.Fold(Encoding.UTF8.GetString(ops.Span));

        var audit = Board.Of(sample, RuleSets.Standard);

        var finding = Assert.Single(audit.Findings);
        Assert.Equal(("text.no-alternative", "7efdbbe0c4742315"), (finding.Rule, finding.AtomId));
        Assert.Equal(0.96, audit.Score);
    }

    [Fact]
    public void AR5_Moving_everything_changes_no_more_than_the_locations()
    {
        var here = Shifted(0, 0).Audit();

        foreach (var (dx, dy) in ((double, double)[])[(1, 0), (-3_000, 777), (12_345.5, -9_999.25)])
        {
            var there = Shifted(dx, dy).Audit();
            Assert.Equal(here.Score, there.Score);
            Assert.Equal(
                here.Findings.Select(finding => finding with { Location = Moved(finding.Location!, dx, dy) }),
                there.Findings);
        }

        static Location Moved(Location at, double dx, double dy) => at with { X = at.X + dx, Y = at.Y + dy };

        static Board Shifted(double dx, double dy)
        {
            var board = new Board();
            foreach (var (at, (type, x, y, width, height, more)) in Random(7, 60).Index())
                board.Add($"a{at}", type, x + dx, y + dy, width, height, more);
            return board;
        }
    }

    [Fact]
    public void AR5_Other_ids_change_only_the_ids()
    {
        var one = Named(at => $"a{at}").Audit();
        var other = Named(at => $"z{9_999 - at}").Audit();

        Assert.True(one.Findings.Count > 20);
        Assert.Equal(one.Score, other.Score);
        Assert.Equal(
            one.Findings.Select(finding => (finding.Rule, finding.Location, Renamed(finding.AtomId!))),
            other.Findings.Select(finding => (finding.Rule, finding.Location, finding.AtomId!)));

        static string Renamed(string id) => $"z{9_999 - int.Parse(id[1..], CultureInfo.InvariantCulture)}";

        static Board Named(Func<int, string> name)
        {
            var board = new Board();
            foreach (var (at, (type, x, y, width, height, more)) in Random(3, 60).Index())
                board.Add(name(at), type, x, y, width, height, more);
            return board;
        }
    }

    [Fact]
    public void AR5_The_order_of_properties_does_not_matter()
    {
        const string Forth = """{"x":1,"y":2,"width":20,"height":90,"text":"TBD","color":"#eee"}""";
        const string Back = """{"color":"#eee","text":"TBD","height":90,"width":20,"y":2,"x":1}""";

        var (forth, back) = (Of(Forth), Of(Back));

        Assert.NotEmpty(forth);
        Assert.Equal(forth, back);

        static IReadOnlyList<Finding> Of(string properties) =>
            new Board().Add("a", "text", properties[1..^1]).Audit().Findings;
    }

    [Fact]
    public void AR5_A_clean_atom_elsewhere_adds_nothing_and_never_lowers_the_score()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var board = RandomBoard(seed);
            var before = board.Audit();
            var after = board.Add("elsewhere", "rectangle", 3_000, 3_000, 100, 100).Audit();

            // The order of reading is about all siblings together.
            Assert.Equal(Told(before), Told(after));
            Assert.True(after.Score >= before.Score, $"seed {seed}");
        }

        static IEnumerable<Finding> Told(Audit audit) =>
            audit.Findings.Where(finding => finding.Rule != "text.reading-order");
    }

    [Fact]
    public void AR5_To_remove_what_a_finding_is_about_never_lowers_the_score()
    {
        var (removed, mended) = (0, 0);
        for (var seed = 0; seed < 30; seed++)
        {
            var canvas = RandomBoard(seed).Canvas();
            for (var audit = Board.Of(canvas); audit.Findings is [{ AtomId: { } id }, ..]; removed++)
            {
                canvas = CanvasReducer.Apply(canvas, new CanvasOp.Remove(id), out _)!;
                var next = Board.Of(canvas);
                // A removal can make something else wrong: a group empty, or an arrow lead nowhere.
                var isMended = !Places(next).Except(Places(audit)).Any();
                Assert.True(next.Score >= audit.Score || !isMended, $"seed {seed}: {audit.Score} {next.Score}");
                mended += isMended ? 1 : 0;
                audit = next;
            }

            Assert.Equal(1, Board.Of(canvas).Score);
        }

        Assert.True(mended > 300, $"only {mended} of {removed}");

        static IEnumerable<(string, string?)> Places(Audit audit) =>
            audit.Findings.Select(finding => (finding.Rule, finding.AtomId));
    }

    [Fact]
    public void AR5_No_canvas_makes_an_audit_fail()
    {
        string[] types = ["text", "group", "file", "link", "ellipse", "sticky", "arrow", "image", "unheard-of", "🦜"];
        string[] names =
        [
            "x", "y", "width", "height", "text", "label", "file", "url", "color", "fromNode", "toNode", "alt",
            "jsonCanvasId",
        ];
        string[] values =
        [
            "0", "-0", "1e308", "-1e308", "5e-324", "1e-7", "9007199254740992", "null", "true", "[]", "{}", "\"\"",
            "\"a1\"", "\"#fff\"", "\"#zzz\"", "\"3\"", "\"\\u0000\\u001b\"", "\"\\ufffe\\ud83e\\udd9c\"",
            "\"</text><script>\"", "\"\\n\\n\\r\\n\\t\"", $"\"{new string('W', 3_000)}\"", "\"a/b/.png\"", "\"/\"",
            "\"LOREM IPSUM DOLOR SIT AMET CONSECTETUR\"",
        ];
        var property = from name in Gen.Elements(names) from value in Gen.Elements(values) select (name, value);
        var atom = from type in Gen.Elements(types)
                   from parent in Gen.Choose(-1, 20)
                   from properties in property.ListOf()
                   select (type, parent, properties);

        Prop.ForAll(Arb.From(atom.ListOf()), atoms =>
        {
            var board = new Board();
            foreach (var (at, (type, parent, properties)) in atoms.Index())
            {
                var members = properties.DistinctBy(one => one.name).Select(one => $"\"{one.name}\":{one.value}");
                if (parent >= 0 && parent < at)
                    members = members.Append("\"_\":0").Prepend($"\"parent\":\"a{parent}\"");
                board.Add($"a{at}", type, string.Join(',', members));
            }

            foreach (var set in RuleSets.All)
            {
                var audit = board.Audit(set);
                Assert.InRange(audit.Score, 0, 1);
                Assert.Equal(audit.Findings.Count + audit.LeftOut, audit.Errors + audit.Warnings + audit.Infos);
                Assert.Equal(audit.Findings, board.Audit(set).Findings);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void AR5_The_worst_findings_are_listed_first_and_no_more_than_fit()
    {
        var board = new Board();
        for (var i = 0; i < 150; i++)
        {
            board.Add($"flat{i}", "rectangle", i * 300, 0, 0, 50).Add($"far{i}", "rectangle", i * 300, 200_000, 50, 50)
                .Add($"word{i}", "text", $"\"x\":\"\",\"y\":{i * 300},\"text\":\"Word\"")
                .Text($"tbd{i}", i * 300, -400, "TBD")
                .Add($"tiny{i}", "rectangle", i * 300, -800, 9, 50).Add($"none{i}", "file", i * 300, -1_200, 90, 50)
                .Arrow($"gone{i}", $"\"fromNode\":\"tbd{i}\",\"toNode\":\"nowhere{i}\"");
        }

        var audit = board.Audit();

        Assert.Equal(Audit.FindingsMax, audit.Findings.Count);
        Assert.Equal(audit.Errors + audit.Warnings + audit.Infos - Audit.FindingsMax, audit.LeftOut);
        Assert.All(
            audit.Findings.CountBy(finding => finding.Rule),
            one => Assert.Equal(Audit.FindingsPerRuleMax, one.Value));
        Assert.Equal(audit.Findings.OrderByDescending(finding => finding.Severity), audit.Findings);
        Assert.Equal(600, audit.Errors);
    }

    [Theory]
    [InlineData(false)] // In a grid, as on most canvases.
    [InlineData(true)] // In one column, of very different sizes.
    public void AR5_Ten_times_the_atoms_are_ten_times_the_comparisons(bool isColumn)
    {
        var (few, many) = (Compared(1_000), Compared(10_000));

        Assert.InRange(many, few * 8, few * 12);
        Assert.InRange(many, 1, 10_000 * 40);

        int Compared(int count)
        {
            var board = new Board();
            for (var i = 0; i < count; i++)
            {
                var (x, y) = isColumn ? (0, i * 130) : (i % 100 * 260, i / 100 * 130);
                board.Add($"a{i}", "rectangle", x, y, isColumn ? 1 << (i % 12) : 200, 90);
            }

            return AuditedCanvas.Of(board.Canvas()).Neighbours.Comparisons;
        }
    }

    [Fact]
    public void AR5_A_pile_of_thousands_is_looked_at_in_part_and_the_report_says_so()
    {
        var board = new Board();
        for (var i = 0; i < 4_000; i++) board.Add($"a{i}", "rectangle", i * 0.01, i * 0.01, 200, 90);

        var audited = AuditedCanvas.Of(board.Canvas());

        Assert.Equal(Neighbours.ComparisonsMax, audited.Neighbours.Comparisons);
        Assert.False(Audit.Of(audited, RuleSets.Standard).IsWhole);
        Assert.True(Board.Of(PlantedDefectTests.Clean().Canvas()).IsWhole);
    }

    /// <summary>Atoms without a place of their own, so that nearly all rules have something to find.</summary>
    internal static Board RandomBoard(int seed)
    {
        var board = new Board();
        foreach (var (at, (type, x, y, width, height, more)) in Random(seed, 25).Index())
            board.Add($"a{at}", type, x, y, width, height, more);
        return board;
    }

    private static IEnumerable<(string Type, double X, double Y, double Width, double Height, string More)> Random(
        int seed, int count)
    {
        var random = new Random(seed);
        string[] types = ["text", "sticky", "rectangle", "ellipse", "group", "file", "link"];
        string[] texts = ["", "Yes", "TBD", "ALL OF THIS IS IN CAPITALS", "A text of more than twenty-four letters"];
        for (var i = 0; i < count; i++)
        {
            var text = texts[random.Next(texts.Length)];
            var more = $"\"text\":\"{text}\",\"label\":\"{text}\",\"file\":\"{text}.png\",\"url\":\"{text}\","
                + $"\"color\":\"{random.Next(1, 7)}\"";
            var (x, y) = (random.Next(1_000), random.Next(1_000));
            yield return (types[random.Next(types.Length)], x, y, random.Next(10, 300), random.Next(10, 300), more);
        }
    }
}
