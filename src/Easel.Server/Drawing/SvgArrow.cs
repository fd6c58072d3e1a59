using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>Draws an arrow with its heads and its label.</summary>
internal static class SvgArrow
{
    public static Box Extent(Atom arrow, ArrowPath path)
    {
        var label = arrow.Label();
        if (label.Length == 0) return path.Extent;
        var width = Advances.Measure(label) * SvgText.FontSize;
        return path.Extent.With(
            new Box(path.Middle.X - width / 2, path.Middle.Y - SvgText.FontSize, width, 2 * SvgText.FontSize));
    }

    public static void Draw(SvgWriter svg, Atom arrow, ArrowPath path, Scale scale)
    {
        var color = Palette.Of(arrow) ?? Palette.Line;
        svg.Line($"""
            <path d="M{path.Start} C{path.Leave} {path.Arrive} {path.End}" fill="none" stroke="{color}"/>
            """);
        if (!scale.ShowsText) return;
        if (path.Tail is { } tail) DrawHead(svg, tail, color);
        if (path.Head is { } head) DrawHead(svg, head, color);
        if (arrow.Label() is { Length: > 0 } label) SvgText.DrawLabel(svg, label, path.Middle);
    }

    private static void DrawHead(SvgWriter svg, ArrowHead head, Color color) => svg.Line($"""
        <polygon points="{head.Tip} {head.Left} {head.Right}" fill="{color}"/>
        """);
}
