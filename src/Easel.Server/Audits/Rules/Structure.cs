using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether the parts of a canvas make sense together.</summary>
internal static class Structure
{
    public static readonly Rule Empty = new(
        "structure.empty-atom", Warning, "A text, note, file, link or image with nothing in it.",
        "Write something, or remove it.", FindEmpty);

    public static readonly Rule EmptyGroup = new(
        "structure.empty-group", Warning, "A group with nothing inside.",
        "Put atoms into it, or remove it.", FindEmptyGroups);

    public static readonly Rule DuplicateAtom = new(
        "structure.duplicate-atom", Warning, "An atom that lies exactly on another one with the same content.",
        "Remove one of the two.", FindDuplicateAtoms);

    public static readonly Rule DuplicateContent = new(
        "structure.duplicate-content", Info, "A longer text that another atom of the same type has, too.",
        "Keep one, and lead arrows to it.", FindDuplicateContent);

    public static readonly Rule DeepNesting = new(
        "structure.deep-nesting", Warning, "Atoms in atoms in atoms, more levels than anyone keeps in mind.",
        "Move it up, or give it a canvas of its own.", FindDeepNesting);

    public static readonly Rule LoneAtom = new(
        "structure.lone-atom", Info, "An atom far away from all others, with no arrow to it.",
        "Move it to the others, or remove it.", FindLone);

    private static IEnumerable<Hit> FindEmpty(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        where shape is { Type: "text" or "sticky" or "note" or "file" or "link", Text: "", HasChildren: false }
        select new Hit(shape, $"The {shape.Type} is empty.");

    private static IEnumerable<Hit> FindEmptyGroups(AuditedCanvas canvas, Thresholds thresholds)
    {
        // In files of others groups have no children: what lies in their box is in them.
        var filled = new HashSet<AuditedAtom>();
        foreach (var (one, other) in canvas.Pairs)
        {
            if (!Overlap.Of(one.Box, other.Box).IsThere) continue;
            if (!other.Box.Holds(one.Box)) filled.Add(one);
            if (!one.Box.Holds(other.Box)) filled.Add(other);
        }

        return from shape in canvas.Shapes
               where shape is { IsGroup: true, HasChildren: false, HasArea: true } && !filled.Contains(shape)
               select new Hit(shape, "The group has nothing inside.");
    }

    private static IEnumerable<Hit> FindDuplicateAtoms(AuditedCanvas canvas, Thresholds thresholds)
    {
        var first = new Dictionary<object, AuditedAtom>();
        foreach (var shape in canvas.Shapes)
        {
            if (!first.TryAdd((shape.Type, shape.Box, shape.Text), shape))
                yield return new Hit(shape, $"It lies exactly on {first[(shape.Type, shape.Box, shape.Text)].Name}.");
        }
    }

    private static IEnumerable<Hit> FindDuplicateContent(AuditedCanvas canvas, Thresholds thresholds)
    {
        var first = new Dictionary<(string Type, string Text), AuditedAtom>();
        foreach (var shape in canvas.Shapes)
        {
            if (shape.Text.Length < thresholds.DuplicateTextMin) continue;
            if (first.TryAdd((shape.Type, shape.Text), shape)) continue;
            var other = first[(shape.Type, shape.Text)];
            if (other.Box != shape.Box) yield return new Hit(shape, $"It says the same as {other.Name}.");
        }
    }

    private static IEnumerable<Hit> FindDeepNesting(AuditedCanvas canvas, Thresholds thresholds) =>
        from atom in canvas.Atoms
        // What is below it is not told again.
        where atom.Depth == thresholds.DepthMax + 1
        select new Hit(atom, $"It is on level {atom.Depth}; {thresholds.DepthMax} are enough.");

    private static IEnumerable<Hit> FindLone(AuditedCanvas canvas, Thresholds thresholds)
    {
        var tied = canvas.Arrows.Select(arrow => canvas.EndOf(arrow, "fromNode"))
            .Concat(canvas.Arrows.Select(arrow => canvas.EndOf(arrow, "toNode"))).ToHashSet();
        var placed = canvas.Shapes.Where(shape => Layout.IsOnPage(shape, thresholds)).ToList();
        if (placed.Count < 3) return []; // Of two that are apart, neither is the one that was lost.
        var apart = Apart(placed, shape => (shape.Box.X, shape.Box.X + shape.Box.Width), thresholds.LoneDistance);
        apart.UnionWith(
            Apart(placed, shape => (shape.Box.Y, shape.Box.Y + shape.Box.Height), thresholds.LoneDistance));
        return from shape in placed
               where apart.Contains(shape) && !tied.Contains(shape)
               select new Hit(shape, $"There is nothing within {thresholds.LoneDistance:0} of it.");
    }

    /// <summary>Those with nothing to either side of them, seen along one axis.</summary>
    private static HashSet<AuditedAtom> Apart(
        List<AuditedAtom> shapes, Func<AuditedAtom, (double From, double To)> span, double distance)
    {
        var inOrder = shapes.OrderBy(shape => span(shape).From).ToList();
        var apart = new HashSet<AuditedAtom>();
        var reached = double.NegativeInfinity;
        for (var i = 0; i < inOrder.Count; i++)
        {
            var (from, to) = span(inOrder[i]);
            var next = i + 1 < inOrder.Count ? span(inOrder[i + 1]).From : double.PositiveInfinity;
            if (from - reached > distance && next - to > distance) apart.Add(inOrder[i]);
            reached = Math.Max(reached, to);
        }

        return apart;
    }
}
