using System.Globalization;
using System.Text;

namespace Easel.Server.Drawing;

/// <summary>A canvas in words: how much there is, and the first of what is written on it.</summary>
internal static class Described
{
    /// <summary>Characters of what is written that a description repeats.</summary>
    private const int TextMax = 2_000;

    public static string Of(Scene scene, int leftOut)
    {
        var words = new StringBuilder();
        Count(words, scene.Shapes.Count, "shape");
        words.Append(" and ");
        Count(words, scene.Arrows.Length, "arrow");
        words.Append('.');
        if (leftOut > 0)
            words.Append(CultureInfo.InvariantCulture, $" {leftOut} of them are left out: there are too many.");
        AppendTexts(words, scene);
        return words.ToString();
    }

    private static void Count(StringBuilder words, int count, string noun) =>
        words.Append(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static void AppendTexts(StringBuilder words, Scene scene)
    {
        var left = TextMax;
        var texts = scene.Shapes.Select(shape => shape.Atom.Shown())
            .Concat(scene.Arrows.Select(arrow => arrow.Atom.Label()));
        foreach (var text in texts)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (text.Length > left) return;
            left -= text.Length;
            words.Append(' ').Append(text.Trim()).Append(text.AsSpan().TrimEnd() is [.., '.' or '!' or '?'] ? "" : ".");
        }
    }
}
