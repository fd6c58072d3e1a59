using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Easel.Documents.Canvases;

/// <summary>
/// A small immutable map from names to values, in ordinal order of names. A sorted array: atoms have few properties,
/// there are many atoms, and an array is the smallest map there is.
/// </summary>
public sealed class Properties : IReadOnlyCollection<KeyValuePair<string, JsonValue>>
{
    // Quotes, colon and comma around a name in JSON.
    private const int MemberOverhead = 4;

    private readonly KeyValuePair<string, JsonValue>[] members;

    private Properties(KeyValuePair<string, JsonValue>[] members)
    {
        this.members = members;
        foreach (var (name, value) in members) Weight += name.Length + value.Weight + MemberOverhead;
    }

    /// <summary>No properties.</summary>
    public static Properties Empty { get; } = new([]);

    /// <summary>How many there are.</summary>
    public int Count => members.Length;

    /// <summary>Bytes that they take at least as a JSON object.</summary>
    internal long Weight { get; }

    /// <summary>Sorts members of different names.</summary>
    public static Properties Create(IEnumerable<KeyValuePair<string, JsonValue>> members)
    {
        var sorted = members.ToArray();
        if (sorted.Length == 0) return Empty;
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new Properties(sorted);
    }

    /// <summary>Whether there is one of this name.</summary>
    public bool Contains(string name) => Search(name) >= 0;

    /// <summary>Finds a value.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out JsonValue? value)
    {
        var at = Search(name);
        value = at >= 0 ? members[at].Value : null;
        return value is not null;
    }

    /// <summary>With one value set.</summary>
    public Properties Set(string name, JsonValue value)
    {
        var at = Search(name);
        var member = KeyValuePair.Create(name, value);
        if (at < 0) return new Properties([.. members[..~at], member, .. members[~at..]]);
        var copy = (KeyValuePair<string, JsonValue>[])members.Clone();
        copy[at] = member;
        return new Properties(copy);
    }

    /// <summary>Without some names; those that are absent anyway do not matter.</summary>
    public Properties Without(IEnumerable<string> names)
    {
        var gone = names.ToHashSet(StringComparer.Ordinal);
        return gone.Count == 0 ? this : new Properties([.. members.Where(member => !gone.Contains(member.Key))]);
    }

    /// <summary>With all of another's values set.</summary>
    public Properties Merge(Properties other)
    {
        if (Count == 0) return other;
        if (other.Count == 1) return Set(other.members[0].Key, other.members[0].Value);
        var merged = new List<KeyValuePair<string, JsonValue>>(Count + other.Count);
        var (mine, theirs) = (0, 0);
        while (mine < Count && theirs < other.Count)
        {
            var order = string.CompareOrdinal(members[mine].Key, other.members[theirs].Key);
            merged.Add(order < 0 ? members[mine] : other.members[theirs]);
            if (order <= 0) mine++;
            if (order >= 0) theirs++;
        }

        return new Properties([.. merged, .. members[mine..], .. other.members[theirs..]]);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonValue>> GetEnumerator() => members.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Search(string name)
    {
        var (low, high) = (0, members.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(members[middle].Key, name);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
