using Easel.Server.Drawing;
using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether neighbours are in line.</summary>
internal static class Alignment
{
    // Dragging leaves halves; nobody sees them.
    private const double Rounding = 0.5;

    public static readonly Rule Misaligned = new(
        "layout.misaligned", Info, "An atom that is nearly, but not quite, in line with its neighbour.",
        "Put both in line.", Find);

    private static IEnumerable<Hit> Find(AuditedCanvas canvas, Thresholds thresholds)
    {
        var off = new SortedDictionary<int, Hit>();
        foreach (var (lower, upper) in canvas.Pairs)
        {
            if (lower.IsGroup || upper.IsGroup || !lower.HasArea || !upper.HasArea) continue;
            if (Off(lower.Box, upper.Box, thresholds.NearlyAligned) is not { } by) continue;
            var message = FormattableString.Invariant($"It is {by:0.##} out of line with {lower.Name}.");
            off.TryAdd(upper.Index, new Hit(upper, message));
        }

        return off.Values;
    }

    /// <summary>A column should share left edges, right edges or middles; a row tops, bottoms or middles.</summary>
    private static double? Off(Box a, Box b, double max)
    {
        var overlap = Overlap.Of(a, b);
        var isColumn = overlap.X > 0 && overlap.Y <= 0;
        var isRow = overlap.Y > 0 && overlap.X <= 0;
        return isColumn ? Off(a.X, a.Width, b.X, b.Width, max)
            : isRow ? Off(a.Y, a.Height, b.Y, b.Height, max)
            : null;
    }

    private static double? Off(double a, double aLength, double b, double bLength, double max)
    {
        var (start, end) = (Math.Abs(a - b), Math.Abs(a + aLength - b - bLength));
        var middle = Math.Abs(a + aLength / 2 - b - bLength / 2);
        return Math.Min(Math.Min(start, end), middle) > Rounding && start < max ? start : null;
    }
}
