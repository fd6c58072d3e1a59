using System.Text;

namespace Easel.Server.Drawing;

/// <summary>Which way a text is read: as its first letter that has a direction is.</summary>
internal static class Direction
{
    public static bool IsRightToLeft(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= 0x590 and <= 0x8ff or >= 0xfb1d and <= 0xfdff or >= 0xfe70 and <= 0xfefe
                or >= 0x10800 and <= 0x10fff or >= 0x1e800 and <= 0x1efff)
            {
                if (Rune.IsLetter(rune)) return true;
            }
            else if (Rune.IsLetter(rune))
            {
                return false;
            }
        }

        return false;
    }
}
