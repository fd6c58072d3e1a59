using Easel.Documents.Json.Trees;

namespace Easel.Tests.Documents.Maps;

/// <summary>
/// A random command for a map: mostly one that may fit, sometimes one with a member missing or of another type.
/// </summary>
internal static class RandomMapCommand
{
    private static readonly string[] Junk = ["null", "-1", "0.5", "\"7\"", "[]", "{}", "1e400", "true"];
    private static readonly string[] Indexed = ["light", "particle", "entity"];

    public static JsonRecord Make(Random random, JsonRecord map, bool inTransaction = false)
    {
        var command = Levels.Record(Text(random, map, inTransaction));
        if (random.Next(12) > 0) return command;
        var member = command.Shape.Names[random.Next(command.Shape.Count)].Text;
        return random.Next(2) == 0 ? command.Without(member) : command.Set(member, Levels.Json(Pick(random, Junk)));
    }

    private static string Text(Random random, JsonRecord map, bool inTransaction)
    {
        string At(string list) => $"{Index(random, map, list)}";
        string Somewhere() => Point(random, map);
        string Command(string kind, string members) => $$"""{"kind":"map-edit/{{kind}}",{{members}} }""";
        return random.Next(inTransaction ? 13 : 15) switch
        {
            0 => Command("delete", $"\"target\":{Target(random, map)}"),
            1 => Command("clone", $"\"target\":{Target(random, map)}"),
            2 => Command("split-wall", $"\"wallIndex\":{At("walls")},\"at\":{Somewhere()}"),
            3 => Command("create-light", $"\"at\":{Somewhere()}"),
            4 => Command("create-entity", $"\"at\":{Somewhere()},\"def\":\" imp \",\"yawDeg\":{random.Next(9)}.50"),
            5 => Command("create-door", $"\"atWallIndex\":{At("walls")}"),
            6 => Room(random, map),
            7 => Stamp(random, map),
            8 => Command("set-sector-wall-tex", $"\"sectorId\":{Sector(random, map)},\"tex\":\"T{random.Next(3)}\""),
            9 => Command("set-player-start", $$"""
                "playerStart":{"x":1,"y":{{random.Next(9)}},"angleDeg":-90.0}
                """),
            10 => Update(random, map),
            11 => Command("move-entity", $$"""
                "target":{"kind":"entity","index":{{At("entities")}} },"to":{{Somewhere()}}
                """),
            12 => Command("move-light", $$"""
                "target":{"kind":"light","index":{{At("lights")}} },"to":{{Somewhere()}}
                """),
            _ => Transaction(random, map),
        };
    }

    private static string Transaction(Random random, JsonRecord map)
    {
        var steps = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Make(random, map, inTransaction: true));
        var selected = random.Next(2) == 0 ? "null" : $$"""{"kind":"light","index":{{random.Next(4)}} }""";
        return $$"""
            {"kind":"map-edit/transaction","commands":[{{string.Join(',', steps)}}],"selection":{"ref":{{selected}} } }
            """;
    }

    private static string Room(Random random, JsonRecord map)
    {
        var (width, height) = (random.Next(1, 9), random.Next(1, 9));
        var template = Pick(random, ["rectangle", "square", "triangle"]);
        if (random.Next(2) == 0 && Beside(random, map, height / 2d) is var (wall, x, y))
            return Levels.Room(x, y, width, height, Levels.Adjacent(wall, 1), template);
        var at = Place(random, map);
        return Levels.Room(at.X, at.Y, width, height, Placement(random, map), template);
    }

    private static string Stamp(Random random, JsonRecord map)
    {
        var (x, y) = Place(random, map);
        var (placement, height) = (Placement(random, map), (double)random.Next(1, 6));
        if (random.Next(2) == 0 && Beside(random, map, 0) is var (wall, near, far))
            (placement, x, y) = (Levels.Adjacent(wall, 1), near, far);
        (double, double)[] corners = [(x, y), (x + 3, y), (x + 3, y + height), (x, y + height)];
        return Levels.Stamp(placement, Pick(random, ["T", " U ", ""]), corners);
    }

    private static string Placement(Random random, JsonRecord map) => random.Next(5) switch
    {
        0 => Levels.Seed,
        1 or 2 => Levels.Nested(Sector(random, map)),
        _ => Levels.Adjacent(Index(random, map, "walls"), random.Next(14)),
    };

    private static string Update(Random random, JsonRecord map)
    {
        var target = random.Next(4) switch
        {
            0 => """{"kind":"map"}""",
            1 => $$"""{"kind":"sector","id":{{Sector(random, map)}} }""",
            2 => $$"""{"kind":"wall","index":{{Index(random, map, "walls")}} }""",
            _ => Target(random, map),
        };
        var value = Pick(random, ["1.50", "\"\\u0041\"", "null", "true", """{"kind":"map-edit/unset"}"""]);
        var name = Pick(random, ["note", "x", "tex", "flicker", "light"]);
        return $$"""{"kind":"map-edit/update-fields","target":{{target}},"set":{"{{name}}":{{value}} } }""";
    }

    private static string Target(Random random, JsonRecord map)
    {
        if (random.Next(5) == 0) return $$"""{"kind":"door","id":"door-{{random.Next(4)}}"}""";
        var kind = Pick(random, Indexed);
        var list = kind == "entity" ? "entities" : kind + "s";
        return $$"""{"kind":"{{kind}}","index":{{Index(random, map, list)}} }""";
    }

    private static string Point(Random random, JsonRecord map)
    {
        var (x, y) = Place(random, map);
        return $$"""{"x":{{x}},"y":{{y}}.5}""";
    }

    /// <summary>Near a vertex, where something is likely to be.</summary>
    private static (double X, double Y) Place(Random random, JsonRecord map)
    {
        var aside = (X: random.Next(-12, 12), Y: random.Next(-12, 12));
        if (map["vertices"] is not JsonList { Count: > 0 } vertices) return aside;
        var near = (JsonRecord)vertices[random.Next(vertices.Count)];
        return (Math.Floor(Number(near["x"])) + aside.X, Math.Floor(Number(near["y"])) + aside.Y);
    }

    /// <summary>A wall, and a place a little above or below its middle.</summary>
    private static (int Wall, double X, double Y)? Beside(Random random, JsonRecord map, double distance)
    {
        var (index, walls) = (Index(random, map, "walls"), map["walls"] as JsonList ?? JsonList.Empty);
        if (index >= walls.Count || map["vertices"] is not JsonList vertices) return null;
        var ends = new[] { "v0", "v1" }.Select(name => (int)Number(((JsonRecord)walls[index])[name])).ToList();
        if (ends.Exists(end => end >= vertices.Count)) return null;
        var at = ends.ConvertAll(end => (JsonRecord)vertices[end]);
        var side = random.Next(2) == 0 ? 1 : -1;
        return (index, (Number(at[0]["x"]) + Number(at[1]["x"])) / 2,
            ((Number(at[0]["y"]) + Number(at[1]["y"])) / 2) + (side * (distance + 0.5)));
    }

    private static int Index(Random random, JsonRecord map, string list)
    {
        var count = (map[list] as JsonList)?.Count ?? 0;
        return random.Next(count + (random.Next(8) == 0 ? 2 : 0) + (count == 0 ? 1 : 0));
    }

    private static double Sector(Random random, JsonRecord map) =>
        map["sectors"] is JsonList { Count: > 0 } sectors && random.Next(9) > 0
            ? Number(((JsonRecord)sectors[random.Next(sectors.Count)])["id"])
            : random.Next(9);

    private static double Number(JsonTree? tree) =>
        tree is JsonScalar { Number: var number } && double.IsFinite(number) ? number : 0;

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];
}
