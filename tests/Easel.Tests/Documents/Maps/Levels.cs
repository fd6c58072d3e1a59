using System.IO.Compression;
using System.Text;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>Maps that tests begin with.</summary>
internal static class Levels
{
    /// <summary>One room of 20 by 12, its walls counter-clockwise from the origin.</summary>
    public const string Box = """
        {"vertices":[{"x":0,"y":0},{"x":20,"y":0},{"x":20,"y":12},{"x":0,"y":12}],
         "sectors":[{"id":4,"floor_z":0,"ceil_z":3,"floor_tex":"F.PNG","ceil_tex":"C.PNG","light":1.0}],
         "walls":[{"v0":0,"v1":1,"front_sector":4,"back_sector":-1,"tex":"W.PNG"},
                  {"v0":1,"v1":2,"front_sector":4,"back_sector":-1,"tex":"W.PNG"},
                  {"v0":2,"v1":3,"front_sector":4,"back_sector":-1,"tex":"W.PNG"},
                  {"v0":3,"v1":0,"front_sector":4,"back_sector":-1,"tex":"W.PNG"}],
         "lights":[{"x":1,"y":1},{"x":2,"y":2,"flicker":"flame"},{"x":3.50,"y":3}],
         "entities":[{"x":0,"y":0,"def":"a","yaw_deg":0}],"particles":[{"x":7,"y":7}],
         "future":{"kept":[1e2,1.0,12345678901234567890]}}
        """;

    public static byte[] File(string name)
    {
        var path = Path.Combine(RepositoryRoot.Path, "tests", "data", "maps", name + ".json");
        if (System.IO.File.Exists(path)) return System.IO.File.ReadAllBytes(path);
        using var packed = new GZipStream(System.IO.File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var file = new MemoryStream();
        packed.CopyTo(file);
        return file.ToArray();
    }

    public static JsonTree Read(string name) => Json(Encoding.UTF8.GetString(File(name)));

    public static JsonTree Json(string json) => JsonTree.Read(Encoding.UTF8.GetBytes(json));

    public static JsonRecord Record(string json) => (JsonRecord)Json(json);

    /// <summary>A map that has just been opened.</summary>
    public static MapState Open(JsonTree content) =>
        MapFold.Apply(MapState.Empty, new MapOp.Opened("a.json", content, IsSaved: true, null), out _)!;

    public static MapState Open(string json = Box) => Open(Json(json));

    /// <summary>The JSON of a room to create.</summary>
    public static string Room(
        double x, double y, double width, double height, string placement, string template = "rectangle") => $$"""
        {"kind":"map-edit/create-room","request":{"template":"{{template}}","center":{"x":{{x}},"y":{{y}}},
         "size":{"width":{{width}},"height":{{height}}},"rotationQuarterTurns":0,
         "defaults":{"wallTex":"W2.PNG","floorTex":"F2.PNG","ceilTex":"C2.PNG","floorZ":0,"ceilZ":3,"light":0.5},
         "placement":{{placement}} } }
        """;

    public static string Nested(double sector) =>
        $$"""{"kind":"room-placement/nested","enclosingSectorId":{{sector}}}""";

    public static string Adjacent(int wall, double distance) =>
        $$"""{"kind":"room-placement/adjacent","targetWallIndex":{{wall}},"snapDistancePx":{{distance}}}""";

    public const string Seed = """{"kind":"room-placement/seed"}""";

    /// <summary>The JSON of a room to stamp, all edges alike.</summary>
    public static string Stamp(string placement, string texture, params (double X, double Y)[] corners)
    {
        var polygon = string.Join(',', corners.Select(corner => $$"""{"x":{{corner.X}},"y":{{corner.Y}}}"""));
        var wall = $$"""{"tex":"{{texture}}","endLevel":false,"toggleSector":false,"toggleSectorOneshot":false}""";
        var walls = string.Join(',', Enumerable.Repeat(wall, corners.Length));
        return $$"""
            {"kind":"map-edit/stamp-room","request":{"polygon":[{{polygon}}],"wallProps":[{{walls}}],
             "sectorProps":{"floorZ":0,"ceilZ":3,"floorTex":"F","ceilTex":"C","light":1},"placement":{{placement}} } }
            """;
    }
}
