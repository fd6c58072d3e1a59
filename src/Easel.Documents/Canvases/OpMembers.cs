using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Easel.Documents.Canvases;

/// <summary>
/// Takes the members of an op out of JSON. The first wrong one is kept as the fault, and what was returned for it is
/// then worthless: look at <see cref="Fault"/> before using anything. Without limits, whatever the log holds is taken.
/// </summary>
internal sealed class OpMembers(JsonElement element, CanvasLimits? limits)
{
    /// <summary>
    /// The largest position there is: the sum of two, or of one and the length of a text, is still an integer.
    /// </summary>
    public const int PositionMax = 1 << 30;

    private const int NameMax = 128;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public string? Fault { get; private set; }

    public T? Refuse<T>(string reason)
        where T : class
    {
        Fault ??= reason;
        return null;
    }

    public bool Has(string name) => element.TryGetProperty(name, out _);

    public string Text(string name) => Find(name, JsonValueKind.String)?.GetString() ?? "";

    public bool Flag(string name)
    {
        if (!element.TryGetProperty(name, out var flag)) return false;
        if (flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Refuse<string>($"{name} must be true or false");
        return flag.ValueKind == JsonValueKind.True;
    }

    /// <summary>An identifier (SPEC GE3).</summary>
    public string Id(string name)
    {
        var id = Text(name);
        var isId = id.Length is > 0 and <= NameMax && !id.AsSpan().ContainsAnyExcept(IdCharacters);
        if (!isId) Refuse<string>($"{name} is not an id");
        return id;
    }

    public string? IdOrNull(string name) =>
        element.TryGetProperty(name, out var id) && id.ValueKind != JsonValueKind.Null ? Id(name) : null;

    /// <summary>A property name or type: 1 to 128 characters without controls (SPEC GE3).</summary>
    public string Name(string name)
    {
        var text = Text(name);
        Check(text, name);
        return text;
    }

    /// <summary>An integer from 0; larger ones than any document can hold are as good as the largest.</summary>
    public int Position(string name)
    {
        if (Find(name, JsonValueKind.Number) is { } number && number.TryGetInt64(out var at) && at >= 0)
            return (int)Math.Min(at, PositionMax);
        Refuse<string>($"{name} must be an integer from 0");
        return 0;
    }

    public JsonValue Value(string name) =>
        CanvasJson.DecodeValue(element.GetProperty(name));

    public OpMembers? Object(string name) =>
        Find(name, JsonValueKind.Object) is { } found ? new OpMembers(found, limits) : null;

    public Properties Properties(string name)
    {
        if (!Has(name) || Find(name, JsonValueKind.Object) is not { } members) return Canvases.Properties.Empty;
        if (members.GetPropertyCount() > limits?.PropertiesMax) Refuse<string>($"{name} has too many members");
        foreach (var member in members.EnumerateObject()) Check(member.Name, $"a name in {name}");
        return Fault is null ? CanvasJson.DecodeProperties(members) : Canvases.Properties.Empty;
    }

    public ImmutableArray<string> Names(string name)
    {
        if (!Has(name) || Find(name, JsonValueKind.Array) is not { } names) return [];
        var strings = names.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String);
        ImmutableArray<string> all = [.. strings.Select(one => one.GetString()!)];
        if (all.Length != names.GetArrayLength()) Refuse<string>($"{name} must hold names");
        foreach (var one in all) Check(one, $"a name in {name}");
        return all;
    }

    private JsonElement? Find(string name, JsonValueKind kind)
    {
        if (element.TryGetProperty(name, out var member) && member.ValueKind == kind) return member;
        var isMissing = member.ValueKind == JsonValueKind.Undefined;
        Refuse<string>(isMissing ? $"{name} is missing" : $"{name} has the wrong type");
        return null;
    }

    private void Check(string text, string what)
    {
        if (text.Length is 0 or > NameMax || text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f'))
            Refuse<string>($"{what} must have 1 to {NameMax} characters without controls");
    }
}
