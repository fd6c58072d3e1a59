using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Commands;

namespace Easel.Documents.Maps.Geometry;

/// <summary>Moves a room against a solid wall and opens a portal between the two.</summary>
internal static class AdjacentPlacement
{
    // A client snaps within this many pixels, and shows a unit of the map as at least a tenth of a pixel.
    private const double SnapMax = 12;
    private const double ViewScaleMin = 0.1;

    // How far beside the portal it is looked which side the sector is on.
    private const double BesideWall = 0.001;

    public static MapOutcome Place(JsonRecord map, MapSurvey survey, Room room, JsonRecord placement)
    {
        if (FindWall(map, survey, room, placement, out var at) is { } noWall) return noWall;
        if (SectorSearch.Around(survey, room.Polygon) is { } inside)
            return room.Codes.InvalidRequest($"The room is inside sector {inside}.");
        var wall = survey.SegmentOf(survey.Walls[at]);
        if (PortalPlan.Make(wall, room.Polygon) is not { } plan)
            return room.Codes.Error(RoomFault.NonCollinear, "No edge of the room lies along the wall.");
        if (plan.Moved * ViewScaleMin > placement["snapDistancePx"].Number + Point.Epsilon)
            return room.Codes.Error(RoomFault.AdjacentTooFar, "The room is farther from the wall than was said.");
        if (IsInFront(survey, survey.Walls[at], plan))
            return room.Codes.Error(RoomFault.IntersectsWalls, "The room would lie over the sector of the wall.");
        if (WallCrossing.GoesThroughAny(survey, plan.Polygon, butWall: at))
            return room.Codes.Error(RoomFault.IntersectsWalls, "The room goes through a wall.");

        return Join(map, survey, at, Opposed(room with { Polygon = plan.Polygon }, plan.Edge, wall), plan);
    }

    private static MapEditError? FindWall(
        JsonRecord map, MapSurvey survey, Room room, JsonRecord placement, out int at)
    {
        at = 0;
        if (!placement["targetWallIndex"].IsInteger(out var index) || index < 0
            || !placement["snapDistancePx"].IsFinite(out var distance) || distance < 0)
            return room.Codes.InvalidRequest("targetWallIndex and snapDistancePx must be numbers from 0.");
        if (distance > SnapMax)
            return room.Codes.Error(RoomFault.AdjacentTooFar, $"A room snaps within {SnapMax} pixels.");
        if (index >= survey.WallCount || survey.Walls[at = (int)index].IsPortal)
            return room.Codes.Error(room.Codes.NoWall, "There is no such wall, or it is a portal.");
        if (MapLists.Allow(map, "doors", out var doors) is { } noList) return noList;
        return MapLists.HaveDoorAt(doors, at) ? room.Codes.Error(room.Codes.NoWall, "The wall has a door.") : null;
    }

    /// <summary>Whether part of the room is on the side of the wall that its sector is on.</summary>
    private static bool IsInFront(MapSurvey survey, SurveyedWall wall, PortalPlan plan)
    {
        var middle = (plan.Low + plan.High) * 0.5;
        var along = survey.SegmentOf(wall).Along;
        var left = new Point(-along.Y, along.X) * (1 / Math.Sqrt(along.Dot(along)));
        var isLeft = SectorSearch.IsIn(survey, middle + (left * BesideWall), wall.Front);
        var isRight = SectorSearch.IsIn(survey, middle - (left * BesideWall), wall.Front);
        if (isLeft == isRight) return false; // A wall that does not bound its sector says nothing.

        var front = isLeft ? left : left * -1;
        return plan.Polygon.Any(corner => (corner - middle).Dot(front) > Point.Epsilon);
    }

    /// <summary>The two walls of a portal run against each other, so that each has its own sector in front.</summary>
    private static (Room Room, int Edge) Opposed(Room room, int edge, Segment wall) =>
        Corners.Edge(room.Polygon, edge).Along.Dot(wall.Along) < 0
            ? (room, edge)
            : (room.Reversed(), room.Polygon.Length - 1 - edge);

    private static MapOutcome Join(
        JsonRecord map, MapSurvey survey, int at, (Room Room, int Edge) placed, PortalPlan plan)
    {
        var (room, edge) = placed;
        var old = survey.Walls[at];
        var wall = (JsonRecord)((JsonList)map["walls"]!)[at];
        var join = new RoomJoin(map, survey, room);
        var low = VertexAt(survey, old, plan.Low) ?? join.AddVertex(plan.Low);
        var high = VertexAt(survey, old, plan.High) ?? join.AddVertex(plan.High);

        var runsUp = survey.SegmentOf(old).Along.Dot(plan.High - plan.Low) > 0;
        var (start, end) = runsUp ? (low, high) : (high, low);
        if (old.V0 != start) join.AddPiece(wall, old.V0, start);
        if (end != old.V1) join.AddPiece(wall, end, old.V1);
        join.OpenWall(at, wall, start, end);

        var corners = Array.ConvertAll(room.Polygon, corner =>
            corner.IsOn(plan.Low) ? low : corner.IsOn(plan.High) ? high : join.AddVertex(corner));
        AddWalls(join, corners, edge, (end, start), old.Front);
        return join.Finish();
    }

    /// <summary>
    /// Adds the walls of the room. Its side of the portal runs against the wall's; the rest of the edge is solid.
    /// </summary>
    private static void AddWalls(
        RoomJoin join, int[] corners, int portalEdge, (int Start, int End) portal, double behindPortal)
    {
        for (var i = 0; i < corners.Length; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % corners.Length]);
            if (i != portalEdge)
            {
                join.AddWall(i, from, to, RoomJoin.Nothing);
                continue;
            }

            if (from != portal.Start) join.AddWall(i, from, portal.Start, RoomJoin.Nothing);
            join.AddWall(i, portal.Start, portal.End, behindPortal);
            if (portal.End != to) join.AddWall(i, portal.End, to, RoomJoin.Nothing);
        }
    }

    private static int? VertexAt(MapSurvey survey, SurveyedWall wall, Point place) =>
        place.IsOn(survey.Vertices[wall.V0]) ? wall.V0
        : place.IsOn(survey.Vertices[wall.V1]) ? wall.V1
        : null;
}
