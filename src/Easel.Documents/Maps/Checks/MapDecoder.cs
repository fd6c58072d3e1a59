using System.Globalization;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Commands;

namespace Easel.Documents.Maps.Checks;

/// <summary>
/// Whether a game could read a map at all: the types of what it needs, entry by entry, the first fault wins. References
/// and geometry are the business of <see cref="MapFindings"/>. A blank texture is readable here, because rooms may be
/// stamped without one.
/// </summary>
public static class MapDecoder
{
    private static readonly FieldRule[] Vertex = [new("x", Field.Number), new("y", Field.Number)];

    private static readonly FieldRule[] Sector =
    [
        new("id", Field.Integer), new("floor_z", Field.Number), new("ceil_z", Field.Number),
        new("floor_z_toggled_pos", Field.OptionalInteger), new("floor_tex", Field.Text), new("ceil_tex", Field.Text),
        new("light", Field.Number),
    ];

    private static readonly FieldRule[] Wall =
    [
        new("v0", Field.Integer), new("v1", Field.Integer), new("front_sector", Field.Integer),
        new("back_sector", Field.Integer), new("tex", Field.Text), new("end_level", Field.OptionalFlag),
        new("toggle_sector", Field.OptionalFlag), new("toggle_sector_id", Field.OptionalInteger),
        new("toggle_sector_oneshot", Field.OptionalFlag), new("toggle_sound", Field.OptionalText),
        new("toggle_sound_finish", Field.OptionalText),
    ];

    private static readonly FieldRule[] Door =
    [
        new("id", Field.Name), new("wall_index", Field.Integer), new("tex", Field.OptionalText),
        new("starts_closed", Field.OptionalFlag), new("required_item", Field.OptionalText),
        new("required_item_missing_message", Field.OptionalText),
    ];

    private static readonly FieldRule[] Light =
    [
        new("x", Field.Number), new("y", Field.Number), new("radius", Field.Number),
        new("intensity", Field.Intensity), new("color", Field.Color), new("flicker", Field.Flicker),
    ];

    private static readonly FieldRule[] Entity =
    [
        new("x", Field.Number), new("y", Field.Number), new("yaw_deg", Field.AbsentOrNumber),
        new("def", Field.OptionalText),
    ];

    /// <summary>What is wrong, with the path of where; null if it can be read.</summary>
    public static string? FaultOf(JsonTree content)
    {
        if (content is not JsonRecord map) return "$ must be an object";
        if (!map["sky"].IsAbsentOrNull && map["sky"].Text is null) return "$.sky must be a string";
        return FaultOfList(map, "vertices") ?? FaultOfList(map, "sectors") ?? FaultOfList(map, "walls")
            ?? FaultOfEntries(map, "vertices", Vertex) ?? FaultOfEntries(map, "sectors", Sector)
            ?? FaultOfEntries(map, "walls", Wall) ?? FaultOfOptional(map, "doors", Door)
            ?? FaultOfOptional(map, "lights", Light) ?? FaultOfOptional(map, "particles", Vertex)
            ?? FaultOfOptional(map, "entities", Entity);
    }

    private static string? FaultOfList(JsonRecord map, string name) =>
        map[name] is JsonList ? null : $"$.{name} must be an array";

    private static string? FaultOfOptional(JsonRecord map, string name, FieldRule[] rules) =>
        map[name] is null ? null : FaultOfList(map, name) ?? FaultOfEntries(map, name, rules);

    private static string? FaultOfEntries(JsonRecord map, string name, FieldRule[] rules)
    {
        var at = 0;
        foreach (var chunk in ((JsonList)map[name]!).Items.Chunks)
        {
            foreach (var entry in chunk.Span)
            {
                var fault = entry is JsonRecord record ? FaultOfFields(record, rules) : " must be an object";
                if (fault is not null)
                    return string.Create(CultureInfo.InvariantCulture, $"$.{name}[{at}]{fault}");
                at++;
            }
        }

        return null;
    }

    private static string? FaultOfFields(JsonRecord record, FieldRule[] rules)
    {
        foreach (var rule in rules)
        {
            if (rule.FaultOf(record) is { } fault) return $".{rule.Name} must be {fault}";
        }

        return null;
    }
}

/// <summary>What a member of an entry has to be.</summary>
internal enum Field
{
    Number, Integer, OptionalInteger, Text, Name, OptionalText, OptionalFlag, AbsentOrNumber, Intensity, Color, Flicker,
}

/// <summary>One member and its rule.</summary>
internal readonly record struct FieldRule(string Name, Field Field)
{
    /// <summary>What it should be; null if it is.</summary>
    public string? FaultOf(JsonRecord record)
    {
        var value = record[Name];
        return Field switch
        {
            Field.Number => value.IsFinite(out _) ? null : "a finite number",
            Field.Integer => value.IsInteger(out _) ? null : "an integer",
            Field.OptionalInteger => value.IsAbsentOrNull || value.IsInteger(out _) ? null : "an integer or null",
            Field.Text => value.Text is not null ? null : "a string",
            Field.Name => value.Text is { } name && !Arguments.IsBlank(name) ? null : "a string and not blank",
            Field.OptionalText => value.IsAbsentOrNull || value.Text is not null ? null : "a string or null",
            Field.OptionalFlag => value.IsAbsentOrNull || value is JsonScalar { IsBoolean: true }
                ? null : "a boolean or null",
            Field.AbsentOrNumber => value is null || value.IsFinite(out _) ? null : "a finite number",
            Field.Intensity => (value.IsAbsentOrNull ? record["brightness"] : value).IsFinite(out _)
                ? null : "a finite number",
            Field.Color => value is null || IsColor(value) ? null : "six hex digits or {r, g, b}",
            _ => value is null || value.Text is "none" or "flame" or "malfunction"
                ? null : "none, flame or malfunction",
        };
    }

    private static bool IsColor(JsonTree value)
    {
        if (value is JsonRecord old)
            return old["r"].IsFinite(out _) && old["g"].IsFinite(out _) && old["b"].IsFinite(out _);
        var digits = value.Text?.TrimStart('#');
        return digits is { Length: 6 } && value.Text!.Length <= 7 && digits.All(char.IsAsciiHexDigit);
    }
}
