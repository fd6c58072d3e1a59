using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Geometry;

/// <summary>A room that is to be placed.</summary>
/// <param name="Polygon">Its corners as they were asked for.</param>
/// <param name="Walls">For each edge what its wall looks like; vertices and sectors come first and are filled in
///   later.</param>
/// <param name="Sector">What its sector looks like; the id comes first and is filled in later.</param>
/// <param name="Codes">Says how its faults are called.</param>
internal sealed record Room(Point[] Polygon, JsonRecord[] Walls, JsonRecord Sector, RoomCodes Codes)
{
    private static readonly JsonShape PlainWall = JsonShape.Of("v0", "v1", "front_sector", "back_sector", "tex");

    /// <summary>The same room with its corners the other way round; each edge keeps its looks.</summary>
    public Room Reversed() => this with { Polygon = Backwards(Polygon), Walls = [.. Walls.Reverse()] };

    /// <summary>The corners the other way round, from the same first one; edge i becomes edge n - 1 - i.</summary>
    public static Point[] Backwards(Point[] polygon) => [polygon[0], .. polygon[1..].Reverse()];

    public static JsonRecord LooksOf(string texture) =>
        JsonRecord.Of(PlainWall, JsonScalar.Null, JsonScalar.Null, JsonScalar.Null, JsonScalar.Null,
            JsonScalar.Of(texture));

    public JsonRecord Wall(int edge, int v0, int v1, double front, double back) => Walls[edge].WithFirst(
        JsonScalar.Of(v0), JsonScalar.Of(v1), JsonScalar.Of(front), JsonScalar.Of(back));
}

/// <summary>Both room commands name the same faults under codes of their own.</summary>
/// <param name="Prefix">Before the fault.</param>
/// <param name="NoWall">What a wall is that a room cannot be joined to.</param>
internal sealed record RoomCodes(string Prefix, string NoWall)
{
    public MapEditError Error(string fault, string message) => new(Prefix + fault, message);

    public MapEditError InvalidRequest(string message) => Error(RoomFault.InvalidRequest, message);
}
