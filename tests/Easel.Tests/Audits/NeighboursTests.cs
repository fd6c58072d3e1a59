using Easel.Server.Audits;
using Easel.Server.Drawing;

namespace Easel.Tests.Audits;

public class NeighboursTests
{
    [Fact]
    public void AR5_All_near_pairs_are_found_once_whatever_the_sizes()
    {
        var near = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var spread = Math.Pow(10, random.Next(1, 7));
            var boxes = Enumerable.Range(0, 60).Select(_ => new Box(
                (random.NextDouble() - 0.5) * spread, (random.NextDouble() - 0.5) * spread,
                Size(random), Size(random))).ToList();
            var gap = random.Next(3) * 50;
            var expected = from i in Enumerable.Range(0, boxes.Count)
                           from j in Enumerable.Range(i + 1, boxes.Count - i - 1)
                           where Gap(boxes[i], boxes[j]) <= gap
                           select (i, j);

            var pairs = Neighbours.Of(boxes, gap).Pairs;

            Assert.True(expected.SequenceEqual(pairs), $"seed {seed}");
            near += pairs.Count;
        }

        Assert.True(near > 10_000, "the boxes were hardly ever near each other");
    }

    // From nothing to larger than everything else, most often small.
    private static double Size(Random random) => random.Next(8) == 0 ? 0 : Math.Pow(10, random.NextDouble() * 5);

    private static double Gap(Box a, Box b) => Math.Max(
        Math.Max(a.X, b.X) - Math.Min(a.X + a.Width, b.X + b.Width),
        Math.Max(a.Y, b.Y) - Math.Min(a.Y + a.Height, b.Y + b.Height));
}
