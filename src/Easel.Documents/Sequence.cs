using System.Diagnostics.CodeAnalysis;

namespace Easel.Documents;

/// <summary>
/// An immutable list for long texts (<c>char</c> is one UTF-16 unit) and long sibling orders. An edit returns a new
/// version that shares all but O(log n + edit size) of its structure with the old one, which stays as it was.
/// Positions outside the sequence throw <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
[SuppressMessage("Design", "CA1000", Justification = "Sequence<char>.Empty reads like ImmutableArray<char>.Empty.")]
public sealed class Sequence<T>
{
    private Sequence(SequenceNode<T>? root) => Root = root;

    /// <summary>The sequence without items.</summary>
    public static Sequence<T> Empty { get; } = new(null);

    /// <summary>How many items there are.</summary>
    public int Count => Root?.Count ?? 0;

    /// <summary>The items in order, in contiguous pieces of at least one item each.</summary>
    public IEnumerable<ReadOnlyMemory<T>> Chunks
    {
        get
        {
            foreach (var leaf in SequenceTree.Leaves(Root)) yield return leaf.Items;
        }
    }

    internal SequenceNode<T>? Root { get; }

    /// <summary>The item at a zero-based position.</summary>
    public T this[int at]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)at, (uint)Count, nameof(at));
            return SequenceTree.ItemAt(Root!, at);
        }
    }

    /// <summary>A sequence of a copy of these items.</summary>
    public static Sequence<T> Create(ReadOnlySpan<T> items) => Of(SequenceTree.Build(items));

    /// <summary>A version with the items inserted before position <paramref name="at"/>, or at the end.</summary>
    public Sequence<T> Insert(int at, ReadOnlySpan<T> items) => Replace(at, 0, items);

    /// <summary>A version without the <paramref name="count"/> items from position <paramref name="at"/> on.</summary>
    public Sequence<T> Remove(int at, int count) => Replace(at, count, []);

    /// <summary>A version with the <paramref name="count"/> items from <paramref name="at"/> on replaced.</summary>
    public Sequence<T> Replace(int at, int count, ReadOnlySpan<T> items)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)at, (uint)Count, nameof(at));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Count - at), nameof(count));
        return count == 0 && items.IsEmpty ? this : Of(SequenceEdit.Replace(Root, at, count, items));
    }

    /// <summary>
    /// The position of the first item that is this very object or, if there is none, that equals it; otherwise -1.
    /// Linear, and for objects much faster when the very object is present.
    /// </summary>
    public int IndexOf(T item) => SequenceSearch.IndexOf(Root, item);

    /// <summary>Copies all items to the start of <paramref name="to"/>, which must not be shorter.</summary>
    public void CopyTo(Span<T> to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, Count, nameof(to));
        CopyTo(0, to[..Count]);
    }

    /// <summary>Fills <paramref name="to"/> with the items from position <paramref name="at"/> on.</summary>
    public void CopyTo(int at, Span<T> to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)at, (uint)Count, nameof(at));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to.Length, Count - at, nameof(to));
        if (!to.IsEmpty) SequenceTree.CopyTo(Root!, at, to);
    }

    /// <summary>All items in a new array.</summary>
    public T[] ToArray()
    {
        var items = new T[Count];
        CopyTo(items);
        return items;
    }

    private static Sequence<T> Of(SequenceNode<T>? root) => root is null ? Empty : new(root);
}
