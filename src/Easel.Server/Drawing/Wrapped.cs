using System.Text;

namespace Easel.Server.Drawing;

/// <summary>Breaks a text into lines that fit a box. Without fonts, how wide a text is can only be estimated.</summary>
internal static class Wrapped
{
    public const double LineHeight = 1.35;

    private const double Narrow = 0.55;
    private const double Wide = 1.05;
    private const int LinesMax = 500;

    /// <summary>As many lines as fit, none wider than the box; an ellipsis stands for the rest.</summary>
    public static IReadOnlyList<string> Lines(string text, double width, double height, double fontSize)
    {
        var fit = Math.Clamp((int)(height / (fontSize * LineHeight)), 1, LinesMax);
        var lines = new List<string>();
        foreach (var paragraph in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r'))
        {
            Break(paragraph, width / fontSize, lines, fit + 1);
            if (lines.Count > fit) break;
        }

        if (lines.Count > fit)
        {
            lines.RemoveRange(fit, lines.Count - fit);
            lines[^1] += "…";
        }

        return lines;
    }

    private static void Break(string paragraph, double ems, List<string> lines, int linesMax)
    {
        var line = new StringBuilder();
        var (used, wordStart, wordEms) = (0.0, 0, 0.0);
        foreach (var rune in paragraph.EnumerateRunes())
        {
            var em = rune.Value >= 0x1100 ? Wide : Narrow;
            if (used + em > ems && line.Length > 0)
            {
                // At the last blank if there is one, else in the middle of the word.
                var word = wordStart > 0 && rune.Value != ' ' ? line.ToString(wordStart, line.Length - wordStart) : "";
                lines.Add(line.ToString(0, line.Length - word.Length).TrimEnd());
                if (lines.Count >= linesMax) return;
                (used, wordStart) = (word.Length > 0 ? wordEms : 0, 0);
                line.Clear().Append(word);
                if (rune.Value == ' ') continue;
            }

            line.Append(rune);
            used += em;
            wordEms += em;
            if (rune.Value == ' ') (wordStart, wordEms) = (line.Length, 0);
        }

        lines.Add(line.ToString());
    }
}
