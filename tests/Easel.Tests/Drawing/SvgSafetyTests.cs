using System.Text.Json;
using Easel.Documents.Canvases;
using FsCheck;
using FsCheck.Fluent;
using static Easel.Tests.Drawing.Drawn;

namespace Easel.Tests.Drawing;

/// <summary>
/// Whatever a canvas holds: the picture is XML, made of nothing but what <see cref="Drawn"/> allows, and shows what
/// people wrote as text.
/// </summary>
public class SvgSafetyTests
{
    private static readonly string[] Types =
        ["text", "rectangle", "ellipse", "sticky", "group", "file", "link", "image", "arrow", "script", "<svg onload=x>"];

    private static readonly string[] Properties =
    [
        "text", "label", "title", "color", "file", "subpath", "url", "src", "alt", "name", "fromNode", "toNode",
        "fromSide", "toSide", "fromEnd", "toEnd", "artifact_id", "jsonCanvasId", "href", "xlink:href", "style",
        "onload", "x", "y", "width", "height",
    ];

    public static TheoryData<string> Hostile =>
    [
        "</text><script>alert(1)</script>", "<script xlink:href='//evil.example/x.js'/>", "\" onload=\"alert(1)",
        "' onload='alert(1)", "javascript:alert(1)", "JaVaScRiPt&#58;alert(1)", "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+", "<![CDATA[<script>alert(1)</script>]]>", "]]>",
        "<!--", "-->", "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;", "&amp;&lt;&#x0;&bogus;", "<?xml?>",
        "<?xml-stylesheet href='//evil.example/a.css'?>", "#fff;background:url(//evil.example)", "url(//evil.example/x)",
        "red\"/><image href=\"//evil.example/x.png", "expression(alert(1))", "</title></desc></svg><svg onload='alert(1)'>",
        "\0\u0001\u0008\u000b\u000c\u000e\u001b\u001f", "\u007f\u0080\u0084\u0085\u009f\u00ad", "\ufffe\uffff\ufdd0",
        "\u202e\u202d\u2066\u2067\u2069\u200e\u200f\u061c", "\u2028\u2029\ufeff\u200b\u200d", "\t\n\r\r\n",
        "http://www.w3.org/1999/xlink", "xmlns:x=\"urn:x\"", "{{constructor.constructor('alert(1)')()}}", "${alert(1)}",
        "<foreignObject><iframe src='//evil.example'/></foreignObject>", "<animate attributeName='href' to='javascript:1'/>",
        "<use href='data:image/svg+xml,x#y'/>", "<a href='javascript:alert(1)'>x</a>", "<style>@import '//evil.example'</style>",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void AR3_What_a_canvas_holds_stays_text(string evil)
    {
        foreach (var type in Types)
        {
            var picture = Picture(Everything(type, evil), title: evil);
            Assert.Equal(Shown(evil), picture.Element(Svg + "title")!.Value);
        }

        var text = Picture(Everything("text", evil)).Elements(Svg + "text");
        var visible = new string([.. evil.Where(letter => letter is > ' ' and <= '~')]);
        Assert.Contains(visible, string.Concat(text.Select(line => line.Value)).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void AR3_Half_a_surrogate_pair_is_drawn_as_a_mark()
    {
        var atom = JsonValue.FromText("a\ud800b\udc00");
        var canvas = CanvasReducer.Apply(
            Easel.Documents.Canvases.Canvas.Empty,
            new CanvasOp.Add("a", "text", Easel.Documents.Canvases.Properties.Empty.Set("text", atom), null, null), out _)!;

        Assert.Contains("a\ufffdb\ufffd", Picture(canvas, title: "\udfff").Value);
    }

    [Fact]
    public void AR3_A_picture_of_anything_is_safe_and_always_the_same()
    {
        var runs = Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true);
        Prop.ForAll(Canvases().ToArbitrary(), canvas =>
        {
            Picture(canvas);
            Picture(canvas, 200);
        }).Check(runs);
    }

    private static Gen<Canvas> Canvases()
    {
        var letters = Gen.OneOf(
            Gen.Choose(0, 0xd7ff), Gen.Choose(0xe000, 0x10ffff), Gen.Choose(0, 0x7f), Gen.Elements("<>&\"'\0\n \u202e".Select(c => (int)c)))
            .Select(char.ConvertFromUtf32);
        var text = Gen.OneOf(
            letters.ListOf().Select(all => string.Concat(all)), Gen.Elements(Hostile.Select(row => row.Data)),
            Gen.Elements("1", "#abc", "left", "arrow", "none", "a0", "a1", "a2"));
        var number = Gen.OneOf(
            Gen.Choose(-2_000, 2_000).Select(value => (object)value), Gen.Elements<object>(1e300, -1e300, 1e-300, 0, 9e15));
        var value = Gen.OneOf(text.Select(one => (object)one), number, Gen.Elements<object>(true, false));
        var member = from name in Gen.Elements(Properties) from one in value select (name, one);
        var atom = from type in Gen.Elements(Types) from members in member.ListOf() select (type, members);
        return atom.ListOf().Select(atoms => Canvas($"[{string.Join(',', atoms.Select((one, i) => Add(i, one.type, one.members)))}]"));
    }

    private static string Add(int i, string type, IEnumerable<(string Name, object Value)> members)
    {
        var unique = members.GroupBy(member => member.Name).Select(group => group.First());
        var properties = string.Join(',', unique.Select(member => $"{Json(member.Name)}:{Json(member.Value)}"));
        return $$$"""{"kind":"add","atom":{"id":"a{{{i}}}","type":{{{Json(type)}}},"properties":{ {{{properties}}} } } }""";
    }

    /// <summary>A canvas that says it everywhere.</summary>
    private static Canvas Everything(string type, string evil)
    {
        var strings = Properties[..^4].Select(name => (name, (object)evil));
        var places = Properties[^4..].Select(name => (name, (object)400));
        return Canvas($"[{Add(0, type, strings.Concat(places))}]");
    }

    private static string Json(object value) => value switch
    {
        string text => $"\"{JsonEncodedText.Encode(text)}\"",
        double number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        _ => $"{value}",
    };

    /// <summary>As XML can say it.</summary>
    private static string Shown(string evil) => string.Concat(evil.EnumerateRunes().Select(rune => rune.Value switch
    {
        '\t' or '\n' => " ",
        < 0x20 or 0xfffe or 0xffff => "\ufffd",
        _ => rune.ToString(),
    }));
}
