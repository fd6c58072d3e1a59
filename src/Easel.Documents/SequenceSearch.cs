namespace Easel.Documents;

/// <summary>Linear search through the leaves of a sequence.</summary>
internal static class SequenceSearch
{
    public static int IndexOf<T>(SequenceNode<T>? root, T item)
    {
        if (root is null) return -1;
        // Comparing references reads no object. Comparing values reads each, mostly from memory that no cache holds.
        var same = typeof(T).IsValueType ? -1 : Find(root, item, IndexOfSame);
        return same >= 0 ? same : Find(root, item, Array.IndexOf);
    }

    private static int Find<T>(SequenceNode<T> node, T item, Func<T[], T, int> indexIn)
    {
        if (node is not SequenceBranch<T> branch) return indexIn(((SequenceLeaf<T>)node).Items, item);
        var inLeft = Find(branch.Left, item, indexIn);
        if (inLeft >= 0) return inLeft;
        var inRight = Find(branch.Right, item, indexIn);
        return inRight < 0 ? -1 : branch.Left.Count + inRight;
    }

    private static int IndexOfSame<T>(T[] items, T item)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (ReferenceEquals(items[i], item)) return i;
        }
        return -1;
    }
}
