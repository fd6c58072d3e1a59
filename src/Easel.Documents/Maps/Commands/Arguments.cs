using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Geometry;

namespace Easel.Documents.Maps.Commands;

/// <summary>Takes members out of commands.</summary>
internal static class Arguments
{
    // ECMAScript trims a byte order mark and does not trim NEL; .NET has it the other way round.
    private const char ByteOrderMark = '\uFEFF';
    private const char NextLine = '\u0085';

    /// <summary>A member <c>{"x", "y"}</c> of finite numbers.</summary>
    public static MapEditError? Point(JsonRecord command, string name, out Point point)
    {
        var isPoint = TryPoint(command[name], out point);
        return isPoint ? null : MapEditError.InvalidJson($"{name} must have finite numbers x and y.");
    }

    public static bool TryPoint(JsonTree? json, out Point point)
    {
        var record = json as JsonRecord;
        point = new Point(record?["x"].Number ?? double.NaN, record?["y"].Number ?? double.NaN);
        return point.IsFinite;
    }

    public static MapEditError? Record(JsonRecord command, string name, out JsonRecord record)
    {
        record = command[name] as JsonRecord ?? JsonRecord.Empty;
        return command[name] is JsonRecord ? null : MapEditError.InvalidJson($"{name} must be a JSON object.");
    }

    /// <summary>A string with something in it; without the space around it.</summary>
    public static MapEditError? Name(JsonRecord command, string name, out string text)
    {
        text = Trim(command[name].Text ?? "");
        return text.Length > 0 ? null : MapEditError.InvalidJson($"{name} must be a string and not blank.");
    }

    public static bool IsBlank(string text) => Trim(text).Length == 0;

    /// <summary>As <c>String.prototype.trim</c>.</summary>
    public static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start])) start++;
        while (end > start && IsSpace(text[end - 1])) end--;
        return text[start..end];
    }

    private static bool IsSpace(char unit) =>
        unit == ByteOrderMark || (char.IsWhiteSpace(unit) && unit != NextLine);
}
