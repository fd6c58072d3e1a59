namespace Easel.Documents.Maps.Geometry;

/// <summary>
/// How a room is moved against a wall, and which part of the wall becomes the portal between the two.
/// </summary>
/// <param name="Polygon">The room where it will be.</param>
/// <param name="Edge">Which edge lies along the wall.</param>
/// <param name="Low">The end of the portal with the smaller coordinate.</param>
/// <param name="High">The other end.</param>
/// <param name="Moved">How far the room was moved.</param>
internal sealed record PortalPlan(Point[] Polygon, int Edge, Point Low, Point High, double Moved)
{
    /// <summary>
    /// Plans against the edge that is nearest to the wall; of equally near ones that which shares more with it, then
    /// the first.
    /// </summary>
    /// <returns>Null if the wall is not upright or level, or no edge lies alongside.</returns>
    public static PortalPlan? Make(Segment wall, ReadOnlySpan<Point> polygon)
    {
        var isLevel = Math.Abs(wall.Along.Y) <= Point.Epsilon;
        var isUpright = Math.Abs(wall.Along.X) <= Point.Epsilon;
        if (isLevel == isUpright) return null;
        var line = new WallLine(wall, isLevel);
        if (line.FindEdge(polygon) is not { } best) return null;

        var moved = new Point[polygon.Length];
        for (var i = 0; i < moved.Length; i++) moved[i] = line.Move(polygon[i], best.Offset);
        var edge = Corners.Edge(moved, best.Edge);
        return new PortalPlan(
            moved, best.Edge, line.At(line.OverlapOf(edge).Low), line.At(line.OverlapOf(edge).High),
            Math.Abs(best.Offset));
    }
}

/// <summary>A level or upright wall as an interval on one axis at a place on the other.</summary>
internal readonly struct WallLine(Segment wall, bool isLevel)
{
    private readonly double across = isLevel ? wall.From.Y : wall.From.X;
    private readonly double low = isLevel ? Math.Min(wall.From.X, wall.To.X) : Math.Min(wall.From.Y, wall.To.Y);
    private readonly double high = isLevel ? Math.Max(wall.From.X, wall.To.X) : Math.Max(wall.From.Y, wall.To.Y);

    public (int Edge, double Offset)? FindEdge(ReadOnlySpan<Point> polygon)
    {
        (int Edge, double Offset)? best = null;
        var bestOverlap = 0d;
        for (var i = 0; i < polygon.Length; i++)
        {
            var edge = Corners.Edge(polygon, i);
            if (!IsAlong(edge)) continue;
            var (from, to) = OverlapOf(edge);
            var (offset, overlap) = (across - Across(edge.From), to - from);
            if (overlap <= Point.Epsilon) continue;
            var nearer = best is { } known ? Math.Abs(known.Offset) - Math.Abs(offset) : double.PositiveInfinity;
            if (nearer <= Point.Epsilon && (nearer < -Point.Epsilon || overlap <= bestOverlap)) continue;
            (best, bestOverlap) = ((i, offset), overlap);
        }

        return best;
    }

    public (double Low, double High) OverlapOf(Segment edge)
    {
        var (from, to) = (Axis(edge.From), Axis(edge.To));
        return (Math.Max(low, Math.Min(from, to)), Math.Min(high, Math.Max(from, to)));
    }

    /// <summary>A place on the line of the wall.</summary>
    public Point At(double axis) => isLevel ? new Point(axis, across) : new Point(across, axis);

    public Point Move(Point place, double offset) =>
        isLevel ? place with { Y = place.Y + offset } : place with { X = place.X + offset };

    /// <summary>
    /// Both ends must come to lie on the line: an edge a little askew would leave a sliver beside the portal.
    /// </summary>
    private bool IsAlong(Segment edge) =>
        edge.Along.Dot(edge.Along) >= Point.Epsilon * Point.Epsilon
        && Math.Abs(Across(edge.To) - Across(edge.From)) <= Point.Epsilon;

    private double Axis(Point place) => isLevel ? place.X : place.Y;

    private double Across(Point place) => isLevel ? place.Y : place.X;
}
