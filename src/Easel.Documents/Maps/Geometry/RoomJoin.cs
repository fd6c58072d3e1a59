using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Geometry;

/// <summary>A map that a room is being put into. All additions go to the ends of the lists.</summary>
internal sealed class RoomJoin(JsonRecord map, MapSurvey survey, Room room)
{
    /// <summary>What is behind a solid wall.</summary>
    public const double Nothing = -1;

    private const double IdMax = (1L << 53) - 1;

    private readonly List<JsonTree> newVertices = [];
    private readonly List<JsonTree> newWalls = [];
    private JsonList walls = (JsonList)map["walls"]!;
    private long memory;

    /// <summary>
    /// The id of the new sector: above all others or, where doubles have no integer above them, the lowest free one.
    /// </summary>
    public double SectorId { get; } = FreeId(survey.Sectors);

    public int AddVertex(Point place)
    {
        newVertices.Add(Corners.Vertex(place));
        return survey.VertexCount + newVertices.Count - 1;
    }

    /// <summary>Adds a wall of the room, for an edge or part of one.</summary>
    public void AddWall(int edge, int v0, int v1, double back) =>
        newWalls.Add(room.Wall(edge, v0, v1, SectorId, back));

    /// <summary>Adds a piece of a wall that is there, solid and otherwise like it.</summary>
    public void AddPiece(JsonRecord wall, int v0, int v1) => newWalls.Add(Piece(wall, v0, v1, Nothing));

    /// <summary>Makes a wall the portal to the room.</summary>
    public void OpenWall(int at, JsonRecord wall, int v0, int v1)
    {
        walls = walls.Set(at, Piece(wall, v0, v1, SectorId));
        memory += wall.Memory;
    }

    public MapChange Finish()
    {
        var sector = room.Sector.WithFirst(JsonScalar.Of(SectorId));
        var joined = map
            .Set("vertices", ((JsonList)map["vertices"]!).Append([.. newVertices]))
            .Set("walls", walls.Append([.. newWalls]))
            .Set("sectors", ((JsonList)map["sectors"]!).Append(sector));
        memory += newVertices.Concat(newWalls).Sum(made => ((JsonRecord)made).Memory);
        return MapChange.Selecting(MapRef.To(MapRefKind.Sector, SectorId), joined) with { Memory = memory };
    }

    private static JsonRecord Piece(JsonRecord wall, int v0, int v1, double back) =>
        wall.Set("v0", JsonScalar.Of(v0)).Set("v1", JsonScalar.Of(v1)).Set("back_sector", JsonScalar.Of(back));

    private static double FreeId(ReadOnlySpan<double> ids)
    {
        if (ids.IsEmpty) return 0;
        var highest = ids[0];
        foreach (var id in ids) highest = Math.Max(highest, id);
        if (Math.Abs(highest) < IdMax) return highest + 1;

        var taken = new HashSet<double>();
        foreach (var id in ids) taken.Add(id);
        var free = 0d;
        while (taken.Contains(free)) free++;
        return free;
    }
}
