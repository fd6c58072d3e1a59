namespace Easel.Documents;

/// <summary>How an edit makes a new tree from an old one.</summary>
internal static class SequenceEdit
{
    public static SequenceNode<T>? Replace<T>(SequenceNode<T>? root, int at, int count, ReadOnlySpan<T> items) =>
        root is null
            ? SequenceTree.Build(items)
            : ReplaceInLeaf(root, at, count, items) ?? ReplaceLeaves(root, at, count, items);

    /// <summary>The way of nearly every edit: a copy of one leaf and of the path to it.</summary>
    /// <returns>Null if the edit touches more than one leaf or makes it too long or too short.</returns>
    private static SequenceNode<T>? ReplaceInLeaf<T>(
        SequenceNode<T> node, int at, int count, ReadOnlySpan<T> items)
    {
        if (node is not SequenceBranch<T> branch) return Replaced((SequenceLeaf<T>)node, at, count, items);
        if (at + count <= branch.Left.Count)
        {
            var left = ReplaceInLeaf(branch.Left, at, count, items);
            return left is null ? null : new SequenceBranch<T>(left, branch.Right);
        }
        if (at < branch.Left.Count) return null;
        var right = ReplaceInLeaf(branch.Right, at - branch.Left.Count, count, items);
        return right is null ? null : new SequenceBranch<T>(branch.Left, right);
    }

    private static SequenceLeaf<T>? Replaced<T>(SequenceLeaf<T> leaf, int at, int count, ReadOnlySpan<T> items)
    {
        var length = (long)leaf.Count - count + items.Length;
        if (length < SequenceLeaf<T>.CountMin || length > SequenceLeaf<T>.CountMax) return null;
        return new(Concat(leaf.Items.AsSpan(0, at), items, leaf.Items.AsSpan(at + count)));
    }

    /// <summary>Takes out every leaf that the edit touches and puts fresh ones in their place.</summary>
    private static SequenceNode<T>? ReplaceLeaves<T>(
        SequenceNode<T> root, int at, int count, ReadOnlySpan<T> items)
    {
        var first = Cut<T>.Around(root, at);
        var last = count <= first.Items.Length - first.Offset
            ? first with { Offset = first.Offset + count }
            : Cut<T>.Around(first.After!, count - (first.Items.Length - first.Offset));
        var (before, after) = (first.Before, last.After);
        var fresh = Concat(first.Items.AsSpan(0, first.Offset), items, last.Items.AsSpan(last.Offset));
        if (fresh.Length is > 0 && fresh.Length < SequenceLeaf<T>.CountMin)
            fresh = WithNeighbour(ref before, fresh, ref after);
        return SequenceTree.Join(SequenceTree.Join(before, SequenceTree.Build<T>(fresh)), after);
    }

    private static T[] WithNeighbour<T>(ref SequenceNode<T>? before, T[] items, ref SequenceNode<T>? after)
    {
        if (after is not null)
        {
            var next = Cut<T>.Around(after, 0);
            after = next.After;
            return Concat<T>(items, next.Items, []);
        }
        if (before is null) return items;
        var previous = Cut<T>.Around(before, before.Count);
        before = previous.Before;
        return Concat<T>(previous.Items, items, []);
    }

    private static T[] Concat<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third)
    {
        var all = GC.AllocateUninitializedArray<T>(checked(first.Length + second.Length + third.Length));
        first.CopyTo(all);
        second.CopyTo(all.AsSpan(first.Length));
        third.CopyTo(all.AsSpan(first.Length + second.Length));
        return all;
    }

    /// <summary>A tree taken apart around the leaf that holds a position; the other leaves stay whole.</summary>
    private readonly record struct Cut<T>(SequenceNode<T>? Before, T[] Items, int Offset, SequenceNode<T>? After)
    {
        /// <summary>The position behind the last item belongs to the last leaf.</summary>
        public static Cut<T> Around(SequenceNode<T> node, int at)
        {
            if (node is not SequenceBranch<T> branch) return new(null, ((SequenceLeaf<T>)node).Items, at, null);
            if (at < branch.Left.Count)
            {
                var left = Around(branch.Left, at);
                return left with { After = SequenceTree.Join(left.After, branch.Right) };
            }
            var right = Around(branch.Right, at - branch.Left.Count);
            return right with { Before = SequenceTree.Join(branch.Left, right.Before) };
        }
    }
}
