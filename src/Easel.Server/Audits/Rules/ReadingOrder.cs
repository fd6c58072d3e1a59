using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether a screen reader, which goes by the order of atoms, meets them as the eye does.</summary>
internal static class ReadingOrder
{
    private const int SiblingsMin = 3;

    public static readonly Rule Rule = new(
        "text.reading-order", Info,
        "Siblings that come in another order than rows from top to bottom (WCAG 2.2, 1.3.2 Meaningful Sequence).",
        "Move it among its siblings to where it is seen.", Find);

    private static IEnumerable<Hit> Find(AuditedCanvas canvas, Thresholds thresholds) =>
        from siblings in canvas.Shapes
            // A group lies around others, which are its siblings in files of others: it has no place among them.
            .Where(shape => !shape.IsGroup && shape.HasArea)
            .GroupBy(shape => shape.Parent?.Index ?? -1)
            .Select(siblings => siblings.ToList())
        where siblings.Count >= SiblingsMin
        let ranks = RanksOf(siblings)
        let disorder = Inversions([.. ranks]) / (siblings.Count * (siblings.Count - 1) / 2.0)
        where disorder > thresholds.DisorderMax
        let worst = Enumerable.Range(0, ranks.Length).MaxBy(i => Math.Abs(ranks[i] - i))
        orderby siblings[worst].Index
        select new Hit(siblings[worst], FormattableString.Invariant(
            $"It is number {worst + 1} of {ranks.Length} in order, and number {ranks[worst] + 1} to the eye."));

    /// <summary>For each sibling the place at which it is seen.</summary>
    private static int[] RanksOf(List<AuditedAtom> siblings)
    {
        var inOrder = Enumerable.Range(0, siblings.Count).OrderBy(i => siblings[i].Box.Y).ToArray();
        for (var start = 0; start < inOrder.Length;)
        {
            // A row is what has its middle beside its first.
            var first = siblings[inOrder[start]].Box;
            var end = start + 1;
            while (end < inOrder.Length && siblings[inOrder[end]].Box.Center.Y < first.Y + first.Height) end++;
            var row = inOrder[start..end].OrderBy(i => siblings[i].Box.X).ToArray();
            row.CopyTo(inOrder, start);
            start = end;
        }

        var ranks = new int[inOrder.Length];
        for (var rank = 0; rank < ranks.Length; rank++) ranks[inOrder[rank]] = rank;
        return ranks;
    }

    /// <summary>Pairs that stand the other way round, counted while they are merged.</summary>
    private static double Inversions(int[] ranks)
    {
        if (ranks.Length < 2) return 0;
        var (left, right) = (ranks[..(ranks.Length / 2)], ranks[(ranks.Length / 2)..]);
        var inversions = Inversions(left) + Inversions(right);
        var (l, r) = (0, 0);
        for (var i = 0; i < ranks.Length; i++)
        {
            var isLeft = r == right.Length || (l < left.Length && left[l] < right[r]);
            if (!isLeft) inversions += left.Length - l;
            ranks[i] = isLeft ? left[l++] : right[r++];
        }

        return inversions;
    }
}
