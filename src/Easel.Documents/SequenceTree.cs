namespace Easel.Documents;

/// <summary>Reading and building the trees of <see cref="Sequence{T}"/>; null is the tree without items.</summary>
internal static class SequenceTree
{
    public static T ItemAt<T>(SequenceNode<T> node, int at)
    {
        while (node is SequenceBranch<T> branch)
        {
            var inLeft = at < branch.Left.Count;
            node = inLeft ? branch.Left : branch.Right;
            if (!inLeft) at -= branch.Left.Count;
        }
        return ((SequenceLeaf<T>)node).Items[at];
    }

    public static void CopyTo<T>(SequenceNode<T> node, int at, Span<T> to)
    {
        if (node is SequenceBranch<T> branch)
        {
            var fromLeft = Math.Clamp(branch.Left.Count - at, 0, to.Length);
            if (fromLeft > 0) CopyTo(branch.Left, at, to[..fromLeft]);
            if (fromLeft < to.Length) CopyTo(branch.Right, at + fromLeft - branch.Left.Count, to[fromLeft..]);
        }
        else
        {
            ((SequenceLeaf<T>)node).Items.AsSpan(at, to.Length).CopyTo(to);
        }
    }

    public static IEnumerable<SequenceLeaf<T>> Leaves<T>(SequenceNode<T>? root)
    {
        var waiting = new Stack<SequenceNode<T>>();
        for (var node = root; node is not null; node = waiting.TryPop(out var right) ? right : null)
        {
            for (; node is SequenceBranch<T> branch; node = branch.Left) waiting.Push(branch.Right);
            yield return (SequenceLeaf<T>)node;
        }
    }

    /// <summary>A tree of evenly filled leaves, at least half full unless there is only one.</summary>
    public static SequenceNode<T>? Build<T>(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty) return null;
        var leaves = ((items.Length - 1) / SequenceLeaf<T>.CountMax) + 1;
        if (leaves == 1) return new SequenceLeaf<T>(items.ToArray());
        var middle = (int)((long)items.Length * (leaves / 2) / leaves);
        return new SequenceBranch<T>(Build(items[..middle])!, Build(items[middle..])!);
    }

    /// <summary>Both trees in order, in time of the difference of their heights.</summary>
    public static SequenceNode<T>? Join<T>(SequenceNode<T>? left, SequenceNode<T>? right)
    {
        if (left is null || right is null) return left ?? right;
        if (left.Height > right.Height + 1)
        {
            var high = (SequenceBranch<T>)left;
            return Balanced(high.Left, Join(high.Right, right)!);
        }
        if (right.Height > left.Height + 1)
        {
            var high = (SequenceBranch<T>)right;
            return Balanced(Join(left, high.Left)!, high.Right);
        }
        return new SequenceBranch<T>(left, right);
    }

    /// <summary>A branch of trees whose heights differ by at most two, by one rotation if need be.</summary>
    private static SequenceBranch<T> Balanced<T>(SequenceNode<T> left, SequenceNode<T> right)
    {
        if (left.Height > right.Height + 1)
        {
            var high = (SequenceBranch<T>)left;
            if (high.Left.Height >= high.Right.Height) return new(high.Left, new SequenceBranch<T>(high.Right, right));
            var inner = (SequenceBranch<T>)high.Right;
            return new(new SequenceBranch<T>(high.Left, inner.Left), new SequenceBranch<T>(inner.Right, right));
        }
        if (right.Height > left.Height + 1)
        {
            var high = (SequenceBranch<T>)right;
            if (high.Right.Height >= high.Left.Height) return new(new SequenceBranch<T>(left, high.Left), high.Right);
            var inner = (SequenceBranch<T>)high.Left;
            return new(new SequenceBranch<T>(left, inner.Left), new SequenceBranch<T>(inner.Right, high.Right));
        }
        return new(left, right);
    }
}
