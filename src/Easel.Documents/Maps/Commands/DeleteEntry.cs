using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>Takes one light, particle, entity or door out.</summary>
internal static class DeleteEntry
{
    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (Arguments.Record(command, "target", out var target) is { } noTarget) return noTarget;
        return MapRef.KindOf(target) switch
        {
            MapRefKind.Door => Door(map, target),
            (MapRefKind.Light or MapRefKind.Particle or MapRefKind.Entity) and { } kind => Indexed(map, target, kind),
            _ => MapEditError.UnsupportedTarget("Only lights, particles, entities and doors can be deleted."),
        };
    }

    private static MapOutcome Indexed(JsonRecord map, JsonRecord target, MapRefKind kind)
    {
        var name = MapLists.NameOf(kind);
        if (MapLists.FindAt(map, name, target["index"], out var list, out var at) is { } missing) return missing;
        return new MapChange(
            map.Set(name, list.Replace(at, 1, [])), SelectionEffect.Kept, [new MapShift(kind, at, IsRemoved: true)]);
    }

    private static MapOutcome Door(JsonRecord map, JsonRecord target) =>
        MapLists.FindDoor(map, target["id"], out var doors, out var at) is { } missing
            ? missing
            : MapChange.Keeping(map.Set("doors", doors.Replace(at, 1, [])));
}
