using Easel.Documents.Canvases;
using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether atoms are where one sees them, and apart from each other.</summary>
internal static class Layout
{
    private static readonly string[] Places = ["x", "y", "width", "height"];

    public static readonly Rule PartlyOver = new(
        "layout.overlap", Warning, "An atom that lies partly over another one.",
        "Move them apart, or one wholly into the other.", FindOverlaps);

    public static readonly Rule Covered = new(
        "layout.covered-atom", Warning, "An atom of which nothing is seen, because another one lies over it.",
        "Move one of the two, or bring the covered one to the front.", FindCovered);

    public static readonly Rule OutsideGroup = new(
        "layout.outside-group", Warning, "An atom that is not inside the group that it is in, or only in part.",
        "Move it wholly in or out, or make the group larger.", FindOutside);

    public static readonly Rule OffPage = new(
        "layout.off-page", Error, "Coordinates or sizes that nobody can have meant.",
        "Give it a place near the others.", FindOffPage);

    public static readonly Rule NoNumber = new(
        "layout.no-number", Error, "A place or size that is no number, so that a default takes its place.",
        "Set it to a number.", FindNoNumbers);

    public static readonly Rule NoSize = new(
        "layout.no-size", Error, "A shape without width or height: it is not seen.",
        "Give it a size.", FindNoSize);

    public static readonly Rule TinyTarget = new(
        "layout.tiny-target", Warning, "A shape that is hard to hit (WCAG 2.2, 2.5.8 Target Size).",
        "Make it larger.", FindTiny);

    public static bool IsOnPage(AuditedAtom shape, Thresholds thresholds) =>
        Math.Max(Math.Abs(shape.Box.X), Math.Abs(shape.Box.Y)) <= thresholds.PageMax
        && Math.Max(shape.Box.Width, shape.Box.Height) <= thresholds.PageMax;

    private static IEnumerable<Hit> FindOverlaps(AuditedCanvas canvas, Thresholds thresholds)
    {
        var over = new SortedDictionary<int, (AuditedAtom Upper, AuditedAtom Lower, int More)>();
        foreach (var (lower, upper) in canvas.Pairs)
        {
            // Where a group's border runs through an atom, that is another rule's.
            if (lower.IsGroup != upper.IsGroup || !IsPartly(lower, upper, thresholds)) continue;
            over[upper.Index] = over.TryGetValue(upper.Index, out var known)
                ? known with { More = known.More + 1 }
                : (upper, lower, 0);
        }

        return over.Values.Select(one => new Hit(
            one.Upper, $"It lies partly over {one.Lower.Name}{(one.More > 0 ? $" and {one.More} more" : "")}."));
    }

    private static bool IsPartly(AuditedAtom a, AuditedAtom b, Thresholds thresholds) =>
        Overlap.Of(a.Box, b.Box).IsDeeperThan(thresholds.OverlapMax) && !a.Box.Holds(b.Box, thresholds.OverlapMax)
        && !b.Box.Holds(a.Box, thresholds.OverlapMax) && !a.IsBelow(b) && !b.IsBelow(a);

    private static IEnumerable<Hit> FindCovered(AuditedCanvas canvas, Thresholds thresholds)
    {
        var covers = new SortedDictionary<int, (AuditedAtom Lower, AuditedAtom Upper)>();
        foreach (var (lower, upper) in canvas.Pairs)
        {
            var isSeen = upper.IsGroup || upper.IsRound || !lower.HasArea || !upper.Box.Holds(lower.Box)
                || upper.IsBelow(lower) || IsSame(lower, upper);
            if (!isSeen) covers.TryAdd(lower.Index, (lower, upper));
        }

        return covers.Values.Select(one => new Hit(one.Lower, $"{one.Upper.Name} covers it."));
    }

    private static bool IsSame(AuditedAtom a, AuditedAtom b) =>
        a.Type == b.Type && a.Box == b.Box && a.Text == b.Text;

    private static IEnumerable<Hit> FindOutside(AuditedCanvas canvas, Thresholds thresholds)
    {
        var crossed = new Dictionary<AuditedAtom, AuditedAtom>();
        foreach (var (lower, upper) in canvas.Pairs)
        {
            if (lower.IsGroup == upper.IsGroup || !IsPartly(lower, upper, thresholds)) continue;
            crossed.TryAdd(lower.IsGroup ? upper : lower, lower.IsGroup ? lower : upper);
        }

        foreach (var shape in canvas.Shapes)
        {
            if (shape.Parent is { } parent && !parent.Box.Holds(shape.Box, thresholds.OverlapMax))
                yield return new Hit(shape, $"It belongs to {parent.Name} and is not inside.");
            else if (crossed.TryGetValue(shape, out var group))
                yield return new Hit(shape, $"The border of {group.Name} runs through it.");
        }
    }

    private static IEnumerable<Hit> FindOffPage(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        where !IsOnPage(shape, thresholds)
        select new Hit(shape, $"Its place or size is beyond {thresholds.PageMax:0}.");

    private static IEnumerable<Hit> FindNoNumbers(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        let wrong = Places.Where(name => shape.Properties.TryGet(name, out var value) && !IsNumber(value)).ToList()
        where wrong.Count > 0
        select new Hit(shape, $"{string.Join(" and ", wrong)} {(wrong.Count > 1 ? "are" : "is")} no number.");

    private static bool IsNumber(JsonValue value) =>
        value.ToJson().Span[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    private static IEnumerable<Hit> FindNoSize(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        where !shape.HasArea
        select new Hit(shape, FormattableString.Invariant(
            $"It is {shape.Box.Width:0.##} wide and {shape.Box.Height:0.##} high."));

    private static IEnumerable<Hit> FindTiny(AuditedCanvas canvas, Thresholds thresholds) =>
        from shape in canvas.Shapes
        where shape.HasArea && Math.Min(shape.Box.Width, shape.Box.Height) < thresholds.TargetMin
        let least = thresholds.TargetMin
        select new Hit(shape, FormattableString.Invariant(
            $"It is {shape.Box.Width:0.##} x {shape.Box.Height:0.##}; {least:0} x {least:0} is the least."));
}
