using System.Globalization;

namespace Easel.Server.Stream;

/// <summary>A place in a canvas's history: <c>11</c>, <c>{epoch}:11</c> or <c>{canvas}:11</c> (SPEC ST2).</summary>
/// <param name="Prefix">What stands before the last colon, or null.</param>
internal readonly record struct Cursor(string? Prefix, long Revision)
{
    public static Cursor? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? new Cursor(colon < 0 ? null : text[..colon], revision)
            : null;
    }

    /// <summary>Whether it counts in this history. A prefix that is neither name is another one's.</summary>
    public bool IsIn(string canvasId, string epoch) => Prefix is null || Prefix == canvasId || Prefix == epoch;
}
