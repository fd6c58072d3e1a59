using System.Globalization;

namespace Easel.Server.Audits;

/// <summary>Contrast as WCAG 2.2 defines it.</summary>
internal static class Contrast
{
    // 18 pt, and 14 pt if it is bold, at 96 units to the inch.
    private const double Large = 24;
    private const double LargeBold = 14 * 96 / 72.0;

    /// <summary>From 1 (the same) to 21 (black on white), whichever is in front.</summary>
    /// <param name="one"><c>#rrggbb</c> or <c>#rgb</c>.</param>
    public static double Between(string one, string other)
    {
        var (a, b) = (LuminanceOf(one), LuminanceOf(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>Relative luminance: 0 for black, 1 for white.</summary>
    public static double LuminanceOf(string color)
    {
        var digits = color.AsSpan(1);
        return 0.2126 * Channel(digits, 0) + 0.7152 * Channel(digits, 1) + 0.0722 * Channel(digits, 2);
    }

    /// <summary>Whether letters of this size are large text, which may have less contrast.</summary>
    public static bool IsLarge(double fontSize, bool isBold) => fontSize >= (isBold ? LargeBold : Large);

    private static double Channel(ReadOnlySpan<char> digits, int i)
    {
        var value = digits.Length == 3
            ? int.Parse(digits.Slice(i, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) * 0x11
            : int.Parse(digits.Slice(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
