using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Geometry;

namespace Easel.Documents.Maps.Commands;

/// <summary>
/// Makes two walls of a solid one. Solid walls of other sectors along the same two vertices are split with it, so that
/// no vertex comes to lie in the middle of a wall.
/// </summary>
internal static class SplitWall
{
    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (!command["wallIndex"].IsInteger(out var index) || index < 0)
            return MapEditError.NotFound("wallIndex must be an integer from 0.");
        if (Arguments.Point(command, "at", out var near) is { } nowhere) return nowhere;
        if (MapLists.Require(map, "vertices", out var vertices) is { } noVertices) return noVertices;
        if (MapLists.FindAt(map, "walls", command["wallIndex"], out var walls, out var at) is { } missing)
            return missing;
        if (FindFault(map, walls[at], at, out var doors, out var ends) is { } fault) return fault;
        if (PlaceOf(vertices, ends.V0) is not { } start || PlaceOf(vertices, ends.V1) is not { } end)
            return MapEditError.InvalidJson($"A vertex of wall {at} has no finite x and y.");

        var cut = new Segment(start, end).Nearest(near);
        if (!cut.IsFinite) return MapEditError.InvalidJson($"Wall {at} is too long.");
        if (cut.IsAt(start) || cut.IsAt(end)) return Invalid("The split is at an end of the wall.");
        var vertex = FindOrAdd(ref vertices, cut);
        var memory = 0L;
        foreach (var twin in TwinsOf(walls, doors, at, ends))
        {
            memory += 2 * ((JsonRecord)walls[twin]).Memory;
            walls = Split(walls, twin, vertex);
        }

        var split = map.Set("vertices", vertices).Set("walls", walls);
        return MapChange.Selecting(MapRef.To(MapRefKind.Wall, at), split) with { Memory = memory };
    }

    private static MapEditError? FindFault(
        JsonRecord map, JsonTree entry, int at, out JsonList doors, out (double V0, double V1) ends)
    {
        doors = JsonList.Empty;
        ends = default;
        if (entry is not JsonRecord wall || !wall["v0"].IsInteger(out ends.V0) || !wall["v1"].IsInteger(out ends.V1))
            return MapEditError.InvalidJson($"Wall {at} has no two vertices.");
        if (IsPortal(wall)) return Invalid("A portal cannot be split.");
        if (MapLists.Allow(map, "doors", out doors) is { } noList) return noList;
        return MapLists.HaveDoorAt(doors, at) ? Invalid("A wall with a door cannot be split.") : null;
    }

    private static bool IsPortal(JsonRecord wall) => wall["back_sector"].IsFinite(out var back) && back > -1;

    private static Point? PlaceOf(JsonList vertices, double index) =>
        index >= 0 && index < vertices.Count && Arguments.TryPoint(vertices[(int)index], out var place) ? place : null;

    /// <summary>The first vertex at a place, or a new one.</summary>
    private static int FindOrAdd(ref JsonList vertices, Point place)
    {
        var (x, y) = (new JsonMember("x"), new JsonMember("y"));
        var found = MapLists.IndexOf(
            vertices, vertex => place.IsAt(new Point(x.Of(vertex).Number, y.Of(vertex).Number)));
        if (found >= 0) return found;
        vertices = vertices.Append(Corners.Vertex(place));
        return vertices.Count - 1;
    }

    /// <summary>The wall itself, and after it those that it is split with.</summary>
    private static List<int> TwinsOf(JsonList walls, JsonList doors, int at, (double V0, double V1) ends)
    {
        var twins = new List<int> { at };
        var (v0, v1) = (new JsonMember("v0"), new JsonMember("v1"));
        var withDoor = MapLists.Records(doors).Select(door => door.Record["wall_index"].Number).ToHashSet();
        foreach (var (index, wall) in MapLists.Records(walls))
        {
            var (from, to) = (v0.Of(wall).Number, v1.Of(wall).Number);
            var isAlong = (from == ends.V0 && to == ends.V1) || (from == ends.V1 && to == ends.V0);
            if (isAlong && index != at && !IsPortal(wall) && !withDoor.Contains(index)) twins.Add(index);
        }

        return twins;
    }

    private static JsonList Split(JsonList walls, int at, int vertex)
    {
        var wall = (JsonRecord)walls[at];
        var middle = JsonScalar.Of(vertex);
        return walls.Set(at, wall.Set("v1", middle)).Append(wall.Set("v0", middle));
    }

    private static MapEditError Invalid(string message) => new(MapEditCodes.SplitWallInvalidRequest, message);
}
