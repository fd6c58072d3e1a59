using Easel.Documents.Canvases;

namespace Easel.Server.Audits;

/// <summary>A canvas as the rules see it.</summary>
internal sealed class AuditedCanvas
{
    // As far as two boxes can be apart and still be taken for a row or a column.
    private const double NeighbourGap = 100;

    private readonly Dictionary<string, AuditedAtom> named = new(StringComparer.Ordinal);

    private AuditedCanvas(IReadOnlyList<AuditedAtom> atoms, long bytes, long revisions)
    {
        Atoms = atoms;
        Shapes = [.. atoms.Where(atom => !atom.IsArrow)];
        Arrows = [.. atoms.Where(atom => atom.IsArrow)];
        Bytes = bytes;
        Revisions = revisions;
        foreach (var shape in Shapes) named[shape.Id] = shape;
        // The ids of an imported file count where no atom has them.
        foreach (var shape in Shapes)
        {
            if (shape.Says("jsonCanvasId") is { } foreign) named.TryAdd(foreign, shape);
        }

        Neighbours = Neighbours.Of([.. Shapes.Select(shape => shape.Box)], NeighbourGap);
    }

    /// <summary>All atoms, as they are drawn: each before what is in it and above it.</summary>
    public IReadOnlyList<AuditedAtom> Atoms { get; }

    public IReadOnlyList<AuditedAtom> Shapes { get; }

    public IReadOnlyList<AuditedAtom> Arrows { get; }

    public long Bytes { get; }

    /// <summary>Revisions that are kept.</summary>
    public long Revisions { get; }

    /// <summary>Which shapes are near each other, by their places in <see cref="Shapes"/>.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>Shapes that are near each other; the first is drawn before the second.</summary>
    public IEnumerable<(AuditedAtom Lower, AuditedAtom Upper)> Pairs =>
        Neighbours.Pairs.Select(pair => (Shapes[pair.First], Shapes[pair.Second]));

    public static AuditedCanvas Of(Canvas canvas, long revisions = 0)
    {
        var atoms = new List<AuditedAtom>(canvas.Atoms.Count);
        var read = new Dictionary<string, AuditedAtom>(canvas.Atoms.Count, StringComparer.Ordinal);
        for (var i = 0; i < canvas.Roots.Count; i++)
        {
            foreach (var atom in canvas.Subtree(canvas.Atoms[canvas.Roots[i]]))
            {
                var parent = atom.ParentId is { } id ? read[id] : null;
                var one = read[atom.Id] = new AuditedAtom(atom, parent, atoms.Count);
                atoms.Add(one);
            }
        }

        return new AuditedCanvas(atoms, canvas.Weight, revisions);
    }

    /// <summary>The shape that an end of an arrow names, as the picture finds it.</summary>
    public AuditedAtom? EndOf(AuditedAtom arrow, string end) =>
        arrow.Says(end) is { } id ? named.GetValueOrDefault(id) : null;
}
