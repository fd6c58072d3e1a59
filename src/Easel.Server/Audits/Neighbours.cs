using Easel.Server.Drawing;

namespace Easel.Server.Audits;

/// <summary>
/// Which boxes are near each other. Each lies in the squares of a grid that is as coarse as the box is large, so in
/// four at most; it is compared with what lies in the squares that it touches in its own grid and in the coarser ones.
/// The cost follows the number of boxes and of near pairs, whatever their sizes are.
/// </summary>
internal sealed class Neighbours
{
    /// <summary>
    /// Comparisons at most. Canvases that people look at need about ten for each box; piles of thousands are looked at
    /// in part.
    /// </summary>
    public const int ComparisonsMax = 4_000_000;

    private const int LevelMin = 6;

    private readonly List<(int First, int Second)> pairs = [];
    private readonly Dictionary<(int Level, long X, long Y), List<int>> squares = [];
    private readonly SortedSet<int> levels = []; // A handful: each is twice as coarse as the one before.
    private readonly Box[] boxes;

    private Neighbours(Box[] boxes) => this.boxes = boxes;

    /// <summary>The near ones, each pair once, the smaller number first, in order.</summary>
    public IReadOnlyList<(int First, int Second)> Pairs => pairs;

    /// <summary>How many were compared.</summary>
    public int Comparisons { get; private set; }

    /// <summary>Whether all were looked at.</summary>
    public bool IsWhole => Comparisons < ComparisonsMax;

    /// <summary>Finds all pairs with a gap of at most <paramref name="gap"/> between them, or none.</summary>
    public static Neighbours Of(IReadOnlyList<Box> boxes, double gap)
    {
        var found = new Neighbours([.. boxes.Select(box => box.Grown(gap / 2))]);
        for (var i = 0; i < boxes.Count; i++) found.Place(i);
        for (var i = 0; i < boxes.Count && found.IsWhole; i++) found.Compare(i);
        found.pairs.Sort();
        return found;
    }

    private void Place(int i)
    {
        var level = LevelOf(boxes[i]);
        levels.Add(level);
        foreach (var (x, y) in Touched(boxes[i], level))
        {
            if (!squares.TryGetValue((level, x, y), out var here)) squares.Add((level, x, y), here = []);
            here.Add(i);
        }
    }

    private void Compare(int i)
    {
        var own = LevelOf(boxes[i]);
        foreach (var level in levels)
        {
            if (level < own) continue;
            foreach (var (x, y) in Touched(boxes[i], level))
            {
                if (!squares.TryGetValue((level, x, y), out var here)) continue;
                foreach (var other in here)
                {
                    if (level == own && other >= i) break; // They are in order; the later one looks at the earlier.
                    if (!IsWhole) return;
                    Comparisons++;
                    if (MeetIn(boxes[i], boxes[other], level, x, y))
                        pairs.Add((Math.Min(i, other), Math.Max(i, other)));
                }
            }
        }
    }

    /// <summary>Whether this square is the one where their common part begins: two may share four squares.</summary>
    private static bool MeetIn(Box a, Box b, int level, long x, long y)
    {
        var (left, top) = (Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));
        return left <= Math.Min(a.X + a.Width, b.X + b.Width) && top <= Math.Min(a.Y + a.Height, b.Y + b.Height)
            && SquareOf(left, level) == x && SquareOf(top, level) == y;
    }

    private static int LevelOf(Box box) =>
        Math.Max(LevelMin, (int)Math.Ceiling(Math.Log2(Math.Max(box.Width, box.Height))));

    private static IEnumerable<(long X, long Y)> Touched(Box box, int level)
    {
        var (right, bottom) = (SquareOf(box.X + box.Width, level), SquareOf(box.Y + box.Height, level));
        for (var x = SquareOf(box.X, level); x <= right; x++)
        {
            for (var y = SquareOf(box.Y, level); y <= bottom; y++) yield return (x, y);
        }
    }

    private static long SquareOf(double at, int level) => (long)Math.Floor(at / (1L << level));
}
