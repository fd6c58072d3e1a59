using System.Globalization;
using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether what is written can be read whole.</summary>
internal static class Writing
{
    // What programs write where somebody is to write. Whole texts: "TBD" in a sentence may well be meant.
    private static readonly HashSet<string> Placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "placeholder", "tbd", "tbc", "xxx", "asdf", "untitled", "untitled group", "new group", "new text", "new note",
        "text here", "your text here", "insert text here", "add text", "type here", "type something", "enter text",
        "click to edit", "double click to edit", "double-click to edit",
    };

    public static readonly Rule Overflow = new(
        "text.overflow", Warning, "A text that is cut off, because its box is too small.",
        "Make the box larger, or the text shorter.", FindOverflow);

    public static readonly Rule Placeholder = new(
        "text.placeholder", Warning, "A text that only stands for one.", "Write what is meant.", FindPlaceholders);

    public static readonly Rule Capitals = new(
        "text.all-capitals", Info, "A longer text in capitals: slow to read, and spelt out by some screen readers.",
        "Write it in small letters.", FindCapitals);

    private static IEnumerable<Hit> FindOverflow(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
            // An image is seen in place of its name, and a group's label has as much room as it takes.
        where shape is { HasArea: true, IsGroup: false, IsImage: false, Text: not "" } && WrittenText.Of(shape).IsCut
        select new Hit(shape, "Its text is cut off.");

    private static IEnumerable<Hit> FindPlaceholders(AuditedCanvas canvas, Thresholds thresholds) =>
        from atom in canvas.Atoms
        let text = atom.Text.TrimEnd('.', '…', '!')
        where Placeholders.Contains(text) || text.StartsWith("lorem ipsum", StringComparison.OrdinalIgnoreCase)
        select new Hit(atom, "Its text is a placeholder.");

    private static IEnumerable<Hit> FindCapitals(AuditedCanvas canvas, Thresholds thresholds) =>
        from atom in canvas.Atoms
        where atom.Type is not ("file" or "link") && IsInCapitals(atom.Text, thresholds.CapitalsMin)
        select new Hit(atom, "Its text is in capitals.");

    private static bool IsInCapitals(string text, int min)
    {
        var capitals = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = System.Text.Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.LowercaseLetter) return false;
            if (category == UnicodeCategory.UppercaseLetter) capitals++;
        }

        return capitals >= min;
    }
}
