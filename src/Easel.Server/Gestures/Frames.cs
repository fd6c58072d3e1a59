using System.Buffers.Binary;
using System.Text;

namespace Easel.Server.Gestures;

/// <summary>
/// WebSocket frames as a server sends them (RFC 6455). They are not masked, so one encoded frame serves all receivers.
/// </summary>
internal static class Frames
{
    /// <summary>The most bytes that a header has.</summary>
    public const int HeaderMax = 10;

    private const byte FinalText = 0x81;
    private const byte FinalClose = 0x88;
    private const byte Length16 = 126;
    private const byte Length64 = 127;

    /// <summary>A whole text message.</summary>
    public static byte[] Text(ReadOnlySpan<byte> json)
    {
        var frame = new byte[HeaderLength(json.Length) + json.Length];
        json.CopyTo(frame.AsSpan(WriteTextHeader(frame, json.Length)));
        return frame;
    }

    /// <summary>A close with its code and reason.</summary>
    public static byte[] Close(CloseCode code, string reason)
    {
        var payload = 2 + Encoding.ASCII.GetByteCount(reason);
        var frame = new byte[2 + payload];
        (frame[0], frame[1]) = (FinalClose, (byte)payload);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)code);
        Encoding.ASCII.GetBytes(reason, frame.AsSpan(4));
        return frame;
    }

    /// <returns>How many bytes it took.</returns>
    public static int WriteTextHeader(Span<byte> to, int payload)
    {
        to[0] = FinalText;
        var length = HeaderLength(payload);
        to[1] = length switch { 2 => (byte)payload, 4 => Length16, _ => Length64 };
        if (length == 4) BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)payload);
        if (length == HeaderMax) BinaryPrimitives.WriteUInt64BigEndian(to[2..], (ulong)payload);
        return length;
    }

    /// <summary>The message in a text frame.</summary>
    public static ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> frame) => frame[(frame.Span[1] switch
    {
        Length64 => HeaderMax,
        Length16 => 4,
        _ => 2,
    })..];

    public static int HeaderLength(int payload) =>
        payload < Length16 ? 2 : payload <= ushort.MaxValue ? 4 : HeaderMax;
}
