using Easel.Server.Drawing;
using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether those can use the canvas who do not see it, or not well.</summary>
internal static class Accessibility
{
    private static readonly string[] Alternatives =
        ["alt", "altText", "alt_text", "description", "caption", "title", "label"];

    public static readonly Rule Contrast = new(
        "text.contrast", Warning, "A text whose colour is too near to that behind it (WCAG 2.2, 1.4.3 Contrast).",
        "Choose a lighter or a darker colour.", FindContrast);

    public static readonly Rule LineContrast = new(
        "text.line-contrast", Info, "An outline or arrow that hardly stands out (WCAG 2.2, 1.4.11 Non-text Contrast).",
        "Choose a darker colour.", FindLineContrast);

    public static readonly Rule Alternative = new(
        "text.no-alternative", Warning, "An image without a text for those who do not see it (WCAG 2.2, 1.1.1).",
        "Say in its property alt what it shows.", FindNoAlternative);

    public static readonly Rule BareLink = new(
        "text.bare-link", Info, "A link that says where it leads only by its address (WCAG 2.2, 2.4.4 Link Purpose).",
        "Give it a title.", FindBareLinks);

    private static IEnumerable<Hit> FindContrast(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        where shape.Text.Length > 0
        let text = WrittenText.Of(shape)
        let contrast = Audits.Contrast.Between(text.Ink, text.Ground)
        let min = Audits.Contrast.IsLarge(SvgText.FontSize, text.IsBold)
            ? thresholds.LargeTextContrastMin
            : thresholds.TextContrastMin
        where contrast < min
        select new Hit(shape, TooLow(text.Ink, text.Ground, contrast, min));

    private static IEnumerable<Hit> FindLineContrast(AuditedCanvas canvas, Thresholds thresholds) =>
        from atom in canvas.Atoms
        where !atom.IsSticky // It has no outline.
        let color = atom.Color ?? Palette.Line
        let contrast = Audits.Contrast.Between(color, Palette.Paper)
        where contrast < thresholds.LineContrastMin
        select new Hit(atom, TooLow(color, Palette.Paper, contrast, thresholds.LineContrastMin));

    private static IEnumerable<Hit> FindNoAlternative(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        where shape.IsImage && !HasAlternative(shape)
        select new Hit(shape, "The image has no alternative text.");

    private static IEnumerable<Hit> FindBareLinks(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        where shape is { Type: "link", Text: not "" } && !HasAlternative(shape)
        select new Hit(shape, "The link has no title.");

    private static string TooLow(Color front, Color back, double contrast, double min) =>
        FormattableString.Invariant(
            $"#{front.Rgb:x6} on #{back.Rgb:x6} is {contrast:0.00}:1; {min:0.0}:1 is the least.");

    private static bool HasAlternative(AuditedAtom shape) =>
        Alternatives.Any(name => !string.IsNullOrWhiteSpace(shape.Says(name)));
}
