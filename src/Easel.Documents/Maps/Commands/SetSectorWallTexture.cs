using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>Gives all walls that face a sector one texture; also none, if none does.</summary>
internal static class SetSectorWallTexture
{
    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (!command["sectorId"].IsInteger(out var sector) || sector < 0)
            return MapEditError.InvalidJson("sectorId must be an integer from 0.");
        if (Arguments.Name(command, "tex", out var name) is { } noName) return noName;
        if (MapLists.Require(map, "walls", out var walls) is { } noList) return noList;

        var texture = JsonScalar.Of(name);
        foreach (var (at, wall) in Facing(walls, sector)) walls = walls.Set(at, wall.Set("tex", texture));
        return MapChange.Keeping(map.Set("walls", walls));
    }

    private static List<(int At, JsonRecord Wall)> Facing(JsonList walls, double sector)
    {
        var facing = new List<(int, JsonRecord)>();
        var front = new JsonMember("front_sector");
        var at = 0;
        foreach (var chunk in walls.Items.Chunks)
        {
            foreach (var item in chunk.Span)
            {
                if (item is JsonRecord wall && front.Of(wall).Number == sector) facing.Add((at, wall));
                at++;
            }
        }

        return facing;
    }
}
