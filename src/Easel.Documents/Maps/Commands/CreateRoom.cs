using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Geometry;

namespace Easel.Documents.Maps.Commands;

/// <summary>Makes a room of a simple shape, all of whose walls look the same.</summary>
internal static class CreateRoom
{
    /// <summary>Rooms are at least as wide and high as this.</summary>
    public const double SizeMin = 1;

    private const int QuarterTurnsMax = 3;

    private static readonly RoomCodes Codes = new(MapEditCodes.CreateRoom, RoomFault.InvalidRequest);

    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (command["request"] is not JsonRecord request)
            return Codes.InvalidRequest("request must be a JSON object.");
        if (FindPolygon(request, out var polygon) is { } noPolygon) return noPolygon;
        if (FindLooks(request, out var wall, out var sector) is { } noLooks) return noLooks;
        if (FindPlacement(request, Codes, out var placement) is { } noPlacement) return noPlacement;
        var walls = new JsonRecord[polygon.Length];
        Array.Fill(walls, wall);
        return RoomPlacement.Place(map, new Room(polygon, walls, sector, Codes), placement);
    }

    public static MapEditError? FindPlacement(JsonRecord request, RoomCodes codes, out JsonRecord placement)
    {
        if (Arguments.Record(request, "placement", out placement) is { } noPlacement) return noPlacement;
        return RoomPlacement.Knows(placement["kind"].Text)
            ? null
            : codes.InvalidRequest("There is no such placement.");
    }

    private static MapEditError? FindPolygon(JsonRecord request, out Point[] polygon)
    {
        polygon = [];
        if (!RoomTemplate.Knows(request["template"].Text)) return Codes.InvalidRequest("There is no such template.");
        if (Arguments.Point(request, "center", out var center) is { } noCenter) return noCenter;
        if (Arguments.Record(request, "size", out var size) is { } noSize) return noSize;
        if (!size["width"].IsFinite(out var width) || !size["height"].IsFinite(out var height))
            return Codes.InvalidRequest("width and height must be finite numbers.");
        if (width < SizeMin || height < SizeMin)
            return Codes.Error(RoomFault.InvalidSize, $"A room is at least {SizeMin} wide and high.");
        if (!request["rotationQuarterTurns"].IsInteger(out var turns) || turns is < 0 or > QuarterTurnsMax)
            return Codes.InvalidRequest($"rotationQuarterTurns must be an integer from 0 to {QuarterTurnsMax}.");
        polygon = RoomTemplate.Polygon(request["template"].Text!, center, width, height, (int)turns);
        return polygon.All(corner => corner.IsFinite)
            ? null
            : MapEditError.InvalidJson("The room is at the end of the world.");
    }

    private static MapEditError? FindLooks(JsonRecord request, out JsonRecord wall, out JsonRecord sector)
    {
        (wall, sector) = (JsonRecord.Empty, JsonRecord.Empty);
        if (Arguments.Record(request, "defaults", out var defaults) is { } noDefaults) return noDefaults;
        if (Arguments.Name(defaults, "wallTex", out var wallTexture) is not null
            || Arguments.Name(defaults, "floorTex", out var floorTexture) is not null
            || Arguments.Name(defaults, "ceilTex", out var ceilingTexture) is not null)
            return Codes.Error(RoomFault.NotEnoughTextures, "A room needs textures for walls, floor and ceiling.");
        wall = Room.LooksOf(wallTexture);
        return StampLooks.FindSector(defaults, floorTexture, ceilingTexture, Codes, out sector);
    }
}
