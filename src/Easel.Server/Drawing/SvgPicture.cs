namespace Easel.Server.Drawing;

/// <summary>
/// A canvas as a picture. The same canvas gives the same bytes, and nothing in it can run or load anything.
/// </summary>
internal static class SvgPicture
{
    /// <summary>Bytes of a picture; atoms that would make it longer are left out, and it says how many.</summary>
    public const int BytesMax = 32 << 20;

    /// <summary>Bytes of a picture of a given width: there may be many in a list.</summary>
    public const int ScaledBytesMax = 1 << 20;

    public static ReadOnlyMemory<byte> Draw(Scene scene, string title, Scale scale, PictureImages? images = null)
    {
        var body = new SvgWriter();
        var leftOut = DrawAll(body, scene, scale, images ?? PictureImages.None);
        var svg = new SvgWriter();
        Open(svg, scale);
        svg.Line($"<title>{title}</title>");
        svg.Line($"<desc>{Described.Of(scene, leftOut)}</desc>");
        svg.Append(body.Written.Span);
        svg.Line($"</svg>");
        return svg.Written;
    }

    private static void Open(SvgWriter svg, Scale scale)
    {
        var view = scale.View;
        svg.Write($"""<svg xmlns="http://www.w3.org/2000/svg" role="img" direction="ltr" """)
            .Write($"""viewBox="{view.X} {view.Y} {view.Width} {view.Height}" """)
            .Write($"""width="{scale.Width}" height="{scale.Height}" font-family="{Advances.FontFamily}" """)
            .Line($"""font-size="{SvgText.FontSize}" fill="{Palette.Ink}" stroke-width="{scale.PenWidth}">""");
    }

    /// <returns>How many atoms had no room.</returns>
    private static int DrawAll(SvgWriter svg, Scene scene, Scale scale, PictureImages images)
    {
        var view = scale.View;
        svg.Line($"""
            <rect x="{view.X}" y="{view.Y}" width="{view.Width}" height="{view.Height}" fill="{Palette.Board}"/>
            """);
        var specks = new Specks(scale);
        var leftOut = 0;
        foreach (var shape in scene.Shapes)
        {
            if (IsFull(svg, scale)) leftOut++;
            else if (!scale.IsTooSmall(shape.Box)) SvgShapes.Draw(svg, shape, scale, images);
            else if (specks.Take(shape.Box) is { } square) SvgShapes.DrawSpeck(svg, shape.Atom, square);
        }

        foreach (var (arrow, path) in scene.Arrows)
        {
            if (IsFull(svg, scale)) leftOut++;
            else if (!scale.IsTooSmall(path.Extent)) SvgArrow.Draw(svg, arrow, path, scale);
        }

        return leftOut;
    }

    private static bool IsFull(SvgWriter svg, Scale scale) =>
        svg.Count > (scale.IsWhole ? BytesMax : ScaledBytesMax);

    /// <summary>The squares that already stand for something too small to see.</summary>
    private sealed class Specks(Scale scale)
    {
        private readonly HashSet<(long X, long Y)> taken = [];

        public Box? Take(Box box)
        {
            var side = scale.Square;
            var (x, y) = ((long)Math.Floor(box.Center.X / side), (long)Math.Floor(box.Center.Y / side));
            return taken.Add((x, y)) ? new Box(x * side, y * side, side, side) : null;
        }
    }
}
