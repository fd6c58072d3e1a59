using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>Where an arrow runs: a cubic curve, and the tips of its heads, if it has any.</summary>
internal readonly record struct ArrowPath(
    Point Start, Point Leave, Point Arrive, Point End, ArrowHead? Tail, ArrowHead? Head)
{
    private const double BendMin = 30;
    private const int Samples = 8;

    /// <summary>Where its label stands.</summary>
    public Point Middle => (Start + End + (Leave + Arrive) * 3) * 0.125;

    /// <summary>Between two atoms, or along the diagonal of its own box where it is tied to nothing.</summary>
    public static ArrowPath Of(Atom arrow, Scene scene)
    {
        var (ownFrom, ownTo) = Box.DiagonalOf(arrow);
        var from = scene.Find(arrow.Text("fromNode")) ?? Box.At(ownFrom);
        var to = scene.Find(arrow.Text("toNode")) ?? Box.At(ownTo);
        var fromSide = SideOf(arrow.Text("fromSide")) ?? from.Towards(to.Center);
        var toSide = SideOf(arrow.Text("toSide")) ?? to.Towards(from.Center);
        return Between(
            new ArrowHead(from.Middle(fromSide), Point.Outwards(fromSide)), arrow.Text("fromEnd") == "arrow",
            new ArrowHead(to.Middle(toSide), Point.Outwards(toSide)), arrow.Text("toEnd") is not "none");
    }

    /// <summary>A box that holds it.</summary>
    public Box Extent
    {
        get
        {
            var extent = Box.At(Tail?.Tip ?? Start).With(Box.At(Head?.Tip ?? End));
            for (var i = 0; i <= Samples; i++) extent = extent.With(Box.At(At(i / (double)Samples)));
            return extent;
        }
    }

    private static ArrowPath Between(ArrowHead from, bool hasTail, ArrowHead to, bool hasHead)
    {
        var start = hasTail ? from.Back : from.Tip;
        var end = hasHead ? to.Back : to.Tip;
        var bend = Math.Max(BendMin, Math.Max(Math.Abs(end.X - start.X), Math.Abs(end.Y - start.Y)) / 2);
        return new ArrowPath(
            start, start + from.Out * bend, end + to.Out * bend, end, hasTail ? from : null, hasHead ? to : null);
    }

    private Point At(double t) =>
        Start * Math.Pow(1 - t, 3) + Leave * (3 * (1 - t) * (1 - t) * t) + Arrive * (3 * (1 - t) * t * t)
        + End * (t * t * t);

    private static Side? SideOf(string? name) => name switch
    {
        "top" => Side.Top,
        "right" => Side.Right,
        "bottom" => Side.Bottom,
        "left" => Side.Left,
        _ => null,
    };
}

/// <summary>An end of an arrow: where it points to, and the way back from there.</summary>
internal readonly record struct ArrowHead(Point Tip, Point Out)
{
    private const double Length = 10;
    private const double HalfWidth = 5;

    public Point Back => Tip + Out * Length;

    public Point Left => Back + new Point(-Out.Y, Out.X) * HalfWidth;

    public Point Right => Back + new Point(-Out.Y, Out.X) * -HalfWidth;
}
