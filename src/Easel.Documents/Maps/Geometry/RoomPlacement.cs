using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Geometry;

/// <summary>
/// Puts a room into a map: alone into an empty one, inside a sector, or against a wall. All that is there stays, but
/// for the wall that becomes a portal.
/// </summary>
internal static class RoomPlacement
{
    /// <summary>Whether there is a placement of this name.</summary>
    public static bool Knows(string? kind) =>
        kind is "room-placement/nested" or "room-placement/adjacent" or "room-placement/seed";

    public static MapOutcome Place(JsonRecord map, Room room, JsonRecord placement)
    {
        if (MapSurvey.Read(map, out var survey) is { } fault) return fault;
        using (survey)
        {
            var kind = placement["kind"].Text;
            if (survey.SectorCount == 0 && kind != "room-placement/seed")
                return MapEditError.InvalidJson("The map has no sectors yet; place a seed.");
            return kind switch
            {
                "room-placement/seed" => Seed(map, survey, room),
                "room-placement/nested" => Nested(map, survey, room, placement),
                _ => AdjacentPlacement.Place(map, survey, room, placement),
            };
        }
    }

    private static MapOutcome Seed(JsonRecord map, MapSurvey survey, Room room) =>
        survey.WallCount > 0 || survey.SectorCount > 0
            ? room.Codes.InvalidRequest("Only an empty map takes a seed.")
            : Inside(map, survey, room, RoomJoin.Nothing);

    private static MapOutcome Nested(JsonRecord map, MapSurvey survey, Room room, JsonRecord placement)
    {
        if (!placement["enclosingSectorId"].IsInteger(out var enclosing))
            return room.Codes.InvalidRequest("enclosingSectorId must be an integer.");
        if (SectorSearch.Around(survey, room.Polygon) != enclosing)
            return room.Codes.Error(RoomFault.NotInsideAnySector, $"The room is not inside sector {enclosing}.");
        if (WallCrossing.MeetsAny(survey, room.Polygon))
            return room.Codes.Error(RoomFault.IntersectsWalls, "The room meets a wall.");

        // Walls of both run the same way round, so that "front" is on the same hand.
        var area = SectorSearch.DoubleArea(survey, survey.Walls, enclosing);
        var isTurned = area * Corners.DoubleArea(room.Polygon) < 0;
        return Inside(map, survey, isTurned ? room.Reversed() : room, enclosing);
    }

    private static MapOutcome Inside(JsonRecord map, MapSurvey survey, Room room, double back)
    {
        var join = new RoomJoin(map, survey, room);
        var first = survey.VertexCount;
        var count = room.Polygon.Length;
        foreach (var corner in room.Polygon) join.AddVertex(corner);
        for (var i = 0; i < count; i++) join.AddWall(i, first + i, first + ((i + 1) % count), back);
        return join.Finish();
    }
}
