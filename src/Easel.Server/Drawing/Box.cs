using System.Buffers.Text;
using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>A side of a box, named as JSON Canvas names it.</summary>
internal enum Side
{
    Top, Right, Bottom, Left,
}

/// <summary>Where an atom is.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    // Anyone may put any number into an atom; beyond this a picture shows nothing anyway.
    private const double Max = 10_000_000;

    public Point Center => new(X + Width / 2, Y + Height / 2);

    public static Box Of(Atom atom) => new(
        Number(atom, "x", 0), Number(atom, "y", 0),
        Math.Max(0, Number(atom, "width", 200)), Math.Max(0, Number(atom, "height", 60)));

    /// <summary>
    /// The ends of an arrow that is tied to nothing: the diagonal of its box, whose sizes are negative where it leads
    /// left or up.
    /// </summary>
    public static (Point From, Point To) DiagonalOf(Atom arrow)
    {
        var from = new Point(Number(arrow, "x", 0), Number(arrow, "y", 0));
        return (from, from + new Point(Number(arrow, "width", 200), Number(arrow, "height", 60)));
    }

    public static Box At(Point point) => new(point.X, point.Y, 0, 0);

    public Box With(Box other)
    {
        var (x, y) = (Math.Min(X, other.X), Math.Min(Y, other.Y));
        return new Box(
            x, y, Math.Max(X + Width, other.X + other.Width) - x, Math.Max(Y + Height, other.Y + other.Height) - y);
    }

    /// <summary>Larger on every side, or smaller; never less than nothing.</summary>
    public Box Grown(double by) =>
        new(X - by, Y - by, Math.Max(0, Width + 2 * by), Math.Max(0, Height + 2 * by));

    public Point Middle(Side side) => side switch
    {
        Side.Top => new Point(X + Width / 2, Y),
        Side.Right => new Point(X + Width, Y + Height / 2),
        Side.Bottom => new Point(X + Width / 2, Y + Height),
        _ => new Point(X, Y + Height / 2),
    };

    /// <summary>The side that looks towards a point. A box without size looks along the longer way.</summary>
    public Side Towards(Point point)
    {
        var (dx, dy) = (point.X - Center.X, point.Y - Center.Y);
        var (width, height) = Width == 0 && Height == 0 ? (1, 1) : (Width, Height);
        return Math.Abs(dx) * height > Math.Abs(dy) * width
            ? dx > 0 ? Side.Right : Side.Left
            : dy > 0 ? Side.Bottom : Side.Top;
    }

    private static double Number(Atom atom, string name, double otherwise) =>
        atom.Properties.TryGet(name, out var value) && value.ToJson().Span is var json
        && Utf8Parser.TryParse(json, out double number, out var length) && length == json.Length
            ? Math.Clamp(number, -Max, Max)
            : otherwise;
}

/// <summary>A place in a picture, or a direction.</summary>
internal readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator *(Point a, double by) => new(a.X * by, a.Y * by);

    /// <summary>Away from a box at one of its sides.</summary>
    public static Point Outwards(Side side) => side switch
    {
        Side.Top => new Point(0, -1),
        Side.Right => new Point(1, 0),
        Side.Bottom => new Point(0, 1),
        _ => new Point(-1, 0),
    };
}
