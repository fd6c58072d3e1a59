using Easel.Server.Drawing;

namespace Easel.Server.Audits;

/// <summary>Contrast as WCAG 2.2 defines it.</summary>
internal static class Contrast
{
    // 18 pt, and 14 pt if it is bold, at 96 units to the inch.
    private const double Large = 24;
    private const double LargeBold = 14 * 96 / 72.0;

    /// <summary>From 1 (the same) to 21 (black on white), whichever is in front.</summary>
    public static double Between(Color one, Color other)
    {
        var (a, b) = (LuminanceOf(one), LuminanceOf(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>Relative luminance: 0 for black, 1 for white.</summary>
    public static double LuminanceOf(Color color) => 0.2126 * Channel(color.Rgb >> 16)
        + 0.7152 * Channel(color.Rgb >> 8 & 0xff) + 0.0722 * Channel(color.Rgb & 0xff);

    /// <summary>Whether letters of this size are large text, which may have less contrast.</summary>
    public static bool IsLarge(double fontSize, bool isBold) => fontSize >= (isBold ? LargeBold : Large);

    private static double Channel(int value)
    {
        var part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
