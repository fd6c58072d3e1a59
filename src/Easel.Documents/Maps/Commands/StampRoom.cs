using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Geometry;

namespace Easel.Documents.Maps.Commands;

/// <summary>Makes a room of any polygon, with looks for each edge: a copy of a sector, as clients make them.</summary>
internal static class StampRoom
{
    private const int CornersMin = 3;

    private static readonly RoomCodes Codes = new(MapEditCodes.StampRoom, RoomFault.NoSnapTarget);

    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (command["request"] is not JsonRecord request)
            return Codes.InvalidRequest("request must be a JSON object.");
        if (FindPolygon(request, out var polygon) is { } noPolygon) return noPolygon;
        if (FindWalls(request, polygon.Length, out var walls) is { } noWalls) return noWalls;
        if (FindSector(request, out var sector) is { } noSector) return noSector;
        if (CreateRoom.FindPlacement(request, Codes, out var placement) is { } noPlacement) return noPlacement;
        return RoomPlacement.Place(map, new Room(polygon, walls, sector, Codes), placement);
    }

    private static MapEditError? FindPolygon(JsonRecord request, out Point[] polygon)
    {
        polygon = [];
        if (request["polygon"] is not JsonList corners) return Codes.InvalidRequest("polygon must be a list.");
        if (corners.Count > MapLimits.CornersMax)
            return Codes.InvalidRequest($"A room has at most {MapLimits.CornersMax} corners.");
        polygon = new Point[corners.Count];
        for (var i = 0; i < polygon.Length; i++)
        {
            if (!Arguments.TryPoint(corners[i], out polygon[i]))
                return MapEditError.InvalidJson($"Corner {i} has no finite x and y.");
        }

        if (polygon.Length < CornersMin) return Codes.InvalidRequest($"A room has at least {CornersMin} corners.");
        var box = Box.Around(polygon);
        if (box.Width < CreateRoom.SizeMin || box.Height < CreateRoom.SizeMin)
            return Codes.Error(RoomFault.InvalidSize, $"A room is at least {CreateRoom.SizeMin} wide and high.");
        return HasEmptyEdge(polygon) ? Codes.InvalidRequest("Two corners in a row are at one place.") : null;
    }

    private static bool HasEmptyEdge(Point[] polygon)
    {
        for (var i = 0; i < polygon.Length; i++)
        {
            if (Corners.Edge(polygon, i) is var edge && edge.From.IsAt(edge.To)) return true;
        }

        return false;
    }

    private static MapEditError? FindWalls(JsonRecord request, int count, out JsonRecord[] walls)
    {
        walls = [];
        if (request["wallProps"] is not JsonList props || props.Count != count)
            return Codes.InvalidRequest("wallProps must be a list with one entry a corner.");
        walls = new JsonRecord[count];
        for (var i = 0; i < count; i++)
        {
            if (StampLooks.FindWall(props[i], Codes, out walls[i]) is { } fault) return fault;
        }

        return null;
    }

    private static MapEditError? FindSector(JsonRecord request, out JsonRecord sector)
    {
        sector = JsonRecord.Empty;
        if (Arguments.Record(request, "sectorProps", out var props) is { } noProps) return noProps;
        var toggled = props["floorZToggledPos"];
        var isTyped = props["floorTex"].Text is not null && props["ceilTex"].Text is not null
            && (toggled.IsAbsentOrNull || toggled.IsInteger(out _));
        if (!isTyped)
            return Codes.InvalidRequest("A sector needs floorTex and ceilTex; floorZToggledPos is an integer.");
        var (floor, ceiling) = (Arguments.Trim(props["floorTex"].Text!), Arguments.Trim(props["ceilTex"].Text!));
        if (StampLooks.FindSector(props, floor, ceiling, Codes, out sector) is { } fault) return fault;
        if (toggled.IsInteger(out var position))
            sector = sector.Set("floor_z_toggled_pos", JsonScalar.Of(position));
        return null;
    }
}
