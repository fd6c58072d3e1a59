using System.Buffers.Binary;
using Easel.Server.Artifacts;

namespace Easel.Server.Drawing;

/// <summary>An image: its first bytes were looked at, and nothing but these four kinds is one.</summary>
internal sealed record PictureImage(string MimeType, ReadOnlyMemory<byte> Bytes, long Pixels)
{
    /// <summary>Pixels of an image. A few bytes can unpack to gigabytes in whoever opens the picture.</summary>
    private const long PixelsMax = 50_000_000;

    /// <summary>Null if these are not the bytes of an image, or of one that is too large.</summary>
    public static PictureImage? Of(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var type = ImageTypes.Sniff(span);
        var (width, height) = type switch
        {
            "image/png" => Png(span),
            "image/gif" => Gif(span),
            "image/jpeg" => Jpeg(span),
            "image/webp" => WebP(span),
            _ => default,
        };
        return type is not null && width > 0 && height > 0 && width <= PixelsMax / height
            ? new PictureImage(type, bytes, width * height)
            : null;
    }

    private static (long Width, long Height) Png(ReadOnlySpan<byte> file) =>
        file.Length < 33 || !file[12..16].SequenceEqual("IHDR"u8)
            ? default
            : (BinaryPrimitives.ReadUInt32BigEndian(file[16..]),
                BinaryPrimitives.ReadUInt32BigEndian(file[20..]));

    private static (long Width, long Height) Gif(ReadOnlySpan<byte> file) =>
        file.Length < 13
            ? default
            : (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]),
                BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));

    /// <summary>The size stands in the first frame header; what comes before it says how long it is.</summary>
    private static (long Width, long Height) Jpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 9 <= file.Length && file[at] == 0xff;)
        {
            var marker = file[at + 1];
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            }

            at += marker == 0xff ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return default;
    }

    private static (long Width, long Height) WebP(ReadOnlySpan<byte> file)
    {
        if (file.Length < 30) return default;
        var size = file[20..];
        return file[12..16] switch
        {
            [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => (1 + Three(size[4..]), 1 + Three(size[7..])),
            [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] when size[0] == 0x2f => Lossless(size[1..]),
            [(byte)'V', (byte)'P', (byte)'8', (byte)' '] => (
                BinaryPrimitives.ReadUInt16LittleEndian(size[6..]) & 0x3fff,
                BinaryPrimitives.ReadUInt16LittleEndian(size[8..]) & 0x3fff),
            _ => default,
        };
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;

    private static (int Width, int Height) Lossless(ReadOnlySpan<byte> bytes)
    {
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return ((int)(packed & 0x3fff) + 1, (int)(packed >> 14 & 0x3fff) + 1);
    }
}
