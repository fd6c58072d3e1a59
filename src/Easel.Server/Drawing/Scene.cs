using System.Collections.Immutable;
using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>An atom and where it is.</summary>
internal readonly record struct Shape(Atom Atom, Box Box);

/// <summary>An arrow and where it runs.</summary>
internal readonly record struct Arrow(Atom Atom, ArrowPath Path);

/// <summary>
/// What there is to draw of a canvas, back to front. Arrows come last: an atom over another's end would hide where one
/// leads.
/// </summary>
internal sealed class Scene
{
    private const double Margin = 32;

    private readonly Dictionary<string, Box> places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Box> foreign = new(StringComparer.Ordinal);

    public Scene(Canvas canvas)
    {
        var shapes = new List<Shape>(canvas.Atoms.Count);
        var arrows = new List<Atom>();
        foreach (var root in canvas.Roots.Chunks.SelectMany(chunk => chunk.ToArray()))
        {
            foreach (var atom in canvas.Subtree(canvas.Find(root)!))
            {
                if (atom.Type == "arrow") arrows.Add(atom);
                else shapes.Add(Place(atom));
            }
        }

        Shapes = shapes;
        Arrows = [.. arrows.Select(arrow => new Arrow(arrow, ArrowPath.Of(arrow, this)))];
        View = Fit();
    }

    public IReadOnlyList<Shape> Shapes { get; }

    public ImmutableArray<Arrow> Arrows { get; }

    /// <summary>The part of the canvas that shows all of it, with some room around.</summary>
    public Box View { get; }

    /// <summary>The place of an atom, by its id or by the id that an imported file used.</summary>
    public Box? Find(string? id) =>
        id is not null && (places.TryGetValue(id, out var box) || foreign.TryGetValue(id, out box)) ? box : null;

    private Shape Place(Atom atom)
    {
        var box = Box.Of(atom);
        places[atom.Id] = box;
        if (atom.Text("jsonCanvasId") is { } id) foreign.TryAdd(id, box);
        return new Shape(atom, box);
    }

    private Box Fit()
    {
        Box? all = null;
        foreach (var (atom, box) in Shapes) all = With(all, SvgShapes.Extent(atom, box));
        foreach (var (atom, path) in Arrows) all = With(all, SvgArrow.Extent(atom, path));
        return (all ?? default).Grown(Margin);
    }

    private static Box With(Box? all, Box box) => all?.With(box) ?? box;
}
