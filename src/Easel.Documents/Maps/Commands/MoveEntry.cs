using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>
/// Moves an entity or a light. The command says which of them; the kind of its target is not looked at.
/// </summary>
internal static class MoveEntry
{
    public static MapOutcome Apply(JsonRecord map, JsonRecord command, MapRefKind kind)
    {
        var name = MapLists.NameOf(kind);
        if (Arguments.Point(command, "to", out var to) is { } nowhere) return nowhere;
        if (Arguments.Record(command, "target", out var target) is { } noTarget) return noTarget;
        if (MapLists.FindAt(map, name, target["index"], out var list, out var at) is { } missing) return missing;
        if (list[at] is not JsonRecord entry || !Arguments.TryPoint(entry, out _))
            return MapEditError.InvalidJson($"Entry {at} of {name} has no finite x and y.");
        var moved = To(entry, JsonScalar.Of(to.X), JsonScalar.Of(to.Y));
        return MapChange.Keeping(map.Set(name, list.Set(at, moved))) with { Memory = moved.Memory };
    }

    public static JsonRecord To(JsonRecord entry, JsonScalar x, JsonScalar y) => entry.Set("x", x).Set("y", y);
}
