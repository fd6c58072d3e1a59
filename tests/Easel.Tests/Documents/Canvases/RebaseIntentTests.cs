using System.Collections.Immutable;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Canvases;

/// <summary>
/// What a rebase must keep, said without a rebase: every unit and every atom is told apart, so the end can be compared with
/// what each side had. Nothing typed is lost, nothing deleted comes back, and each side still finds its own order.
/// </summary>
public class RebaseIntentTests
{
    [Fact]
    public void RB4_Text_of_both_sides_survives_in_the_order_of_both_sides()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var (random, next) = (new Random(seed), 'A');
            var state = Outline.Parse("t:0123456789");
            var (pending, committed) = (Typing(random, 10, ref next), Typing(random, 10, ref next));
            var (mine, theirs) = (TextAfter(state, pending), TextAfter(state, committed));

            var rebased = CanvasRebase.Over(pending, [new(state, committed)]);
            var end = TextAfter(RandomCanvas.Apply(state, committed), [.. rebased.Ops.Select(op => op.Op)]);

            AssertMerged("0123456789", mine, theirs, end, $"seed {seed}: {Say.Wire(pending)} over {Say.Wire(committed)}");
            Assert.Empty(rebased.Dropped);
        }
    }

    [Fact]
    public void RB5_Siblings_of_both_sides_stand_in_the_order_of_both_sides()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var (random, next) = (new Random(seed), 'A');
            var state = Outline.Parse("0 1 2 3 4 5");
            var (pending, committed) = (Placing(random, state, ref next), Placing(random, state, ref next));
            var (mine, theirs) = (RootsAfter(state, pending), RootsAfter(state, committed));

            var rebased = CanvasRebase.Over(pending, [new(state, committed)]);
            var end = RootsAfter(RandomCanvas.Apply(state, committed), [.. rebased.Ops.Select(op => op.Op)]);

            // Where one side moved an atom the other's order of it says nothing; both moved: the pending one wins.
            var (movedByMe, movedByThem) = (Moved(pending), Moved(committed));
            var about = $"seed {seed}: {Say.Wire(pending)} over {Say.Wire(committed)} gave {end}";
            Assert.True(InOrder(mine, end, movedByThem.Except(movedByMe)), $"mine, {about}");
            Assert.True(InOrder(theirs, end, movedByMe), $"theirs, {about}");
            Assert.True(Merged("012345", mine, theirs).SetEquals(end), about);
        }
    }

    [Fact]
    public void Control_The_oracle_notices_lost_and_disordered_text()
    {
        AssertMerged("ab", "aPb", "aCb", "aCPb", "");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertMerged("ab", "aPb", "aCb", "aCb", ""));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertMerged("ab", "aPb", "aCb", "PaCb", ""));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertMerged("ab", "a", "aCb", "aCb", ""));
    }

    private static void AssertMerged(string was, string mine, string theirs, string end, string about)
    {
        Assert.True(Merged(was, mine, theirs).SetEquals(end) && end.Distinct().Count() == end.Length, about);
        Assert.True(InOrder(mine, end, []) && InOrder(theirs, end, []), about);
    }

    private static HashSet<char> Merged(string was, string mine, string theirs) =>
        [.. mine.Intersect(theirs), .. mine.Except(was), .. theirs.Except(was)];

    private static bool InOrder(string side, string end, IEnumerable<char> except)
    {
        var both = side.Intersect(end).Except(except).ToHashSet();
        return side.Where(both.Contains).SequenceEqual(end.Where(both.Contains));
    }

    private static ImmutableArray<CanvasOp> Typing(Random random, int length, ref char next)
    {
        var ops = ImmutableArray.CreateBuilder<CanvasOp>();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(length + 1);
            var count = random.Next(Math.Min(4, length - at) + 1);
            var text = string.Concat(Enumerable.Range(next, random.Next(1, 3)).Select(unit => (char)unit));
            ops.Add(random.Next(3) switch
            {
                0 => Say.Insert(at, text),
                1 => Say.Delete(at, count),
                _ => Say.Replace(at, count, text),
            });
            next += (char)text.Length;
            length += (ops[^1] is DeleteRange ? 0 : text.Length) - (ops[^1] is InsertText ? 0 : count);
        }

        return ops.ToImmutable();
    }

    private static ImmutableArray<CanvasOp> Placing(Random random, Canvas state, ref char next)
    {
        var ops = ImmutableArray.CreateBuilder<CanvasOp>();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var (roots, choice) = (state.Roots.ToArray(), random.Next(4));
            CanvasOp op = choice == 0 ? new Remove(roots[random.Next(roots.Length)])
                : choice == 1 ? new Move(roots[random.Next(roots.Length)], null, random.Next(roots.Length))
                : Say.Add($"{next++}", at: choice == 2 ? random.Next(roots.Length + 1) : null);
            state = RandomCanvas.Apply(state, op);
            ops.Add(op);
        }

        return ops.ToImmutable();
    }

    private static HashSet<char> Moved(ImmutableArray<CanvasOp> ops) => [.. ops.OfType<Move>().Select(move => move.AtomId[0])];

    private static string TextAfter(Canvas state, ImmutableArray<CanvasOp> ops) => Desk.TextOf(RandomCanvas.Apply(state, ops), "t");

    private static string RootsAfter(Canvas state, ImmutableArray<CanvasOp> ops) => string.Concat(RandomCanvas.Apply(state, ops).Roots.ToArray());
}
