using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>A colour: 24 bits, so whatever an atom says, no more than that gets into a picture.</summary>
internal readonly record struct Color(int Rgb);

/// <summary>The colours of a picture. An atom can name one of six or give its own as <c>#rrggbb</c>.</summary>
internal static class Palette
{
    public static readonly Color Line = new(0x6b7280);
    public static readonly Color Paper = new(0xffffff);
    public static readonly Color Ink = new(0x1f2937);
    public static readonly Color Faint = new(0x6b7280);
    public static readonly Color Sticky = new(0xfde68a);
    public static readonly Color Board = new(0xf8fafc);

    // Red, orange, yellow, green, cyan and purple, as JSON Canvas numbers them.
    private static readonly int[] Presets = [0xe03131, 0xe8590c, 0xe6b800, 0x2f9e44, 0x0c8599, 0x7048e8];

    /// <summary>Null if the atom names none.</summary>
    public static Color? Of(Atom atom) => atom.Text("color") switch
    {
        [>= '1' and <= '6' and var preset] => new Color(Presets[preset - '1']),
        ['#', var r, var g, var b] => Own(r, r, g, g, b, b),
        ['#', var r, var r2, var g, var g2, var b, var b2] => Own(r, r2, g, g2, b, b2),
        _ => null,
    };

    private static Color? Own(params ReadOnlySpan<char> digits)
    {
        var rgb = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit)) return null;
            rgb = rgb << 4 | Convert.ToInt32(digit.ToString(), 16);
        }

        return new Color(rgb);
    }
}
