using System.Text;
using System.Xml.Linq;
using Easel.Server.Cli.Importing;
using Easel.Server.Drawing;
using Easel.Tests.Cli;
using static Easel.Tests.Drawing.Drawn;

namespace Easel.Tests.Drawing;

public class SvgPictureTests
{
    private const string Golden = "tests/Easel.Tests/Drawing/Golden";

    private static readonly Dictionary<string, string> Atoms = new()
    {
        ["rectangle"] = Add("a", "rectangle", """{"width":120,"text":"Two lines of text","color":"1"}"""),
        ["ellipse"] = Add("a", "ellipse", """{"width":200,"height":120,"text":"Inside","color":"#abc"}"""),
        ["text"] = Add("a", "text", """{"height":140,"text":"  indented\n\ntabs\tand  blanks\nשלום (עולם)"}"""),
        ["sticky"] = Add("a", "sticky", """{"text":"中文字符没有空格也能换行。","width":100,"height":100}"""),
        ["group"] = Add("g", "group", """{"label":"A <group>","color":"5","x":-10,"y":-10,"height":90}""") + ","
            + """{"kind":"add","atom":{"id":"in","type":"note","properties":{"text":"x"}},"parent_id":"g"}""",
        ["file"] = Add("a", "file", """{"file":"docs/a/plan.md","subpath":"#top","height":90}"""),
        ["link"] = Add("a", "link", """{"url":"https://example.org/page/?a=1&b=2","height":90}"""),
        ["image"] = Add("a", "image", $$"""{"src":"{{ImageFiles.Url(ImageFiles.Png)}}"}""") + ","
            + Add("b", "image", """{"x":300,"src":"https://example.org/b.png","alt":"A photo"}"""),
        ["arrow"] = Add("a", "rectangle", "{}") + "," + Add("b", "ellipse", """{"x":300,"y":200}""") + ","
            + Add("t", "arrow", """{"fromNode":"a","toNode":"b","fromEnd":"arrow","label":"tied","color":"6"}""") + ","
            + Add("f", "arrow", """{"x":300,"y":0,"width":-60,"height":40,"toEnd":"none"}"""),
        ["unknown"] = Add("a", "hexagon", """{"title":"Some other front end's"}"""),
    };

    public static TheoryData<string> Types => [.. Atoms.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void AR3_Each_type_is_drawn_as_before(string type)
    {
        var file = Path.Combine(RepositoryRoot.Path, Golden, $"{type}.svg");
        var picture = Text(Canvas($"[{Atoms[type]}]"));
        Read(picture);

        if (Environment.GetEnvironmentVariable("EASEL_WRITE_CONFORMANCE") == "1") File.WriteAllText(file, picture);
        Assert.Equal(File.ReadAllText(file), picture);
    }

    [Fact]
    public void AR3_A_picture_shows_all_of_the_sample_and_nothing_is_cut_off()
    {
        var ops = ImportFiles.Read(File.ReadAllBytes(CliFolder.Sample("sample.canvas"))).Commands().Single();
        var picture = Picture(Canvas(Encoding.UTF8.GetString(ops.Span)));

        Assert.Equal([-332, -518, 1124, 910], View(picture)); // The label of the group stands above it.
        Assert.Equal(6, picture.Elements(Svg + "rect").Count()); // Five nodes and the paper.
        Assert.Single(picture.Elements(Svg + "path"));
        Assert.Single(picture.Elements(Svg + "polygon"));
        Assert.Contains("JSON Canvas", picture.Value);
        Assert.Contains("logo.svg", picture.Value);
        Assert.Contains("#7048e8", picture.ToString()); // Purple, preset 6.
    }

    [Fact]
    public void AR3_A_reader_of_the_screen_is_told_what_there_is()
    {
        var picture = Picture(Canvas($"[{Atoms["arrow"]},{Atoms["text"].Replace("\"a\"", "\"n\"", StringComparison.Ordinal)}]"), title: "A & B");

        Assert.Equal("img", picture.Attribute("role")!.Value);
        Assert.Equal("A & B", picture.Elements().First().Value);
        Assert.StartsWith("3 shapes and 2 arrows. indented", picture.Element(Svg + "desc")!.Value);
        Assert.EndsWith("tied.", picture.Element(Svg + "desc")!.Value);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"x":1e308,"y":-1e308,"width":-5,"height":"tall"}""")]
    [InlineData("""{"x":1e7,"y":1e7,"width":1e-300,"height":1e999,"text":"a"}""")]
    [InlineData("""{"x":null,"text":7,"fromNode":"nowhere","toNode":"a"}""")]
    public void AR3_Odd_places_give_a_picture_all_the_same(string properties)
    {
        foreach (var type in (string[])["text", "group", "file", "link", "image", "ellipse", "sticky", "arrow", "odd"])
        {
            var ops = $"[{Add("a", type, properties)},{Add("o", "text", """{"text":"at the origin"}""")}]";
            foreach (var width in (int?[])[null, 16, 320])
            {
                var picture = Picture(Canvas(ops), width);
                Assert.All(View(picture), number => Assert.InRange(number, -1e8, 1e8));
                Assert.All(
                    (string[])["width", "height"],
                    side => Assert.InRange((double)picture.Attribute(side)!, 1, Scale.PixelsMax));
            }
        }
    }

    [Fact]
    public void AR3_A_free_arrow_leads_wherever_its_sizes_say()
    {
        var picture = Picture(Canvas(
            $"[{Add("a", "arrow", """{"x":100,"y":50,"width":-80,"height":-20,"fromSide":"left","toSide":"right"}""")}]"));

        Assert.StartsWith("20,30 ", picture.Elements(Svg + "polygon").Single().Attribute("points")!.Value);
    }

    [Fact]
    public void AR3_An_arrow_whose_curve_leaves_its_ends_is_not_cut_off()
    {
        var picture = Picture(Canvas($"[{Add("a", "text", "{}")},{Add("b", "text", """{"x":600}""")}," + Add(
            "c", "arrow", """{"fromNode":"a","toNode":"b","fromSide":"top","toSide":"top"}""") + "]"));

        Assert.InRange(View(picture)[1], -400, -200); // The shapes begin at 0.
    }

    [Fact]
    public void AR3_A_thumbnail_drops_what_is_too_small_to_see()
    {
        var many = string.Join(',', Enumerable.Range(0, 4_000).Select(i => Add(
            $"n{i}", "text", $$"""{"x":{{i % 50 * 220}},"y":{{i / 50 * 80}},"text":"Item {{i}}"}""")));
        var canvas = Canvas($"[{many}]");

        var (whole, small) = (Text(canvas), Text(canvas, 120));

        Assert.Equal(4_000, Read(whole).Elements(Svg + "text").Count());
        Assert.Empty(Read(small).Elements(Svg + "text"));
        Assert.InRange(Read(small).Elements(Svg + "rect").Count(), 300, 1_000);
        Assert.Equal("120", Read(small).Attribute("width")!.Value);
    }

    [Fact]
    public void AR3_A_picture_ends_before_it_is_too_long_and_says_so()
    {
        var letters = new string('x', 50_000);
        var ops = string.Join(',', Enumerable.Range(0, 100).Select(i => Add(
            $"n{i}", "text", $$"""{"width":2000,"height":2000,"text":"{{letters}}"}""")));
        var canvas = Canvas($"[{ops}]");

        var picture = Text(canvas, 4_000);

        Assert.InRange(picture.Length, SvgPicture.ScaledBytesMax, SvgPicture.ScaledBytesMax + 200_000);
        Assert.Matches("[0-9]+ of them are left out", picture);
        Assert.DoesNotContain("left out", Text(canvas));
    }

    [Fact]
    public void AR3_An_empty_canvas_is_an_empty_picture() =>
        Assert.Equal(
            ["title", "desc", "rect"],
            Picture(Easel.Documents.Canvases.Canvas.Empty).Elements().Select(element => element.Name.LocalName));

    [Fact]
    public void AR3_Colours_are_colours()
    {
        foreach (var (color, expected) in ((string, string)[])
            [("1", "#e03131"), ("#ABC", "#aabbcc"), ("#12aB34", "#12ab34"), ("12", ""), ("#12345", ""), ("red", ""),
                ("url(#a)", ""), ("#abg", ""), ("", ""), ("#abc;}", "")])
        {
            var picture = Text(Canvas($"[{Add("a", "text", $$"""{"color":"{{color}}"}""")}]"));
            Assert.Contains($"stroke=\"{(expected.Length > 0 ? expected : "#6b7280")}\"", picture);
        }
    }

    private static double[] View(XElement picture) =>
        [.. picture.Attribute("viewBox")!.Value.Split(' ').Select(double.Parse)];

    private static string Add(string id, string type, string properties) =>
        $$$"""{"kind":"add","atom":{"id":"{{{id}}}","type":"{{{type}}}","properties":{{{properties}}}}}""";
}
