namespace Easel.Documents;

/// <summary>How many commits a document has. Zero means that nothing has been committed yet.</summary>
public readonly record struct Revision : IComparable<Revision>
{
    /// <summary>Wraps a commit count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Revision(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Number = number;
    }

    /// <summary>The revision of a document without commits.</summary>
    public static Revision Zero => default;

    /// <summary>The count itself; the first commit of a document makes it 1.</summary>
    public long Number { get; }

    /// <summary>The revision that the following commit makes.</summary>
    public Revision Next() => new(checked(Number + 1));

    /// <inheritdoc/>
    public override string ToString() => $"r{Number}";

    /// <inheritdoc/>
    public int CompareTo(Revision other) => Number.CompareTo(other.Number);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Revision a, Revision b) => a.Number < b.Number;

    /// <summary>Later than.</summary>
    public static bool operator >(Revision a, Revision b) => a.Number > b.Number;

    /// <summary>Earlier than or the same.</summary>
    public static bool operator <=(Revision a, Revision b) => a.Number <= b.Number;

    /// <summary>Later than or the same.</summary>
    public static bool operator >=(Revision a, Revision b) => a.Number >= b.Number;
}
