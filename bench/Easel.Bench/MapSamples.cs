using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;

namespace Easel.Bench;

/// <summary>Levels, and commands that fit them.</summary>
internal static class MapSamples
{
    /// <summary>A level from the data of the tests: e2m8 has 347 walls, e1m5 6,951.</summary>
    public static byte[] File(string level, [CallerFilePath] string here = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(here)!, "../../tests/data/maps");
        var path = Path.Combine(folder, level + ".json");
        if (System.IO.File.Exists(path)) return System.IO.File.ReadAllBytes(path);
        using var packed = new GZipStream(System.IO.File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var file = new MemoryStream();
        packed.CopyTo(file);
        return file.ToArray();
    }

    public static MapState Open(string level)
    {
        if (!MapFile.TryRead(File(level), out var content, out var fault)) throw new FormatException(fault.Reason);
        return MapFold.Apply(MapState.Empty, new MapOp.Opened(level, content, IsSaved: true, null), out _)!;
    }

    /// <summary>A command of a kind; rooms go where the level has room for them.</summary>
    public static MapOp Edit(string kind, MapState state)
    {
        var candidates = kind switch
        {
            "create_light" => ["""{"kind":"map-edit/create-light","at":{"x":1,"y":2}}"""],
            "move_entity" => [
                """{"kind":"map-edit/move-entity","target":{"kind":"entity","index":30},"to":{"x":1,"y":2}}"""],
            "delete_entity" => ["""{"kind":"map-edit/delete","target":{"kind":"entity","index":30}}"""],
            "update_wall" => [
                """{"kind":"map-edit/update-fields","target":{"kind":"wall","index":99},"set":{"tex":"X"}}"""],
            "texture_walls" => ["""{"kind":"map-edit/set-sector-wall-tex","sectorId":40,"tex":"X"}"""],
            "split_wall" => Walls(state).Select(wall =>
                $$"""{"kind":"map-edit/split-wall","wallIndex":{{wall.At}},"at":{"x":{{wall.X}},"y":{{wall.Y}} } }"""),
            "nested_room" => Walls(state).Select(wall => Room(wall.X + 20, wall.Y + 20,
                $$"""{"kind":"room-placement/nested","enclosingSectorId":{{wall.Front}} }""")),
            _ => Walls(state).Select(wall => Room(wall.X, wall.Y + 5,
                $$"""{"kind":"room-placement/adjacent","targetWallIndex":{{wall.At}},"snapDistancePx":2}""")),
        };
        return candidates.Select(json => new MapOp.Edited((JsonRecord)JsonTree.Read(Encoding.UTF8.GetBytes(json))))
            .First(edit => MapFold.Apply(state, edit, out _) is not null);
    }

    private static string Room(double x, double y, string placement) => $$"""
        {"kind":"map-edit/create-room","request":{"template":"rectangle","center":{"x":{{x}},"y":{{y}} },
         "size":{"width":8,"height":8},"rotationQuarterTurns":0,
         "defaults":{"wallTex":"W","floorTex":"F","ceilTex":"C","floorZ":0,"ceilZ":3,"light":0.5},
         "placement":{{placement}} } }
        """;

    /// <summary>Walls by their middle.</summary>
    private static IEnumerable<(int At, double X, double Y, double Front)> Walls(MapState state)
    {
        var map = (JsonRecord)state.Current!.Content;
        var (walls, vertices) = ((JsonList)map["walls"]!, (JsonList)map["vertices"]!);
        for (var at = 0; at < walls.Count; at++)
        {
            var wall = (JsonRecord)walls[at];
            var (from, to) = (vertices[(int)Number(wall, "v0")], vertices[(int)Number(wall, "v1")]);
            yield return (
                at, (Number(from, "x") + Number(to, "x")) / 2, (Number(from, "y") + Number(to, "y")) / 2,
                Number(wall, "front_sector"));
        }
    }

    private static double Number(JsonTree record, string name) => ((JsonScalar)((JsonRecord)record)[name]!).Number;
}
