using System.IO.Compression;
using Easel.Documents.Canvases;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>A state with its encoding and its hash.</summary>
internal sealed record EncodedCanvas(Canvas State, ReadOnlyMemory<byte> Json)
{
    private string? hash;
    private Packed? packed;

    /// <summary>Made when first asked for: a recovery needs no hash.</summary>
    public string Hash => hash ??= CanvasJson.Hash(State, Json);

    /// <summary>What stands between the braces, and the closing one.</summary>
    public ReadOnlyMemory<byte> Members => Json[1..];

    public static EncodedCanvas Of(Canvas state) => new(state, CanvasJson.Encode(state));

    /// <summary>
    /// The members after a beginning, compressed; kept for whoever asks with the same beginning. Fast rather than
    /// small: on a canvas that changes it is done for every reader.
    /// </summary>
    public ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> beginning)
    {
        if (packed is { } kept && beginning.SequenceEqual(kept.Beginning)) return kept.Bytes;
        byte[] plain = [.. beginning, .. Members.Span];
        packed = new Packed(beginning.ToArray(), Gzip.Pack(plain, CompressionLevel.Fastest));
        return packed.Bytes;
    }

    private sealed record Packed(byte[] Beginning, byte[] Bytes);
}
