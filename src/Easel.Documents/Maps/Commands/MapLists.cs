using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>Finds lists of a map and entries in them. Each answers null, or why it cannot be found.</summary>
internal static class MapLists
{
    public static string NameOf(MapRefKind kind) => kind switch
    {
        MapRefKind.Light => "lights",
        MapRefKind.Particle => "particles",
        MapRefKind.Entity => "entities",
        MapRefKind.Wall => "walls",
        MapRefKind.Door => "doors",
        _ => "sectors",
    };

    /// <summary>A list that the command cannot do without.</summary>
    public static MapEditError? Require(JsonRecord map, string name, out JsonList list)
    {
        list = map[name] as JsonList ?? JsonList.Empty;
        return map[name] is JsonList ? null : MapEditError.InvalidJson($"The map has no list {name}.");
    }

    /// <summary>A list that may be absent, but may not be anything else.</summary>
    public static MapEditError? Allow(JsonRecord map, string name, out JsonList list) =>
        map[name] is null ? Absent(out list) : Require(map, name, out list);

    /// <summary>An entry by its index. Its own kind is not looked at.</summary>
    public static MapEditError? FindAt(JsonRecord map, string name, JsonTree? index, out JsonList list, out int at)
    {
        at = 0;
        list = JsonList.Empty;
        if (!index.IsInteger(out var number) || number < 0)
            return MapEditError.NotFound("An index is an integer from 0.");
        if (Require(map, name, out list) is { } noList) return noList;
        if (number >= list.Count) return MapEditError.NotFound($"The list {name} has no entry {number}.");
        at = (int)number;
        return null;
    }

    /// <summary>The first door of an id.</summary>
    public static MapEditError? FindDoor(JsonRecord map, JsonTree? id, out JsonList doors, out int at)
    {
        at = -1;
        if (Require(map, "doors", out doors) is { } noList) return noList;
        if (id.Text is { } text) at = IndexOf(doors, door => door["id"].Text == text);
        return at < 0 ? MapEditError.NotFound("There is no door of this id.") : null;
    }

    /// <summary>The entries that are records, with their indices.</summary>
    public static IEnumerable<(int At, JsonRecord Record)> Records(JsonList list)
    {
        var at = 0;
        foreach (var chunk in list.Items.Chunks)
        {
            for (var i = 0; i < chunk.Length; i++, at++)
            {
                if (chunk.Span[i] is JsonRecord record) yield return (at, record);
            }
        }
    }

    /// <summary>Where the first record is that fits, or -1.</summary>
    public static int IndexOf(JsonList list, Func<JsonRecord, bool> fits)
    {
        foreach (var (at, record) in Records(list))
        {
            if (fits(record)) return at;
        }

        return -1;
    }

    /// <summary>Whether a door hangs in a wall.</summary>
    public static bool HaveDoorAt(JsonList doors, double wallIndex) =>
        IndexOf(doors, door => door["wall_index"].Number == wallIndex) >= 0;

    private static MapEditError? Absent(out JsonList list)
    {
        list = JsonList.Empty;
        return null;
    }
}
