namespace Easel.Documents.Maps.Geometry;

/// <summary>The shapes that a room can be created in.</summary>
internal static class RoomTemplate
{
    public static bool Knows(string? name) => name is "rectangle" or "square" or "triangle";

    /// <summary>A shape of a size, turned by quarters and then put in its place.</summary>
    public static Point[] Polygon(string name, Point center, double width, double height, int quarterTurns)
    {
        var (x, y) = (width / 2, height / 2);
        Point[] corners = name == "triangle"
            ? [new(-x, y), new(x, y), new(0, -y)]
            : [new(-x, -y), new(x, -y), new(x, y), new(-x, y)];
        return [.. corners.Select(corner => Turned(corner, quarterTurns) + center)];
    }

    private static Point Turned(Point corner, int quarterTurns) => quarterTurns switch
    {
        0 => corner,
        1 => new(corner.Y, -corner.X),
        2 => new(-corner.X, -corner.Y),
        _ => new(-corner.Y, corner.X),
    };
}
