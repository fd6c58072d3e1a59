using BenchmarkDotNet.Attributes;
using Easel.Documents.Canvases;
using Easel.Server.Drawing;

namespace Easel.Bench;

/// <summary>What does the first reader of a picture wait for? SPEC AR3 allows 150 ms for 10,000 atoms.</summary>
public class PictureBenchmarks
{
    private static readonly string[] Types = ["rectangle", "ellipse", "sticky", "text", "file", "link"];

    private Canvas canvas = Canvas.Empty;
    private Scene scene = new(Canvas.Empty);

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 10_000; i++) canvas = Samples.Fold(canvas, AtomJson(i));
        scene = new Scene(canvas);
    }

    /// <summary>All of it: places, arrows, lines of text, markup.</summary>
    [Benchmark]
    public int Draw() => Draw(new Scene(canvas), null);

    [Benchmark]
    public object Place() => new Scene(canvas);

    [Benchmark]
    public int Write() => Draw(scene, null);

    /// <summary>As the list of canvases asks for it.</summary>
    [Benchmark]
    public int WriteThumbnail() => Draw(scene, 320);

    private static int Draw(Scene scene, int? width) =>
        SvgPicture.Draw(scene, "A plan", Scale.Of(scene.View, width)).Length;

    /// <summary>Nine shapes with text, and an arrow between two of them.</summary>
    private static string AtomJson(int i)
    {
        var (x, y) = (i % 100 * 180, i / 100 * 110);
        var properties = i % 10 == 9
            ? $$"""{"fromNode":"a{{i - 1}}","toNode":"a{{i - 4}}","label":"then"}"""
            : $$"""
              {"x":{{x}},"y":{{y}},"width":140,"height":80,"color":"{{i % 6 + 1}}","file":"plans/{{i}}.md",
              "url":"https://example.org/{{i}}","text":"Item {{i}} of the plan, with some words to wrap"}
              """;
        var type = i % 10 == 9 ? "arrow" : Types[i % Types.Length];
        return $$$"""{"kind":"add","atom":{"id":"a{{{i}}}","type":"{{{type}}}","properties":{{{properties}}}}}""";
    }
}
