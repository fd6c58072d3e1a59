using System.Text;
using System.Xml.Linq;
using Easel.Documents.Canvases;
using Easel.Server.Cli.Importing;
using Easel.Server.Drawing;
using Easel.Tests.Cli;

namespace Easel.Tests.Drawing;

public class SvgPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_picture_shows_all_of_the_sample_and_nothing_is_cut_off()
    {
        var picture = Draw(ImportFiles.Read(File.ReadAllBytes(CliFolder.Sample("sample.canvas"))).Commands().Single());

        var view = picture.Attribute("viewBox")!.Value.Split(' ').Select(double.Parse).ToArray();
        Assert.Equal([-332, -492, 1124, 884], view);
        Assert.Equal(6, picture.Elements(Svg + "rect").Count()); // Five nodes and the paper.
        Assert.Single(picture.Elements(Svg + "path"));
        Assert.Single(picture.Elements(Svg + "polygon"));
        Assert.Contains("JSON Canvas", picture.Value);
        Assert.Contains("logo.svg", picture.Value);
        Assert.Contains("#7048e8", picture.ToString()); // Purple, preset 6.
    }

    [Fact]
    public void What_a_canvas_holds_stays_text()
    {
        const string Evil = """</text><script>alert(1)</script>\" onload=\"x\u0000\u001b""";
        var picture = Draw(Encoding.UTF8.GetBytes($$$$"""
            [{"kind":"add","atom":{"id":"a","type":"text","properties":{"text":"{{{{Evil}}}}","color":"red\" onload=\"x"}}},
             {"kind":"add","atom":{"id":"g","type":"group","properties":{"label":"{{{{Evil}}}}","color":"#12\"345"}}},
             {"kind":"add","atom":{"id":"l","type":"link","properties":{"url":"javascript:{{{{Evil}}}}"}}},
             {"kind":"add","atom":{"id":"e","type":"arrow","properties":{"fromNode":"a","toNode":"g","label":"{{{{Evil}}}}"}}}]
            """));

        Assert.Empty(picture.Descendants(Svg + "script"));
        Assert.DoesNotContain(picture.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "onload" or "href");
        Assert.Contains("<script>alert(1)</script>", picture.Value.Replace("\n", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"x":1e308,"y":-1e308,"width":-5,"height":"tall"}""")]
    [InlineData("""{"x":null,"text":7,"fromNode":"nowhere","toNode":"a"}""")]
    public void Odd_places_give_a_picture_all_the_same(string properties)
    {
        foreach (var type in (string[])["text", "group", "file", "link", "ellipse", "sticky", "arrow", "unheard-of"])
        {
            var op = $$$$"""[{"kind":"add","atom":{"id":"a","type":"{{{{type}}}}","properties":{{{{properties}}}}}}]""";
            var numbers = Draw(Encoding.UTF8.GetBytes(op)).Attribute("viewBox")!.Value.Split(' ').Select(double.Parse);
            Assert.All(numbers, number => Assert.True(double.IsFinite(number)));
        }
    }

    [Fact]
    public void A_free_arrow_leads_wherever_its_sizes_say()
    {
        var picture = Draw("""
            [{"kind":"add","atom":{"id":"a","type":"arrow","properties":{"x":100,"y":50,"width":-80,"height":-20}}}]
            """u8.ToArray());

        var view = picture.Attribute("viewBox")!.Value.Split(' ').Select(double.Parse).ToArray();
        Assert.Equal([20 - 32, 30 - 32, 80 + 64, 20 + 64], view);
        Assert.StartsWith("20,30 ", picture.Elements(Svg + "polygon").Single().Attribute("points")!.Value);
    }

    [Fact]
    public void An_empty_canvas_is_an_empty_picture() =>
        Assert.Single(XElement.Parse(Encoding.UTF8.GetString(SvgPicture.Draw(Canvas.Empty).Span)).Elements());

    [Fact]
    public void Text_is_wrapped_at_blanks_and_ends_with_the_box()
    {
        Assert.Equal(["one two", "three"], Wrapped.Lines("one two three", 14 * 0.55 * 8, 100, 14));
        Assert.Equal(["abcd", "ef"], Wrapped.Lines("abcdef", 14 * 0.55 * 4.1, 100, 14));
        Assert.Equal(["1", "2…"], Wrapped.Lines("1\n2\n3", 100, 40, 14));
    }

    private static XElement Draw(ReadOnlyMemory<byte> ops)
    {
        var canvas = CanvasOpJson.ParseStored(ops)
            .Aggregate(Canvas.Empty, (canvas, op) => CanvasReducer.Apply(canvas, op, out _)!);
        var svg = SvgPicture.Draw(canvas);
        Assert.True(svg.Span.SequenceEqual(SvgPicture.Draw(canvas).Span));
        return XElement.Parse(Encoding.UTF8.GetString(svg.Span));
    }
}
