using System.Security.Cryptography;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>Counts and hashes what goes into a blob, and stops it where it would become too much.</summary>
/// <param name="bytesMax">Bytes that one artifact may have.</param>
/// <param name="index">Where room for each byte is taken before it is written.</param>
/// <param name="usedMax">Bytes that all artifacts there may have.</param>
internal sealed class MeteredSink(System.IO.Stream to, long bytesMax, ArtifactIndex index, long usedMax) : BlobSink
{
    private const long RoomStep = 1 << 20;

    private const int HeadBytes = 16;

    private static readonly Refusal NoRoom =
        Problems.QuotaExceeded.Because("The artifacts of the tenant would become too large; delete some.");

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] head = new byte[HeadBytes];

    /// <summary>Bytes written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of the index that are taken; to be released.</summary>
    public long Room { get; private set; }

    /// <summary>Its first bytes, which tell what it is.</summary>
    public ReadOnlySpan<byte> Head => head.AsSpan(0, (int)Math.Min(Count, HeadBytes));

    /// <summary>Of what was written, in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(hash.GetCurrentHash());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (Count + buffer.Length > bytesMax) throw new ArtifactRefusedException(TooLarge);
        Reserve(Count + buffer.Length);
        hash.AppendData(buffer.Span);
        if (Count < HeadBytes)
            buffer.Span[..(int)Math.Min(buffer.Length, HeadBytes - Count)].CopyTo(head.AsSpan((int)Count));
        await to.WriteAsync(buffer, cancellationToken);
        Count += buffer.Length;
    }

    private Refusal TooLarge => Problems.TooLarge.Because($"An artifact may have {bytesMax} bytes.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) hash.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>In steps, so that the index is not asked for each piece; where a step is too much, exactly.</summary>
    private void Reserve(long count)
    {
        var missing = count - Room;
        if (missing <= 0) return;
        var step = Math.Max(missing, Math.Min(RoomStep, bytesMax - Room));
        if (!index.TryReserve(step, usedMax))
        {
            step = missing;
            if (!index.TryReserve(step, usedMax)) throw new ArtifactRefusedException(NoRoom);
        }

        Room += step;
    }
}
