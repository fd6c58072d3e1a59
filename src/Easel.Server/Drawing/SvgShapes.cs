using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>Draws atoms that have a place of their own; how depends on their type.</summary>
internal static class SvgShapes
{
    private const double Padding = 12;
    private const double FontSize = 14;

    public static void Draw(SvgWriter svg, Atom atom, Box box)
    {
        var color = Palette.Of(atom);
        switch (atom.Type)
        {
            case "group": DrawGroup(svg, atom, box, color); break;
            case "ellipse" or "circle":
                svg.Empty("ellipse",
                    ("cx", box.Center.X), ("cy", box.Center.Y), ("rx", box.Width / 2), ("ry", box.Height / 2),
                    ("fill", Palette.Paper), ("stroke", color ?? Palette.Line), ("stroke-width", 2.0));
                // The largest box inside an ellipse.
                Write(svg, TextOf(atom), box.Grown(-0.146 * Math.Min(box.Width, box.Height)), Palette.Ink);
                break;
            case "sticky" or "note":
                Rectangle(svg, box, 2, color ?? Palette.Sticky, null);
                Write(svg, TextOf(atom), box, Palette.Ink);
                break;
            case "file": DrawCard(svg, atom.Text("file") ?? "", atom.Text("subpath"), box, color); break;
            case "link": DrawCard(svg, atom.Text("url") ?? "", null, box, color); break;
            default:
                Rectangle(svg, box, 6, Palette.Paper, color ?? Palette.Line);
                Write(svg, TextOf(atom), box, Palette.Ink);
                break;
        }
    }

    private static string TextOf(Atom atom) => atom.Text("text") ?? atom.Text("label") ?? atom.Text("title") ?? "";

    private static void DrawGroup(SvgWriter svg, Atom atom, Box box, string? color)
    {
        svg.Empty("rect",
            ("x", box.X), ("y", box.Y), ("width", box.Width), ("height", box.Height), ("rx", 10.0),
            ("fill", color ?? Palette.Line), ("fill-opacity", 0.08), ("stroke", color ?? Palette.Line),
            ("stroke-dasharray", "6 4"));
        if (atom.Text("label") is { Length: > 0 } label)
        {
            svg.Text(label, "text",
                ("x", box.X + 4), ("y", box.Y - 8), ("font-weight", "600"), ("fill", color ?? Palette.Faint));
        }
    }

    /// <summary>What it refers to is elsewhere, so a card names it: the last part large, all of it below.</summary>
    private static void DrawCard(SvgWriter svg, string target, string? part, Box box, string? color)
    {
        Rectangle(svg, box, 6, Palette.Paper, color ?? Palette.Line);
        var name = target.TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        Write(svg, name + part, box with { Height = Math.Min(box.Height, FontSize * 2 + Padding) }, Palette.Ink, "600");
        var below = FontSize * Wrapped.LineHeight;
        if (name != target && box.Height > 2 * below + Padding)
            Write(svg, target, new Box(box.X, box.Y + below, box.Width, box.Height - below), Palette.Faint);
    }

    private static void Rectangle(SvgWriter svg, Box box, double radius, string fill, string? stroke) =>
        svg.Empty("rect",
            ("x", box.X), ("y", box.Y), ("width", box.Width), ("height", box.Height), ("rx", radius), ("fill", fill),
            ("stroke", stroke), ("stroke-width", stroke is null ? null : 2.0));

    private static void Write(SvgWriter svg, string text, Box box, string color, string? weight = null)
    {
        if (text.Length == 0) return;
        var lines = Wrapped.Lines(text, box.Width - 2 * Padding, box.Height - Padding, FontSize);
        svg.Open("text", ("fill", color), ("font-weight", weight));
        for (var i = 0; i < lines.Count; i++)
        {
            var y = box.Y + Padding / 2 + FontSize + i * FontSize * Wrapped.LineHeight;
            svg.Text(lines[i], "tspan", ("x", box.X + Padding), ("y", y), ("xml:space", "preserve"));
        }

        svg.Close("text");
    }
}
