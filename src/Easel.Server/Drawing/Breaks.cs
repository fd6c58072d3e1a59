using System.Buffers;
using System.Globalization;
using System.Text;

namespace Easel.Server.Drawing;

/// <summary>
/// Where a line may end, as a text field sees it: behind blanks, and between ideographs, except where their
/// punctuation belongs to what stands beside it. The studio has the same rules (<c>drawing/breaks.ts</c>), and
/// <c>conformance/wrapping.json</c> holds both to them.
/// </summary>
internal static class Breaks
{
    // Not the blanks that are made to hold words together.
    private static readonly SearchValues<char> Blanks = SearchValues.Create(
        " \t\v\f\r\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000");

    private const string NeverFirst =
        "、。，．・：；？！）〕］｝〉》」』】々ー〜…‥’”)]}!?,.:;%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";

    private const string NeverLast = "（〔［｛〈《「『【‘“([{";

    private const int Joiner = 0x200d;

    public static bool IsBlank(char unit) => Blanks.Contains(unit);

    /// <summary>How many units stay together at the start of a text, with the blanks behind them.</summary>
    public static int NextPiece(ReadOnlySpan<char> text)
    {
        var at = 0;
        Rune? before = null;
        while (at < text.Length && !IsBlank(text[at]))
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            if (before is { } left && IsBetween(left, rune)) return at;
            before = rune;
            at += length;
        }

        while (at < text.Length && IsBlank(text[at])) at++;
        return at;
    }

    /// <summary>How many units of a text are left when the blanks at its end are not counted.</summary>
    public static int TrimmedLength(ReadOnlySpan<char> text) => text.LastIndexOfAnyExcept(Blanks) + 1;

    private static bool IsBetween(Rune left, Rune right) =>
        (IsIdeograph(left.Value) || IsIdeograph(right.Value)) && !IsTied(right)
        && !Holds(NeverFirst, right) && !Holds(NeverLast, left);

    private static bool Holds(string set, Rune rune) => rune.IsBmp && set.Contains((char)rune.Value);

    /// <summary>What is written on the letter before it.</summary>
    private static bool IsTied(Rune rune) =>
        rune.Value == Joiner || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsIdeograph(int code) => code
        is >= 0x2e80 and <= 0x2fff or >= 0x3001 and <= 0x30ff or >= 0x3105 and <= 0x312f or >= 0x31a0 and <= 0x31ff
        or >= 0x3400 and <= 0x4dbf or >= 0x4e00 and <= 0x9fff or >= 0xac00 and <= 0xd7a3 or >= 0xf900 and <= 0xfaff
        or >= 0xff01 and <= 0xff60 or >= 0x20000 and <= 0x3fffd;
}
