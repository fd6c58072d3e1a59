using System.Text;
using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>
/// A canvas as a picture. The same canvas gives the same bytes, and nothing in it can run or load anything.
/// </summary>
internal static class SvgPicture
{
    private const double Margin = 32;

    public static ReadOnlyMemory<byte> Draw(Canvas canvas)
    {
        var atoms = Enumerable.Range(0, canvas.Roots.Count)
            .SelectMany(i => canvas.Subtree(canvas.Find(canvas.Roots[i])!)).ToList();
        var shapes = atoms.Where(atom => atom.Type != "arrow").Select(atom => (Atom: atom, Box: Box.Of(atom))).ToList();
        var arrows = atoms.Where(atom => atom.Type == "arrow").ToList();
        var places = Places(shapes);
        var view = Fit([
            .. shapes.Select(shape => shape.Box), .. arrows.Where(arrow => !IsTied(arrow)).Select(Reach)]);
        var svg = new SvgWriter();
        svg.Open("svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("viewBox", $"{Pair(view.X, view.Y)} {Pair(view.Width, view.Height)}"),
            ("width", view.Width), ("height", view.Height),
            ("font-family", "system-ui, sans-serif"), ("font-size", 14.0));
        svg.Empty("rect",
            ("x", view.X), ("y", view.Y), ("width", view.Width), ("height", view.Height), ("fill", "#f8fafc"));
        foreach (var (atom, box) in shapes) SvgShapes.Draw(svg, atom, box);
        // Above all shapes, or one that lies over another's end would hide where an arrow leads.
        foreach (var arrow in arrows) SvgArrow.Draw(svg, arrow, id => places.TryGetValue(id, out var box) ? box : null);
        svg.Close("svg");
        return Encoding.UTF8.GetBytes(svg.ToString());
    }

    /// <summary>By atom id, and by the id that an imported file used.</summary>
    private static Dictionary<string, Box> Places(List<(Atom Atom, Box Box)> shapes)
    {
        var places = new Dictionary<string, Box>(StringComparer.Ordinal);
        foreach (var (atom, box) in shapes)
        {
            places[atom.Id] = box;
            if (atom.Text("jsonCanvasId") is { } foreign) places.TryAdd(foreign, box);
        }

        return places;
    }

    private static bool IsTied(Atom arrow) => arrow.Text("fromNode") is not null && arrow.Text("toNode") is not null;

    private static Box Reach(Atom arrow)
    {
        var (from, to) = Box.DiagonalOf(arrow);
        return Box.At(from).With(Box.At(to));
    }

    private static Box Fit(IReadOnlyList<Box> boxes) =>
        (boxes.Count == 0 ? default : boxes.Aggregate((all, box) => all.With(box))).Grown(Margin);

    private static string Pair(double x, double y) => $"{SvgWriter.Number(x)} {SvgWriter.Number(y)}";
}
