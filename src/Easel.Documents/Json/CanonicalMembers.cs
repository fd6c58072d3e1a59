using System.Buffers;

namespace Easel.Documents.Json;

/// <summary>The members of the open objects, outer before inner, which it sorts where they stand.</summary>
internal sealed class CanonicalMembers(PooledBytes canonical, PooledBytes names)
    : IComparer<CanonicalMember>, IDisposable
{
    private const int InitialCapacity = 64;

    private CanonicalMember[] _members = ArrayPool<CanonicalMember>.Shared.Rent(InitialCapacity);

    public int Count { get; private set; }

    public void Add(CanonicalMember member)
    {
        if (Count == _members.Length) Grow();
        _members[Count++] = member;
    }

    /// <summary>Ends the innermost object, whose members are those from <paramref name="first"/> on.</summary>
    public void Close(int first)
    {
        var members = _members.AsSpan(first, Count - first);
        Count = first;
        if (IsSorted(members)) return;

        var (start, end) = (members[0].Start, members[^1].End);
        members.Sort(this);
        Rearrange(members, start, end);
    }

    public int Compare(CanonicalMember x, CanonicalMember y) => Utf16Order.Compare(NameOf(x), NameOf(y));

    public void Dispose() => ArrayPool<CanonicalMember>.Shared.Return(_members);

    private bool IsSorted(ReadOnlySpan<CanonicalMember> members)
    {
        for (var i = 1; i < members.Length; i++)
        {
            if (Compare(members[i - 1], members[i]) > 0) return false;
        }
        return true;
    }

    /// <summary>Writes the members, commas between them, again over the same bytes.</summary>
    private void Rearrange(ReadOnlySpan<CanonicalMember> members, int start, int end)
    {
        using var sorted = new PooledBytes(end - start);
        foreach (var member in members)
        {
            if (sorted.Length > 0) sorted.Append(',');
            sorted.Append(canonical.Written[member.Start..member.End]);
        }
        sorted.Written.CopyTo(canonical.Array.AsSpan(start));
    }

    private ReadOnlySpan<byte> NameOf(CanonicalMember member) => member.NameStart >= 0
        ? canonical.Written.Slice(member.NameStart, member.NameLength)
        : names.Written.Slice(~member.NameStart, member.NameLength);

    private void Grow()
    {
        var longer = ArrayPool<CanonicalMember>.Shared.Rent(2 * _members.Length);
        _members.CopyTo(longer, 0);
        ArrayPool<CanonicalMember>.Shared.Return(_members);
        _members = longer;
    }
}

/// <summary>Where a member is in the canonical text, and its name there or, as a complement, among the names.</summary>
internal readonly record struct CanonicalMember(int NameStart, int NameLength, int Start, int End);
