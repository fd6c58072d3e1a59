using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Geometry;

/// <summary>The polygon of a room.</summary>
internal static class Corners
{
    private static readonly JsonShape NewVertex = JsonShape.Of("x", "y");

    public static JsonRecord Vertex(Point place) =>
        JsonRecord.Of(NewVertex, JsonScalar.Of(place.X), JsonScalar.Of(place.Y));

    /// <summary>The edge that begins at a corner.</summary>
    public static Segment Edge(ReadOnlySpan<Point> polygon, int at) =>
        new(polygon[at], polygon[(at + 1) % polygon.Length]);

    public static double DoubleArea(ReadOnlySpan<Point> polygon)
    {
        var sum = 0d;
        for (var i = 0; i < polygon.Length; i++) sum += Edge(polygon, i).From.Cross(Edge(polygon, i).To);
        return sum;
    }

    public static bool Holds(ReadOnlySpan<Point> polygon, Point place)
    {
        var isIn = false;
        for (var i = 0; i < polygon.Length; i++)
        {
            var (from, to) = Edge(polygon, i);
            if (from.Y > place.Y == to.Y > place.Y) continue;
            if (from.X + ((place.Y - from.Y) * (to.X - from.X) / (to.Y - from.Y)) > place.X) isIn = !isIn;
        }

        return isIn;
    }
}
