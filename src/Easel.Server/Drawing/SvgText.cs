namespace Easel.Server.Drawing;

/// <summary>
/// Writes text. Each line is an element of its own, so that no control character turns the lines after it around.
/// </summary>
internal static class SvgText
{
    public const double FontSize = 14;
    public const double Padding = 12;

    /// <summary>What is smaller has no room for a letter, so nothing is written on it.</summary>
    private const double HeightMin = FontSize + Padding / 2;

    /// <inheritdoc cref="HeightMin"/>
    private const double WidthMin = FontSize + 2 * Padding;

    private const double LineStep = FontSize * Wrapped.LineHeight;

    /// <summary>Writes as much of a text into a box as fits.</summary>
    public static void Draw(SvgWriter svg, string text, Box box, Color? color = null, bool isBold = false)
    {
        if (text.Length == 0 || box.Height < HeightMin || box.Width < WidthMin) return;
        var (left, right) = (box.X + Padding, box.X + box.Width - Padding);
        var baseline = box.Y + Padding / 2 + FontSize;
        var lines = Wrapped.Lines(
            text, right - left, box.Height - Padding, FontSize, isBold ? Advances.Bold : 1);
        var isGroup = color is not null || isBold;
        if (isGroup) Open(svg, color ?? Palette.Ink, isBold);
        foreach (var line in lines)
        {
            if (line.Length > 0) DrawLine(svg, text, line, line.IsRightToLeft ? right : left, baseline);
            baseline += LineStep;
        }

        if (isGroup) svg.Line($"</g>");
    }

    /// <summary>Writes one line around a point; an outline keeps what is behind it from running through it.</summary>
    public static void DrawLabel(SvgWriter svg, string label, Point middle)
    {
        var way = Direction.IsRightToLeft(label) ? "rtl" : "ltr";
        svg.Write($"""<text x="{middle.X}" y="{middle.Y}" direction="{way}" text-anchor="middle" """)
            .Write($"""stroke="{Palette.Board}" stroke-width="4" stroke-linejoin="round" paint-order="stroke">""")
            .Line($"{label}</text>");
    }

    /// <summary>Writes one line above a box.</summary>
    public static void DrawTitle(SvgWriter svg, string title, Box box, Color color) => svg.Line($"""
        <text x="{box.X + 4}" y="{box.Y - 8}" font-weight="600" fill="{color}">{title}</text>
        """);

    /// <summary>Whether there are blanks that a reader of SVG takes for none: it need not keep more than one.</summary>
    private static bool HasMoreBlanks(ReadOnlySpan<char> line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (Breaks.IsBlank(line[i]) && (i == 0 || Breaks.IsBlank(line[i - 1]))) return true;
        }

        return false;
    }

    private static void Open(SvgWriter svg, Color color, bool isBold)
    {
        if (isBold) svg.Line($"""<g fill="{color}" font-weight="600">""");
        else svg.Line($"""<g fill="{color}">""");
    }

    private static void DrawLine(SvgWriter svg, string text, Line line, double x, double baseline)
    {
        svg.Write($"""<text x="{x}" y="{baseline}" """);
        var shown = text.AsSpan(line.Start, line.Length);
        if (line.IsRightToLeft) svg.Write($"""direction="rtl" """);
        if (HasMoreBlanks(shown)) svg.Write($"""xml:space="preserve" """);
        svg.Line($">{shown}{(line.IsCut ? "…" : "")}</text>");
    }
}
