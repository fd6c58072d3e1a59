using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Geometry;

namespace Easel.Documents.Maps.Commands;

/// <summary>Puts a copy of a light, particle, entity or door at the end of its list, a little aside.</summary>
internal static class CloneEntry
{
    private const double Aside = 16;

    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (Arguments.Record(command, "target", out var target) is { } noTarget) return noTarget;
        return MapRef.KindOf(target) switch
        {
            MapRefKind.Door => Door(map, target),
            (MapRefKind.Light or MapRefKind.Particle or MapRefKind.Entity) and { } kind => Indexed(map, target, kind),
            _ => MapEditError.UnsupportedTarget("Only lights, particles, entities and doors can be cloned."),
        };
    }

    private static MapOutcome Indexed(JsonRecord map, JsonRecord target, MapRefKind kind)
    {
        var name = MapLists.NameOf(kind);
        if (MapLists.FindAt(map, name, target["index"], out var list, out var at) is { } missing) return missing;
        if (list[at] is not JsonRecord entry || !Arguments.TryPoint(entry, out var place))
            return MapEditError.InvalidJson($"Entry {at} of {name} has no finite x and y.");
        var moved = new Point(place.X + Aside, place.Y + Aside);
        if (!moved.IsFinite) return MapEditError.InvalidJson($"Entry {at} of {name} is at the end of the world.");
        var clone = MoveEntry.To(entry, JsonScalar.Of(moved.X), JsonScalar.Of(moved.Y));
        var cloned = map.Set(name, list.Append(clone));
        return MapChange.Selecting(MapRef.To(kind, list.Count), cloned) with { Memory = clone.Memory };
    }

    /// <summary>The copy hangs in the same wall: there is no better one to guess.</summary>
    private static MapOutcome Door(JsonRecord map, JsonRecord target)
    {
        if (MapLists.FindDoor(map, target["id"], out var doors, out var at) is { } missing) return missing;
        var door = (JsonRecord)doors[at];
        var id = door["id"].Text!;
        if (Arguments.IsBlank(id)) return MapEditError.InvalidJson("A door of a blank id cannot be cloned.");
        var copy = FreeId(doors, id + "-copy");
        return MapChange.Selecting(
            MapRef.ToDoor(copy), map.Set("doors", doors.Append(door.Set("id", JsonScalar.Of(copy))))) with
        {
            Memory = door.Memory,
        };
    }

    private static string FreeId(JsonList doors, string wanted)
    {
        var taken = CreateDoor.Ids(doors);
        if (!taken.Contains(wanted)) return wanted;
        var number = 2;
        while (taken.Contains($"{wanted}-{number}")) number++;
        return $"{wanted}-{number}";
    }
}
