using System.Globalization;

namespace Easel.Server.Drawing;

/// <summary>How many ems a text takes in one line.</summary>
internal delegate double Measure(ReadOnlySpan<char> text);

/// <summary>A line of a text: where it stands in it, and how it is to be read.</summary>
/// <param name="IsRightToLeft">Whether its paragraph begins so.</param>
/// <param name="IsCut">Whether an ellipsis stands for more that does not fit.</param>
internal readonly record struct Line(int Start, int Length, bool IsRightToLeft, bool IsCut);

/// <summary>Breaks a text into lines that fit a box.</summary>
internal static class Wrapped
{
    public const double LineHeight = 1.35;

    /// <summary>Lines of one atom that are drawn.</summary>
    private const int LinesMax = 500;

    /// <summary>As many lines as fit, none wider than the box.</summary>
    public static List<Line> Lines(string text, double width, double height, double fontSize, double widening = 1) =>
        Lines(text, width / (fontSize * widening), (int)Math.Min(LinesMax, height / (fontSize * LineHeight)),
            Advances.Measure);

    public static List<Line> Lines(ReadOnlySpan<char> text, double ems, int linesMax, Measure measure)
    {
        var fit = Math.Clamp(linesMax, 1, LinesMax);
        var lines = new List<Line>();
        for (var start = 0; start <= text.Length && lines.Count <= fit;)
        {
            var length = text[start..].IndexOf('\n');
            if (length < 0) length = text.Length - start;
            Break(text.Slice(start, length), start, ems, fit, measure, lines);
            start += length + 1;
        }

        if (lines.Count <= fit) return lines;
        lines.RemoveRange(fit, lines.Count - fit);
        lines[^1] = lines[^1] with { IsCut = true };
        return lines;
    }

    private static void Break(
        ReadOnlySpan<char> paragraph, int start, double ems, int fit, Measure measure, List<Line> lines)
    {
        var isRightToLeft = Direction.IsRightToLeft(paragraph);
        do
        {
            var length = First(paragraph, ems, measure);
            var trimmed = Breaks.TrimmedLength(paragraph[..length]);
            lines.Add(new Line(start, trimmed, isRightToLeft, false));
            paragraph = paragraph[length..];
            start += length;
        }
        while (paragraph.Length > 0 && lines.Count <= fit);
    }

    /// <summary>How many units make the first line: whole pieces, or what fits of one.</summary>
    private static int First(ReadOnlySpan<char> paragraph, double ems, Measure measure)
    {
        var (end, used) = (0, 0.0);
        while (end < paragraph.Length)
        {
            var piece = paragraph.Slice(end, Breaks.NextPiece(paragraph[end..]));
            var trimmed = Breaks.TrimmedLength(piece);
            var letters = measure(piece[..trimmed]);
            if (used + letters > ems)
                return end > 0 ? end : FirstOfPiece(piece[..Math.Max(1, trimmed)], ems, measure);
            used += letters + measure(piece[trimmed..]);
            end += piece.Length;
        }

        return end;
    }

    /// <summary>Letters stay whole, with all that is written on them, and there is at least one.</summary>
    private static int FirstOfPiece(ReadOnlySpan<char> piece, double ems, Measure measure)
    {
        var (end, used) = (0, 0.0);
        while (end < piece.Length)
        {
            var letter = StringInfo.GetNextTextElementLength(piece[end..]);
            used += measure(piece.Slice(end, letter));
            if (used > ems && end > 0) break;
            end += letter;
        }

        return end;
    }
}
