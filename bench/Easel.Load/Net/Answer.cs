using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Easel.Load.Net;

/// <summary>A whole HTTP/1.1 answer in a receive buffer. A chunked body is left as it came.</summary>
internal readonly ref struct Answer
{
    private Answer(int status, ReadOnlySpan<byte> body, int length)
    {
        Status = status;
        Body = body;
        Length = length;
    }

    public int Status { get; }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Bytes of the whole answer, head included.</summary>
    public int Length { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as it was before it was packed with gzip, which shows in its first bytes.</summary>
    public byte[] Unpack()
    {
        if (Body is not [0x1f, 0x8b, ..]) return Body.ToArray();
        using var packed = new MemoryStream(Body.ToArray());
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <returns>False if it is not complete yet.</returns>
    public static bool TryRead(ReadOnlySpan<byte> received, out Answer answer)
    {
        answer = default;
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var body = head + 4;
        if (LengthOf(received, body) is not { } length || received.Length < body + length) return false;
        answer = new Answer((int)NumberAt(received["HTTP/1.1 ".Length..]), received.Slice(body, length), body + length);
        return true;
    }

    /// <summary>A whole number in the body, found by its name.</summary>
    public long Number(ReadOnlySpan<byte> name) => NumberIn(Body, name);

    /// <summary>A whole number in a body that was unpacked.</summary>
    public static long NumberIn(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(body[(at + name.Length)..], out long number, out _)
            ? number
            : throw new InvalidDataException(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 500)]));
    }

    private static long NumberAt(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long number, out _)
        ? number
        : throw new InvalidDataException("not an HTTP/1.1 answer");

    private static int? LengthOf(ReadOnlySpan<byte> received, int body)
    {
        var name = "\r\nContent-Length: "u8;
        var at = received[..body].IndexOf(name);
        if (at >= 0) return (int)NumberAt(received[(at + name.Length)..]);
        var last = received[body..].IndexOf("0\r\n\r\n"u8);
        return last < 0 ? null : last + 5;
    }
}
