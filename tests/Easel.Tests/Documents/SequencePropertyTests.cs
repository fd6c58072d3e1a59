using Easel.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace Easel.Tests.Documents;

/// <summary>Random edits: a sequence stays equal to a list, balanced, evenly filled, and old versions stay.</summary>
public class SequencePropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true);

    [Fact]
    public void Random_edits_of_a_text_do_what_they_do_to_a_list() =>
        Prop.ForAll(Edits().ToArbitrary(), edits => SameAsList(edits, i => (char)i)).Check(Runs);

    [Fact]
    public void Random_edits_of_an_order_do_what_they_do_to_a_list() =>
        Prop.ForAll(Edits().ToArbitrary(), edits => SameAsList(edits, i => $"{i}")).Check(Runs);

    [Fact]
    public void Typing_and_deleting_one_by_one_leaves_no_confetti()
    {
        var text = Sequence<char>.Create(new char[20_000]);
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++) text = text.Insert(random.Next(text.Count + 1), "x");
        Verify(text.Root, isWhole: true);
        while (text.Count > 1_000)
        {
            text = text.Remove(random.Next(text.Count), 1);
            if (text.Count % 1_000 == 0) Verify(text.Root, isWhole: true);
        }
        Assert.InRange(text.Chunks.Count(), 1, 1_000 / SequenceLeaf<char>.CountMin);
    }

    /// <summary>Where (in thousandths of the length), how many out, how many in.</summary>
    private static Gen<Edit[]> Edits()
    {
        var share = Gen.Choose(0, 1_000);
        var size = Gen.Frequency(
            (6, Gen.Constant(0)), (6, Gen.Constant(1)), (3, Gen.Choose(2, 300)), (1, Gen.Choose(300, 5_000)));
        return (from at in share from count in size from length in size select new Edit(at, count, length)).ArrayOf();
    }

    private static bool SameAsList<T>(Edit[] edits, Func<int, T> itemOf)
    {
        var list = Enumerable.Range(0, 3_000).Select(itemOf).ToList();
        var sequence = Sequence<T>.Create(list.ToArray());
        var versions = new List<(Sequence<T> Sequence, T[] Items)> { (sequence, list.ToArray()) };
        foreach (var edit in edits)
        {
            var at = (int)((long)list.Count * edit.At / 1_000);
            var count = Math.Min(edit.Count, list.Count - at);
            var items = Enumerable.Range(versions.Count, edit.Length).Select(itemOf).ToArray();
            list.RemoveRange(at, count);
            list.InsertRange(at, items);
            sequence = edit.At % 2 == 0
                ? sequence.Remove(at, count).Insert(at, items)
                : sequence.Replace(at, count, items);
            Verify(sequence.Root, isWhole: true);
            versions.Add((sequence, list.ToArray()));
        }
        return versions.All(version => Same(version.Sequence, version.Items));
    }

    private static bool Same<T>(Sequence<T> sequence, T[] items) =>
        sequence.Count == items.Length
        && sequence.ToArray().SequenceEqual(items)
        && sequence.Chunks.SelectMany(chunk => chunk.ToArray()).SequenceEqual(items)
        && Enumerable.Range(0, items.Length / 97).All(i => Equals(sequence[i * 97], items[i * 97]))
        && (items.Length == 0 || Equals(sequence[sequence.IndexOf(items[^1])], items[^1]));

    private static void Verify<T>(SequenceNode<T>? node, bool isWhole)
    {
        if (node is SequenceBranch<T> branch)
        {
            Assert.InRange(branch.Left.Height - branch.Right.Height, -1, 1);
            Assert.Equal(Math.Max(branch.Left.Height, branch.Right.Height) + 1, branch.Height);
            Assert.Equal(branch.Left.Count + branch.Right.Count, branch.Count);
            Verify(branch.Left, isWhole: false);
            Verify(branch.Right, isWhole: false);
        }
        else if (node is SequenceLeaf<T> leaf)
        {
            Assert.Equal(leaf.Items.Length, leaf.Count);
            Assert.InRange(leaf.Count, isWhole ? 1 : SequenceLeaf<T>.CountMin, SequenceLeaf<T>.CountMax);
        }
    }

    private sealed record Edit(int At, int Count, int Length);
}
