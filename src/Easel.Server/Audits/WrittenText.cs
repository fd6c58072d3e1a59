using Easel.Server.Drawing;

namespace Easel.Server.Audits;

/// <summary>The text of an atom as the picture shows it: its colours, and the room it has.</summary>
internal readonly record struct WrittenText(
    string Text, double Width, double Height, string Ink, string Ground, bool IsBold = false)
{
    public const double FontSize = 14;

    private const double Padding = 12;

    // Of the smaller side of an ellipse, what the largest box inside leaves free.
    private const double RoundInset = 0.146;
    private const string Board = "#f8fafc";

    /// <summary>Whether its end is missing. One more line would be another line, if so.</summary>
    public bool IsCut =>
        Wrapped.Lines(Text, Width, Height + FontSize * Wrapped.LineHeight, FontSize).Count
        > Wrapped.Lines(Text, Width, Height, FontSize).Count;

    public static WrittenText Of(AuditedAtom atom)
    {
        var box = atom.IsRound ? atom.Box.Grown(-RoundInset * Math.Min(atom.Box.Width, atom.Box.Height)) : atom.Box;
        var (width, height) = (box.Width - 2 * Padding, box.Height - Padding);
        return atom.Type switch
        {
            "group" => new WrittenText(
                atom.Text, double.MaxValue, double.MaxValue, atom.Color ?? Palette.Faint, Board, IsBold: true),
            "file" or "link" => new WrittenText(
                NameOf(atom), width, Math.Min(height, FontSize * 2), Palette.Ink, Palette.Paper, IsBold: true),
            "sticky" or "note" => new WrittenText(
                atom.Text, width, height, Palette.Ink, atom.Color ?? Palette.Sticky),
            _ => new WrittenText(atom.Text, width, height, Palette.Ink, Palette.Paper),
        };
    }

    /// <summary>A card names what it refers to by the last part of its address.</summary>
    private static string NameOf(AuditedAtom card)
    {
        var target = card.Text.TrimEnd('/');
        return target[(target.LastIndexOf('/') + 1)..] + card.Says("subpath");
    }
}
