using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>Hangs a door in a portal. The other side of the portal is a wall of its own and is not looked at.</summary>
internal static class CreateDoor
{
    private static readonly JsonShape NewDoor = JsonShape.Of("id", "wall_index", "starts_closed");

    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (MapLists.FindAt(map, "walls", command["atWallIndex"], out var walls, out var at) is { } missing)
            return missing;
        if (walls[at] is not JsonRecord wall) return MapEditError.InvalidJson($"Wall {at} is not a JSON object.");
        if (!wall["back_sector"].IsInteger(out var back))
            return MapEditError.InvalidJson($"back_sector of wall {at} is not an integer.");
        if (back <= -1) return new MapEditError(MapEditCodes.NotAPortal, $"Wall {at} is solid.");
        if (MapLists.Allow(map, "doors", out var doors) is { } noList) return noList;
        if (MapLists.HaveDoorAt(doors, at))
            return new MapEditError(MapEditCodes.DoorAlreadyExists, $"Wall {at} has a door.");

        var id = FreeId(doors);
        var door = JsonRecord.Of(NewDoor, JsonScalar.Of(id), JsonScalar.Of(at), JsonScalar.True);
        return MapChange.Selecting(MapRef.ToDoor(id), map.Set("doors", doors.Append(door)));
    }

    /// <summary>The ids that doors have.</summary>
    public static HashSet<string> Ids(JsonList doors) =>
        MapLists.Records(doors).Select(door => door.Record["id"].Text).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    private static string FreeId(JsonList doors)
    {
        var taken = Ids(doors);
        var number = 1;
        while (taken.Contains($"door-{number}")) number++;
        return $"door-{number}";
    }
}
