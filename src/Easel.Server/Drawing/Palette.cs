using System.Buffers;
using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>The colours of a picture. A canvas can name one of six or give its own as <c>#rrggbb</c>.</summary>
internal static class Palette
{
    public const string Line = "#6b7280";
    public const string Paper = "#ffffff";
    public const string Ink = "#1f2937";
    public const string Faint = "#6b7280";
    public const string Sticky = "#fde68a";

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    // Red, orange, yellow, green, cyan and purple, as JSON Canvas numbers them.
    private static readonly string[] Presets = ["#e03131", "#e8590c", "#e6b800", "#2f9e44", "#0c8599", "#7048e8"];

    /// <summary>Null if the atom names none. Nothing but a colour gets through.</summary>
    public static string? Of(Atom atom)
    {
        if (atom.Text("color") is not { } color) return null;
        if (color is [>= '1' and <= '6']) return Presets[color[0] - '1'];
        var isOwn = color is ['#', ..] && color.Length is 4 or 7 && !color.AsSpan(1).ContainsAnyExcept(Hexadecimal);
        return isOwn ? color : null;
    }
}

/// <summary>Reads what a picture needs of an atom.</summary>
internal static class DrawnAtom
{
    public static string? Text(this Atom atom, string property) =>
        atom.Properties.TryGet(property, out var value) && value.TryGetText(out var text)
            ? new string(text.ToArray())
            : null;
}
