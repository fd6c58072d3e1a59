using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>Draws an arrow between two atoms, or along the diagonal of its own box if it is tied to nothing.</summary>
internal static class SvgArrow
{
    private const double HeadLength = 10;
    private const double HeadWidth = 5;
    private const double BendMin = 30;

    public static void Draw(SvgWriter svg, Atom arrow, Func<string, Box?> find)
    {
        var (ownFrom, ownTo) = Box.DiagonalOf(arrow);
        var from = End(arrow, "fromNode", find) ?? Box.At(ownFrom);
        var to = End(arrow, "toNode", find) ?? Box.At(ownTo);
        var fromSide = SideOf(arrow, "fromSide") ?? from.Towards(to.Center);
        var toSide = SideOf(arrow, "toSide") ?? to.Towards(from.Center);
        var head = (to.Middle(toSide), Point.Outwards(toSide));
        Draw(svg, arrow, (from.Middle(fromSide), Point.Outwards(fromSide)), head);
    }

    private static void Draw(SvgWriter svg, Atom arrow, (Point At, Point Out) from, (Point At, Point Out) to)
    {
        var color = Palette.Of(arrow) ?? Palette.Line;
        var hasTail = arrow.Text("fromEnd") == "arrow";
        var hasHead = arrow.Text("toEnd") is not "none";
        var start = hasTail ? from.At + from.Out * HeadLength : from.At;
        var end = hasHead ? to.At + to.Out * HeadLength : to.At;
        var bend = Math.Max(BendMin, Math.Max(Math.Abs(end.X - start.X), Math.Abs(end.Y - start.Y)) / 2);
        var (leave, arrive) = (start + from.Out * bend, end + to.Out * bend);
        svg.Empty("path",
            ("d", $"M{Pair(start)} C{Pair(leave)} {Pair(arrive)} {Pair(end)}"),
            ("fill", "none"), ("stroke", color), ("stroke-width", 2.0));
        if (hasTail) DrawHead(svg, from, color);
        if (hasHead) DrawHead(svg, to, color);
        if (arrow.Text("label") is { Length: > 0 } label)
        {
            var middle = (start + end + (leave + arrive) * 3) * 0.125;
            svg.Text(label, "text",
                ("x", middle.X), ("y", middle.Y), ("text-anchor", "middle"), ("fill", Palette.Ink),
                ("stroke", Palette.Paper), ("stroke-width", 4.0), ("paint-order", "stroke"));
        }
    }

    private static void DrawHead(SvgWriter svg, (Point At, Point Out) tip, string color)
    {
        var back = tip.At + tip.Out * HeadLength;
        var across = new Point(-tip.Out.Y, tip.Out.X) * HeadWidth;
        svg.Empty("polygon",
            ("points", $"{Pair(tip.At)} {Pair(back + across)} {Pair(back + across * -1)}"), ("fill", color));
    }

    private static Box? End(Atom arrow, string name, Func<string, Box?> find) =>
        arrow.Text(name) is { } id ? find(id) : null;

    private static Side? SideOf(Atom arrow, string name) => arrow.Text(name) switch
    {
        "top" => Side.Top,
        "right" => Side.Right,
        "bottom" => Side.Bottom,
        "left" => Side.Left,
        _ => null,
    };

    private static string Pair(Point point) => $"{SvgWriter.Number(point.X)},{SvgWriter.Number(point.Y)}";
}
