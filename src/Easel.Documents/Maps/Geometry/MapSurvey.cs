using System.Buffers;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Commands;

namespace Easel.Documents.Maps.Geometry;

/// <summary>
/// The numbers of a map that placing a room looks at, taken out of the JSON once: every wall is looked at several
/// times. Arrays are borrowed, because those of a large map would otherwise be garbage of the kind that costs most.
/// </summary>
internal sealed class MapSurvey : IDisposable
{
    private readonly Point[] vertices;
    private readonly SurveyedWall[] walls;
    private readonly double[] sectors;

    private MapSurvey(JsonList vertices, JsonList walls, JsonList sectors)
    {
        (VertexCount, WallCount, SectorCount) = (vertices.Count, walls.Count, sectors.Count);
        this.vertices = ArrayPool<Point>.Shared.Rent(VertexCount);
        this.walls = ArrayPool<SurveyedWall>.Shared.Rent(WallCount);
        this.sectors = ArrayPool<double>.Shared.Rent(SectorCount);
    }

    public int VertexCount { get; }

    public int WallCount { get; }

    public int SectorCount { get; }

    public ReadOnlySpan<Point> Vertices => vertices.AsSpan(0, VertexCount);

    public ReadOnlySpan<SurveyedWall> Walls => walls.AsSpan(0, WallCount);

    public ReadOnlySpan<double> Sectors => sectors.AsSpan(0, SectorCount);

    /// <summary>Reads the three lists, all of whose entries must make sense.</summary>
    public static MapEditError? Read(JsonRecord map, out MapSurvey survey)
    {
        survey = null!;
        if (MapLists.Require(map, "vertices", out var vertices) is { } noVertices) return noVertices;
        if (MapLists.Require(map, "walls", out var walls) is { } noWalls) return noWalls;
        if (MapLists.Require(map, "sectors", out var sectors) is { } noSectors) return noSectors;
        survey = new MapSurvey(vertices, walls, sectors);
        var fault = survey.ReadVertices(vertices) ?? survey.ReadSectors(sectors) ?? survey.ReadWalls(walls);
        if (fault is null) return null;
        survey.Dispose();
        return MapEditError.InvalidJson(fault);
    }

    public Segment SegmentOf(SurveyedWall wall) => new(vertices[wall.V0], vertices[wall.V1]);

    public void Dispose()
    {
        ArrayPool<Point>.Shared.Return(vertices);
        ArrayPool<SurveyedWall>.Shared.Return(walls);
        ArrayPool<double>.Shared.Return(sectors);
    }

    private string? ReadVertices(JsonList list)
    {
        var (x, y) = (new JsonMember("x"), new JsonMember("y"));
        var at = 0;
        foreach (var chunk in list.Items.Chunks)
        {
            foreach (var item in chunk.Span)
            {
                if (item is not JsonRecord one) return $"Vertex {at} is not a JSON object.";
                vertices[at] = new Point(x.Of(one).Number, y.Of(one).Number);
                if (!vertices[at].IsFinite) return $"Vertex {at} has no finite x and y.";
                at++;
            }
        }

        return null;
    }

    private string? ReadSectors(JsonList list)
    {
        var id = new JsonMember("id");
        var at = 0;
        foreach (var chunk in list.Items.Chunks)
        {
            foreach (var item in chunk.Span)
            {
                if (item is not JsonRecord one || !id.Of(one).IsInteger(out sectors[at]))
                    return $"Sector {at} has no integer id.";
                at++;
            }
        }

        return null;
    }

    private string? ReadWalls(JsonList list)
    {
        var members = new WallMembers();
        var at = 0;
        foreach (var chunk in list.Items.Chunks)
        {
            foreach (var item in chunk.Span)
            {
                if (members.FaultOf(item, VertexCount, out walls[at]) is { } fault) return $"Wall {at}: {fault}.";
                at++;
            }
        }

        return null;
    }
}

/// <summary>A wall: from one vertex to another, between two sectors.</summary>
internal readonly record struct SurveyedWall(int V0, int V1, double Front, double Back)
{
    public bool IsPortal => Back > -1;
}

/// <summary>Reads walls one after the other.</summary>
internal struct WallMembers()
{
    private JsonMember v0 = new("v0");
    private JsonMember v1 = new("v1");
    private JsonMember front = new("front_sector");
    private JsonMember back = new("back_sector");
    private JsonMember texture = new("tex");

    public string? FaultOf(JsonTree item, int vertexCount, out SurveyedWall wall)
    {
        wall = default;
        if (item is not JsonRecord one) return "is not a JSON object";
        if (!v0.Of(one).IsInteger(out var from) || !v1.Of(one).IsInteger(out var to)) return "has no two vertices";
        if (from < 0 || to < 0 || from >= vertexCount || to >= vertexCount) return "has a vertex that is not there";
        if (!front.Of(one).IsInteger(out var inside) || !back.Of(one).IsInteger(out var outside))
            return "has no integer front_sector and back_sector";

        // A stamp may leave a texture empty, and that may not end all building on the map.
        if (texture.Of(one).Text is not { } name || (name.Length > 0 && Arguments.IsBlank(name)))
            return "has a blank texture";
        wall = new SurveyedWall((int)from, (int)to, inside, outside);
        return null;
    }
}
