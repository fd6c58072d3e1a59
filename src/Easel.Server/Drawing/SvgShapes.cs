using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>Draws atoms that have a place of their own; how depends on their type.</summary>
internal static class SvgShapes
{
    // Of the smaller side of an ellipse, what the largest box inside it leaves free.
    private const double EllipseInset = 0.146;
    private const double LabelRoom = 26;
    private const double ImageMin = 16;

    /// <summary>Where a shape is to be seen: a group's label stands above it.</summary>
    public static Box Extent(Atom atom, Box box)
    {
        if (atom.Type != "group" || atom.Label() is not { Length: > 0 } label) return box;
        var width = Advances.Measure(label) * SvgText.FontSize * Advances.Bold;
        return box.With(new Box(box.X, box.Y - LabelRoom, width, LabelRoom));
    }

    public static void Draw(SvgWriter svg, Shape shape, Scale scale, PictureImages images)
    {
        var (atom, box) = shape;
        var color = Palette.Of(atom);
        switch (atom.Type)
        {
            case "group":
                DrawGroup(svg, atom, box, color ?? Palette.Line, scale);
                break;
            case "ellipse" or "circle":
                DrawEllipse(svg, box, color ?? Palette.Line);
                Write(svg, atom, box.Grown(-EllipseInset * Math.Min(box.Width, box.Height)), scale);
                break;
            case "file" or "link" or "image":
                DrawReference(svg, atom, box, color ?? Palette.Line, scale, images);
                break;
            default:
                if (atom.Type is "sticky" or "note") DrawRectangle(svg, box, 2, color ?? Palette.Sticky, null);
                else DrawRectangle(svg, box, 6, Palette.Paper, color ?? Palette.Line);
                Write(svg, atom, box, scale);
                break;
        }
    }

    /// <summary>A square in place of what is too small to see.</summary>
    public static void DrawSpeck(SvgWriter svg, Atom atom, Box square) =>
        WriteRectangle(svg, square).Line($"""fill="{Palette.Of(atom) ?? Palette.Line}"/>""");

    private static void Write(SvgWriter svg, Atom atom, Box box, Scale scale)
    {
        if (scale.ShowsText) SvgText.Draw(svg, atom.Shown(), box);
    }

    private static void DrawGroup(SvgWriter svg, Atom atom, Box box, Color color, Scale scale)
    {
        WriteRectangle(svg, box).Write($"""rx="10" fill="{color}" fill-opacity="0.08" stroke="{color}" """)
            .Line($"""stroke-width="{scale.PenWidth / 2}" stroke-dasharray="6 4"/>""");
        if (!scale.ShowsText || atom.Label() is not { Length: > 0 } label) return;
        SvgText.DrawTitle(svg, label, box, Palette.Of(atom) ?? Palette.Faint);
    }

    private static void DrawReference(
        SvgWriter svg, Atom atom, Box box, Color color, Scale scale, PictureImages images)
    {
        var isLarge = scale.IsWhole || Math.Max(box.Width, box.Height) * scale.PerUnit >= ImageMin;
        if (isLarge && images.Take(atom) is { } image)
        {
            DrawImage(svg, image, box);
            return;
        }

        DrawRectangle(svg, box, 6, Palette.Paper, color);
        if (scale.ShowsText) WriteCard(svg, atom.Shown(), box);
    }

    private static void DrawImage(SvgWriter svg, PictureImage image, Box box)
    {
        svg.Write($"""<image x="{box.X}" y="{box.Y}" width="{box.Width}" height="{box.Height}" """)
            .Write($"href=\"data:{image.MimeType};base64,");
        svg.AppendBase64(image.Bytes.Span);
        svg.Line($"\"/>");
    }

    /// <summary>What it refers to is elsewhere, so a card names it: the last part large, all of it below.</summary>
    private static void WriteCard(SvgWriter svg, string target, Box box)
    {
        var name = target.TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        var below = SvgText.FontSize * Wrapped.LineHeight;
        var head = Math.Min(box.Height, SvgText.FontSize * 2 + SvgText.Padding);
        SvgText.Draw(svg, name, box with { Height = head }, isBold: true);
        if (name != target && box.Height > 2 * below + SvgText.Padding)
            SvgText.Draw(svg, target, new Box(box.X, box.Y + below, box.Width, box.Height - below), Palette.Faint);
    }

    private static void DrawEllipse(SvgWriter svg, Box box, Color line)
    {
        var (center, across, down) = (box.Center, box.Width / 2, box.Height / 2);
        svg.Write($"""<ellipse cx="{center.X}" cy="{center.Y}" rx="{across}" ry="{down}" """)
            .Line($"""fill="{Palette.Paper}" stroke="{line}"/>""");
    }

    private static void DrawRectangle(SvgWriter svg, Box box, double radius, Color fill, Color? stroke)
    {
        WriteRectangle(svg, box).Write($"""rx="{radius}" fill="{fill}" """);
        if (stroke is { } line) svg.Write($"""stroke="{line}" """);
        svg.Line($"/>");
    }

    private static SvgWriter WriteRectangle(SvgWriter svg, Box box) =>
        svg.Write($"""<rect x="{box.X}" y="{box.Y}" width="{box.Width}" height="{box.Height}" """);
}
