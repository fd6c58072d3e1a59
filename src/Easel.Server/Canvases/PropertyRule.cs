using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Easel.Documents.Canvases;

namespace Easel.Server.Canvases;

/// <summary>The rules of one property, each named as in JSON Schema.</summary>
internal sealed class PropertyRule
{
    private readonly List<Check> checks = [];

    public PropertyRule(IConfigurationSection section)
    {
        foreach (var keyword in section.GetChildren()) checks.Add(Read(keyword));
    }

    private delegate string? Check(JsonElement value);

    /// <summary>The first rule that the value breaks, or null.</summary>
    public string? Refuse(JsonValue value)
    {
        using var json = JsonDocument.Parse(value.ToJson());
        foreach (var check in checks)
        {
            if (check(json.RootElement) is { } reason) return reason;
        }

        return null;
    }

    private static Check Read(IConfigurationSection keyword) => keyword.Key.ToLowerInvariant() switch
    {
        "type" => Typed(keyword),
        "enum" => OneOf(keyword),
        "minimum" => Number(keyword, static (value, bound) => value >= bound),
        "maximum" => Number(keyword, static (value, bound) => value <= bound),
        "minlength" => Length(keyword, static (length, bound) => length >= bound),
        "maxlength" => Length(keyword, static (length, bound) => length <= bound),
        "pattern" => Pattern(keyword),
        _ => throw new InvalidOperationException($"{keyword.Path} is not a known keyword."),
    };

    private static Check Typed(IConfigurationSection keyword)
    {
        var type = keyword.Value;
        Func<JsonElement, bool> fits = type switch
        {
            "string" => value => value.ValueKind == JsonValueKind.String,
            "number" => value => value.ValueKind == JsonValueKind.Number,
            "integer" => value => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
            "boolean" => value => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "object" => value => value.ValueKind == JsonValueKind.Object,
            "array" => value => value.ValueKind == JsonValueKind.Array,
            "null" => value => value.ValueKind == JsonValueKind.Null,
            _ => throw new InvalidOperationException($"{keyword.Path}: {type} is not a type."),
        };
        return value => fits(value) ? null : $"type must be {type}";
    }

    private static Check OneOf(IConfigurationSection keyword)
    {
        // A configuration has only texts, so numbers and flags are compared by how they are written.
        var allowed = keyword.GetChildren().Select(one => one.Value!).ToHashSet(StringComparer.Ordinal);
        return value => allowed.Contains(value.ToString()) ? null : $"enum must be one of {string.Join(", ", allowed)}";
    }

    private static Check Number(IConfigurationSection keyword, Func<double, double, bool> fits)
    {
        if (!double.TryParse(keyword.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound))
            throw new InvalidOperationException($"{keyword.Path} must be a number.");
        var reason = $"{keyword.Key} is {keyword.Value}";
        return value => value.ValueKind != JsonValueKind.Number || fits(value.GetDouble(), bound) ? null : reason;
    }

    private static Check Length(IConfigurationSection keyword, Func<int, int, bool> fits)
    {
        if (!int.TryParse(keyword.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bound))
            throw new InvalidOperationException($"{keyword.Path} must be a whole number.");
        var reason = $"{keyword.Key} is {keyword.Value}";


        // As JSON Schema counts: characters, not UTF-16 units.
        return value =>
            value.ValueKind != JsonValueKind.String || fits(value.GetString()!.EnumerateRunes().Count(), bound)
                ? null
                : reason;
    }

    private static Check Pattern(IConfigurationSection keyword)
    {
        // Non-backtracking: its time follows the text, whatever text someone sends.
        var pattern = new Regex(keyword.Value ?? "", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        var reason = $"pattern is {keyword.Value}";
        return value => value.ValueKind != JsonValueKind.String || pattern.IsMatch(value.GetString()!) ? null : reason;
    }
}
