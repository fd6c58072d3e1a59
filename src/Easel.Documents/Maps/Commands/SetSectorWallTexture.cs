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
        var (front, present) = (new JsonMember("front_sector"), new JsonMember("tex"));
        var memory = 0L;
        var retextured = walls.With(item =>
        {
            if (item is not JsonRecord wall || front.Of(wall).Number != sector) return item;
            if (present.Of(wall) is JsonScalar tex && tex.Token.SequenceEqual(texture.Token)) return item;
            memory += wall.Memory;
            return wall.Set("tex", texture);
        });
        return MapChange.Keeping(map.Set("walls", retextured)) with { Memory = memory };
    }
}
