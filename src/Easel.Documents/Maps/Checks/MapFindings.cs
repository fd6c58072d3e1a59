using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Commands;

namespace Easel.Documents.Maps.Checks;

/// <summary>Something about an element of a map that is probably not meant. No map is refused for it.</summary>
/// <param name="Rule">Which check found it.</param>
/// <param name="Kind">What kind of element: <c>wall</c>, <c>sector</c>, <c>door</c>, <c>vertex</c>.</param>
/// <param name="Index">Its place in its list.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record MapFinding(string Rule, string Kind, int Index, string Message)
{
    private static readonly JsonShape Members = JsonShape.Of("rule", "severity", "kind", "index", "message");

    /// <summary>The finding as clients see it.</summary>
    public JsonRecord ToJson() => JsonRecord.Of(
        Members, JsonScalar.Of(Rule), JsonScalar.Of("warning"), JsonScalar.Of(Kind), JsonScalar.Of(Index),
        JsonScalar.Of(Message));
}

/// <summary>
/// References that lead nowhere, ids that come twice, walls without length, sectors that are not closed, textures that
/// are missing. Only for maps that <see cref="MapDecoder"/> can read. Costs one look at each element.
/// </summary>
public static class MapFindings
{
    /// <summary>Findings that are told one by one.</summary>
    public const int FindingsMax = 100;

    /// <summary>All findings in order, rule by rule.</summary>
    public static IEnumerable<MapFinding> Of(JsonTree content)
    {
        if (content is not JsonRecord map) return [];
        var vertices = Entries(map, "vertices");
        var sectors = Entries(map, "sectors");
        var walls = Entries(map, "walls");
        var doors = Entries(map, "doors");
        return
        [
            .. OfSectors(sectors), .. OfWalls(walls, vertices, sectors), .. OfLoops(walls, sectors),
            .. OfDoors(doors, walls), .. OfTextures(sectors, walls),
        ];
    }

    private static JsonRecord[] Entries(JsonRecord map, string name) =>
        map[name] is JsonList list ? [.. MapLists.Records(list).Select(one => one.Record)] : [];

    private static IEnumerable<MapFinding> OfSectors(JsonRecord[] sectors)
    {
        var seen = new HashSet<double>();
        for (var i = 0; i < sectors.Length; i++)
        {
            if (!seen.Add(sectors[i]["id"].Number))
                yield return new("duplicate-id", "sector", i, $"The id {sectors[i]["id"]} is that of an earlier one.");
            if (sectors[i]["ceil_z"].Number <= sectors[i]["floor_z"].Number)
                yield return new("no-height", "sector", i, "The ceiling is not above the floor.");
        }
    }

    private static IEnumerable<MapFinding> OfWalls(JsonRecord[] walls, JsonRecord[] vertices, JsonRecord[] sectors)
    {
        var ids = sectors.Select(sector => sector["id"].Number).ToHashSet();
        for (var i = 0; i < walls.Length; i++)
        {
            var (v0, v1) = (walls[i]["v0"].Number, walls[i]["v1"].Number);
            if (!IsIndex(v0, vertices) || !IsIndex(v1, vertices))
                yield return new("missing-vertex", "wall", i, "It ends at a vertex that is not there.");
            else if (IsSamePlace(vertices[(int)v0], vertices[(int)v1]))
                yield return new("degenerate-wall", "wall", i, "It has no length.");
            var (front, back) = (walls[i]["front_sector"].Number, walls[i]["back_sector"].Number);
            if (!ids.Contains(front))
                yield return new("missing-sector", "wall", i, $"Its front sector {front} is not there.");
            if (back > -1 && !ids.Contains(back))
                yield return new("missing-sector", "wall", i, $"Its back sector {back} is not there.");
            if (walls[i]["toggle_sector_id"].IsInteger(out var toggled) && !ids.Contains(toggled))
                yield return new("missing-sector", "wall", i, $"It toggles the sector {toggled}, which is not there.");
        }
    }

    /// <summary>
    /// A sector is closed if an even number of its edges meet at each vertex. Its edges are the walls that face it or,
    /// in maps where one wall stands for both sides, those that have it on either side.
    /// </summary>
    private static IEnumerable<MapFinding> OfLoops(JsonRecord[] walls, JsonRecord[] sectors)
    {
        var (facing, either) = (new Loops(), new Loops());
        foreach (var wall in walls)
        {
            var (v0, v1) = (wall["v0"].Number, wall["v1"].Number);
            var (front, back) = (wall["front_sector"].Number, wall["back_sector"].Number);
            facing.Add(front, v0, v1);
            either.Add(front, v0, v1);
            if (back != front) either.Add(back, v0, v1);
        }

        var (openFacing, openEither) = (facing.Open(), either.Open());
        for (var i = 0; i < sectors.Length; i++)
        {
            var id = sectors[i]["id"].Number;
            if (!either.Has(id)) yield return new("no-walls", "sector", i, "It has no wall.");
            else if (openEither.Contains(id) && (openFacing.Contains(id) || !facing.Has(id)))
                yield return new("open-sector", "sector", i, "Its walls are not closed.");
        }
    }

    private static IEnumerable<MapFinding> OfDoors(JsonRecord[] doors, JsonRecord[] walls)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var hung = new HashSet<double>();
        for (var i = 0; i < doors.Length; i++)
        {
            if (!seen.Add(doors[i]["id"].Text ?? ""))
                yield return new("duplicate-id", "door", i, "Its id is that of an earlier one.");
            var wall = doors[i]["wall_index"].Number;
            if (!IsIndex(wall, walls))
                yield return new("missing-wall", "door", i, $"Its wall {wall} is not there.");
            else if (!(walls[(int)wall]["back_sector"].Number > -1))
                yield return new("not-a-portal", "door", i, $"Its wall {wall} is solid.");
            else if (!hung.Add(wall))
                yield return new("duplicate-door", "door", i, $"The wall {wall} has an earlier one.");
        }
    }

    private static IEnumerable<MapFinding> OfTextures(JsonRecord[] sectors, JsonRecord[] walls)
    {
        for (var i = 0; i < sectors.Length; i++)
        {
            if (IsBlank(sectors[i]["floor_tex"]) || IsBlank(sectors[i]["ceil_tex"]))
                yield return new("blank-texture", "sector", i, "A texture is blank; some games refuse the map.");
        }

        for (var i = 0; i < walls.Length; i++)
        {
            if (IsBlank(walls[i]["tex"]))
                yield return new("blank-texture", "wall", i, "The texture is blank; some games refuse the map.");
        }
    }

    private static bool IsIndex(double at, JsonRecord[] list) => double.IsInteger(at) && at >= 0 && at < list.Length;

    private static bool IsSamePlace(JsonRecord one, JsonRecord other) =>
        one["x"].Number == other["x"].Number && one["y"].Number == other["y"].Number;

    private static bool IsBlank(JsonTree? texture) => texture.Text is { } text && Arguments.IsBlank(text);

    /// <summary>The edges of sectors. A pair of walls along the same vertices is one edge.</summary>
    private sealed class Loops
    {
        private readonly HashSet<double> sectors = [];
        private readonly HashSet<(double Sector, double Low, double High)> edges = [];

        public void Add(double sector, double v0, double v1)
        {
            sectors.Add(sector);
            edges.Add((sector, Math.Min(v0, v1), Math.Max(v0, v1)));
        }

        public bool Has(double sector) => sectors.Contains(sector);

        public HashSet<double> Open()
        {
            var ends = new Dictionary<(double Sector, double Vertex), int>();
            foreach (var (sector, low, high) in edges)
            {
                ends[(sector, low)] = ends.GetValueOrDefault((sector, low)) + 1;
                ends[(sector, high)] = ends.GetValueOrDefault((sector, high)) + 1;
            }

            return [.. ends.Where(end => end.Value % 2 != 0).Select(end => end.Key.Sector)];
        }
    }
}
