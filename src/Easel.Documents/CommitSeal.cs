using System.Buffers;

namespace Easel.Documents;

/// <summary>
/// The end of a commit line, which binds it to the commit before: <c>,"prev_hash":"...","hash":"..."}</c>. The hash
/// covers the line up to itself, with the op array replaced by the JSON string of its own SHA-256. So the ops can be
/// erased, leaving <c>,"erased":{"ops_hash":"..."}</c> behind, and the chain still proves everything else.
/// </summary>
internal readonly ref struct CommitSeal
{
    private const int StackMax = 1 << 10;

    private CommitSeal(CommitHash previous, CommitHash hash, CommitHash? erasedOps, int covered) =>
        (Previous, Hash, ErasedOps, Covered) = (previous, hash, erasedOps, covered);

    public CommitHash Previous { get; }

    public CommitHash Hash { get; }

    /// <summary>The hash of the ops that were erased, if they were.</summary>
    public CommitHash? ErasedOps { get; }

    /// <summary>How much of the line the hash covers.</summary>
    private int Covered { get; }

    private static ReadOnlySpan<byte> PreviousName => ",\"prev_hash\":\""u8;

    private static ReadOnlySpan<byte> HashName => "\",\"hash\":\""u8;

    private static ReadOnlySpan<byte> ErasedName => "\",\"erased\":{\"ops_hash\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    private static ReadOnlySpan<byte> ErasedEnd => "\"}}"u8;

    /// <summary>Bytes that a seal adds to a line.</summary>
    private static int Length => PreviousName.Length + HashName.Length + (2 * CommitHash.TextLength) + 1;

    /// <summary>Copies a line that ends in its closing brace, and puts the seal in front of that.</summary>
    public static byte[] Close(ReadOnlySpan<byte> unsealed, Range ops, CommitHash previous)
    {
        var line = new byte[unsealed.Length + Length];
        unsealed.CopyTo(line);
        var rest = line.AsSpan(unsealed.Length - 1);
        PreviousName.CopyTo(rest);
        previous.Write(rest = rest[PreviousName.Length..]);
        HashName.CopyTo(rest = rest[CommitHash.TextLength..]);
        rest = rest[HashName.Length..];
        var covered = line.Length - rest.Length - HashName.Length + 1;
        Compute(line.AsSpan(0, covered), ops, CommitHash.Of(line.AsSpan(ops))).Write(rest);
        End.CopyTo(rest[CommitHash.TextLength..]);
        return line;
    }

    /// <summary>Copies a sealed line without its ops; their hash stays, so that the seal still holds.</summary>
    public static byte[] Erase(ReadOnlySpan<byte> line, Range ops)
    {
        var erased = new ArrayBufferWriter<byte>(line.Length);
        erased.Write(line[..ops.Start]);
        erased.Write("[]"u8);
        erased.Write(line[ops.End..^End.Length]);
        erased.Write(ErasedName);
        CommitHash.Of(line[ops]).Write(erased.GetSpan(CommitHash.TextLength));
        erased.Advance(CommitHash.TextLength);
        erased.Write(ErasedEnd);
        return erased.WrittenSpan.ToArray();
    }

    /// <summary>Reads the end of a line.</summary>
    /// <returns>False for a line without a seal, as servers before this one wrote them.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out CommitSeal seal)
    {
        seal = default;
        var rest = line;
        CommitHash? erased = null;
        if (rest.EndsWith(ErasedEnd) && TryTake(ref rest, ErasedEnd, ErasedName, out var ops)) erased = ops;
        else if (rest.EndsWith(End)) rest = rest[..^End.Length];
        if (!TryTake(ref rest, default, HashName, out var hash)) return false;
        var covered = rest.Length + 1;
        if (!TryTake(ref rest, default, PreviousName, out var previous)) return false;
        seal = new CommitSeal(previous, hash, erased, covered);
        return true;
    }

    /// <summary>
    /// Whether a line says that its ops were erased and has some all the same: the hash, which then covers those that
    /// are gone, would hold with any.
    /// </summary>
    public static bool HasForeignOps(ReadOnlySpan<byte> line, Range ops) =>
        TryRead(line, out var seal) && seal.ErasedOps is not null && !line[ops].SequenceEqual("[]"u8);

    /// <summary>What the hash would have to be, by what the line says.</summary>
    public CommitHash Recompute(ReadOnlySpan<byte> line, Range ops) =>
        Compute(line[..Covered], ops, ErasedOps ?? CommitHash.Of(line[ops]));

    private static CommitHash Compute(ReadOnlySpan<byte> covered, Range ops, CommitHash opsHash)
    {
        const int QuotedLength = CommitHash.TextLength + 2;
        var head = covered[..ops.Start];
        var tail = covered[ops.End..];
        var length = head.Length + QuotedLength + tail.Length;
        var rented = length > StackMax ? ArrayPool<byte>.Shared.Rent(length) : null;
        var bytes = rented is null ? stackalloc byte[StackMax] : rented;
        head.CopyTo(bytes);
        var quoted = bytes.Slice(head.Length, QuotedLength);
        (quoted[0], quoted[^1]) = ((byte)'"', (byte)'"');
        opsHash.Write(quoted[1..]);
        tail.CopyTo(bytes[(head.Length + QuotedLength)..]);
        var hash = CommitHash.Of(bytes[..length]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>Takes a name, a hash and an end off the end of a line.</summary>
    private static bool TryTake(
        ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> end, ReadOnlySpan<byte> name, out CommitHash hash)
    {
        hash = default;
        var length = name.Length + CommitHash.TextLength + end.Length;
        if (line.Length < length) return false;
        var taken = line[^length..];
        if (!taken.StartsWith(name) || !taken.EndsWith(end)) return false;
        if (!CommitHash.TryParse(taken.Slice(name.Length, CommitHash.TextLength), out hash)) return false;
        line = line[..^length];
        return true;
    }
}
