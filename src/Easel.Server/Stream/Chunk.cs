using System.Buffers;
using System.Globalization;
using System.Text;

namespace Easel.Server.Stream;

/// <summary>
/// Events as bytes, encoded once for all who get them: as they are, and as the same bytes inside a chunk of HTTP/1.1.
/// </summary>
internal sealed class Chunk
{
    // Eight hexadecimal digits and a line end.
    private const int HeadMax = 10;

    private Chunk(ReadOnlyMemory<byte> framed, ReadOnlyMemory<byte> body) => (Framed, Body) = (framed, body);

    public ReadOnlyMemory<byte> Framed { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Room for a chunk; its body is written into it.</summary>
    public static ArrayBufferWriter<byte> Begin(int bodyLength)
    {
        var to = new ArrayBufferWriter<byte>(HeadMax + bodyLength + 2);
        to.Advance(HeadMax);
        return to;
    }

    /// <summary>Ends what <see cref="Begin"/> began. The length is known only now; it is put before the body.</summary>
    public static Chunk End(ArrayBufferWriter<byte> to)
    {
        var length = to.WrittenCount - HeadMax;
        to.Write("\r\n"u8);
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length:x}\r\n"));
        var whole = System.Runtime.InteropServices.MemoryMarshal.AsMemory(to.WrittenMemory);
        head.CopyTo(whole[(HeadMax - head.Length)..]);
        return new Chunk(whole[(HeadMax - head.Length)..], whole.Slice(HeadMax, length));
    }

    public static Chunk Of(ReadOnlySpan<byte> body)
    {
        var to = Begin(body.Length);
        to.Write(body);
        return End(to);
    }
}
