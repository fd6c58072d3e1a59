using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>Sets and unsets members of the map or of one of its things, without any schema.</summary>
internal static class UpdateFields
{
    // Other members are another row of names, which is as long again.
    private const int ShapeCopies = 2;

    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (Arguments.Record(command, "set", out var set) is { } noSet) return noSet;
        if (FindFault(set) is { } fault) return fault;
        if (Arguments.Record(command, "target", out var target) is { } noTarget) return noTarget;
        if (MapRef.KindOf(target) is not { } kind) return MapEditError.UnsupportedTarget("There is no such target.");
        if (kind == MapRefKind.Map) return MapChange.Keeping(Updated(map, set)) with { Memory = map.Memory };

        if (Find(map, target, kind, out var list, out var at) is { } missing) return missing;
        if (list[at] is not JsonRecord entry)
            return MapEditError.InvalidJson($"Entry {at} of {MapLists.NameOf(kind)} is not a JSON object.");
        var updated = Updated(entry, set);
        return MapChange.Keeping(map.Set(MapLists.NameOf(kind), list.Set(at, updated))) with
        {
            Memory = ShapeCopies * updated.Memory,
        };
    }

    private static MapEditError? FindFault(JsonRecord set)
    {
        if (set.Shape.Count > MapLimits.FieldsMax)
            return MapEditError.InvalidJson($"At most {MapLimits.FieldsMax} fields can be set at once.");
        for (var i = 0; i < set.Shape.Count; i++)
        {
            if (Arguments.IsBlank(set.Shape.Names[i].Text)) return MapEditError.InvalidJson("A field has no name.");
            var isValue = set.Values[i] is JsonScalar scalar && !double.IsInfinity(scalar.Number);
            if (!isValue && !IsUnset(set.Values[i]))
                return MapEditError.InvalidJson("A field can be a string, finite number, boolean, null, or unset.");
        }

        return null;
    }

    private static MapEditError? Find(
        JsonRecord map, JsonRecord target, MapRefKind kind, out JsonList list, out int at) => kind switch
        {
            MapRefKind.Door => MapLists.FindDoor(map, target["id"], out list, out at),
            MapRefKind.Sector => FindSector(map, target["id"], out list, out at),
            _ => MapLists.FindAt(map, MapLists.NameOf(kind), target["index"], out list, out at),
        };

    private static MapEditError? FindSector(JsonRecord map, JsonTree? id, out JsonList sectors, out int at)
    {
        at = -1;
        sectors = JsonList.Empty;
        if (!id.IsInteger(out var number)) return MapEditError.InvalidJson("The id of a sector is an integer.");
        if (MapLists.Require(map, "sectors", out sectors) is { } noList) return noList;
        var ids = new JsonMember("id");
        at = MapLists.IndexOf(sectors, sector => ids.Of(sector).Number == number);
        return at < 0 ? MapEditError.NotFound($"There is no sector {number}.") : null;
    }

    private static JsonRecord Updated(JsonRecord record, JsonRecord set)
    {
        var edit = new JsonRecordEdit(record);
        for (var i = 0; i < set.Shape.Count; i++)
        {
            var name = set.Shape.Names[i].Text;
            if (IsUnset(set.Values[i])) edit.Remove(name);
            else edit.Set(name, set.Values[i]);
        }

        return edit.ToRecord();
    }

    private static bool IsUnset(JsonTree value) =>
        value is JsonRecord marker && marker["kind"].Text == "map-edit/unset";
}
