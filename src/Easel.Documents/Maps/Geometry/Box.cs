namespace Easel.Documents.Maps.Geometry;

/// <summary>The smallest upright rectangle around places.</summary>
internal readonly record struct Box(double Left, double Low, double Right, double High)
{
    // Far above the margin of segments that are at least as long; shorter ones are never ruled out by their box.
    private const double Margin = 0.01;
    private const double ShortMax = 0.001;

    public double Width => Right - Left;

    public double Height => High - Low;

    public static Box Around(ReadOnlySpan<Point> places)
    {
        var box = new Box(
            double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach (var (x, y) in places)
        {
            box = new Box(
                Math.Min(box.Left, x), Math.Min(box.Low, y), Math.Max(box.Right, x), Math.Max(box.High, y));
        }

        return box;
    }

    /// <summary>Whether a segment is certainly nowhere near: cheaper to know than whether it meets something.</summary>
    public bool IsApartFrom(Segment one)
    {
        var (a, b) = one;
        var isOutside = Math.Max(a.X, b.X) < Left - Margin || Math.Min(a.X, b.X) > Right + Margin
            || Math.Max(a.Y, b.Y) < Low - Margin || Math.Min(a.Y, b.Y) > High + Margin;
        return isOutside && one.Along.Dot(one.Along) > ShortMax * ShortMax;
    }
}
