using Easel.Server.Drawing;

namespace Easel.Server.Audits;

/// <summary>The text of an atom as the picture shows it: its colours, and the room it has.</summary>
internal readonly record struct WrittenText(
    string Text, double Width, double Height, Color Ink, Color Ground, bool IsBold = false)
{
    // Of the smaller side of an ellipse, what the largest box inside leaves free.
    private const double RoundInset = 0.146;

    /// <summary>Whether its end is missing.</summary>
    public bool IsCut =>
        Wrapped.Lines(Text, Width, Height, SvgText.FontSize, IsBold ? Advances.Bold : 1)[^1].IsCut;

    public static WrittenText Of(AuditedAtom atom)
    {
        var box = atom.IsRound ? atom.Box.Grown(-RoundInset * Math.Min(atom.Box.Width, atom.Box.Height)) : atom.Box;
        var (width, height) = (box.Width - 2 * SvgText.Padding, box.Height - SvgText.Padding);
        return atom.Type switch
        {
            "group" => new WrittenText(
                atom.Text, double.MaxValue, double.MaxValue, atom.Color ?? Palette.Faint, Palette.Board, IsBold: true),
            "file" or "link" or "image" => new WrittenText(
                NameOf(atom.Text), width, Math.Min(height, SvgText.FontSize * 2), Palette.Ink, Palette.Paper,
                IsBold: true),
            "sticky" or "note" => new WrittenText(
                atom.Text, width, height, Palette.Ink, atom.Color ?? Palette.Sticky),
            _ => new WrittenText(atom.Text, width, height, Palette.Ink, Palette.Paper),
        };
    }

    /// <summary>A card names what it refers to by the last part of its address.</summary>
    private static string NameOf(string target)
    {
        var name = target.TrimEnd('/');
        return name[(name.LastIndexOf('/') + 1)..];
    }
}
