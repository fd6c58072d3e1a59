using System.Text;
using System.Xml;
using System.Xml.Linq;
using Easel.Documents.Canvases;
using Easel.Server.Drawing;

namespace Easel.Tests.Drawing;

/// <summary>Pictures for tests, read strictly, and what may be in one.</summary>
internal static class Drawn
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // All that a picture ever needs. What is not here has to be thought about first.
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["svg"] = "xmlns role direction viewBox width height font-family font-size fill stroke-width",
        ["title"] = "",
        ["desc"] = "",
        ["g"] = "fill font-weight",
        ["rect"] = "x y width height rx fill fill-opacity stroke stroke-width stroke-dasharray",
        ["ellipse"] = "cx cy rx ry fill stroke",
        ["path"] = "d fill stroke",
        ["polygon"] = "points fill",
        ["image"] = "x y width height href",
        ["text"] = "x y direction space text-anchor stroke stroke-width stroke-linejoin paint-order font-weight fill",
    };

    private static readonly string[] Images =
        ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"];

    public static Canvas Canvas(string ops) => CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes(ops))
        .Aggregate(Easel.Documents.Canvases.Canvas.Empty, (canvas, op) => CanvasReducer.Apply(canvas, op, out _)!);

    public static string Text(Canvas canvas, int? width = null, string title = "A title")
    {
        var scene = new Scene(canvas);
        return Encoding.UTF8.GetString(SvgPicture.Draw(scene, title, Scale.Of(scene.View, width)).Span);
    }

    /// <summary>Draws twice, which must give the same, and lets nothing through that a picture must not have.</summary>
    public static XElement Picture(Canvas canvas, int? width = null, string title = "A title")
    {
        var text = Text(canvas, width, title);
        Assert.Equal(text, Text(canvas, width, title));
        return Read(text);
    }

    public static XElement Read(string text)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            CheckCharacters = true,
            MaxCharactersFromEntities = 1,
        };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        var picture = XElement.Load(reader, LoadOptions.PreserveWhitespace);
        Assert.All(picture.DescendantNodesAndSelf(), VerifyNode);
        return picture;
    }

    private static void VerifyNode(XNode node)
    {
        Assert.True(node is XElement or XText and not XCData, $"a {node.NodeType}");
        if (node is not XElement element) return;
        Assert.Equal(Svg, element.Name.Namespace);
        Assert.Contains(element.Name.LocalName, Allowed.Keys);
        var allowed = Allowed[element.Name.LocalName].Split(' ');
        Assert.All(element.Attributes(), attribute => VerifyAttribute(attribute, allowed));
    }

    private static void VerifyAttribute(XAttribute attribute, string[] allowed)
    {
        Assert.Contains(attribute.Name.LocalName, allowed);
        Assert.True(attribute.Name.Namespace == XNamespace.None || attribute.Name == XNamespace.Xml + "space");
        Assert.DoesNotContain("url(", attribute.Value);
        Assert.DoesNotContain("script", attribute.Value);
        if (attribute.Name.LocalName == "href")
            Assert.Contains(Images, start => attribute.Value.StartsWith(start, StringComparison.Ordinal));
        if (attribute.Name.LocalName is "fill" or "stroke") Assert.Matches("^(#[0-9a-f]{6}|none)$", attribute.Value);
        if (attribute.Name.LocalName is "x" or "y" or "width" or "height" or "cx" or "cy" or "rx" or "ry")
            Assert.Matches("^-?[0-9]+(\\.[0-9]{1,2})?$", attribute.Value);
    }
}
