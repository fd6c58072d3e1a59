using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Easel.Server.Sqlite;

/// <summary>
/// Rows with a checksum (CRC-32C) over their bytes and their key: a flipped bit, and a row that stands in another's
/// place, are found when the row is read. SQLite itself checks only its log file.
/// </summary>
internal static class Sealed
{
    /// <summary>Bytes that a seal takes.</summary>
    public const int Size = sizeof(uint);

    /// <summary>Appends the seal of what was written so far.</summary>
    public static void Close(ArrayBufferWriter<byte> row, long key)
    {
        var sum = Sum(row.WrittenSpan, key);
        BinaryPrimitives.WriteUInt32LittleEndian(row.GetSpan(Size), sum);
        row.Advance(Size);
    }

    /// <summary>Seals bytes in place: the last <see cref="Size"/> of them are the room for it.</summary>
    public static void Close(Span<byte> row, long key) =>
        BinaryPrimitives.WriteUInt32LittleEndian(row[^Size..], Sum(row[..^Size], key));

    /// <summary>Gives the bytes without the seal.</summary>
    /// <exception cref="FormatException">It does not fit them.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> row, long key)
    {
        if (row.Length < Size) throw new FormatException("a row is cut short");
        var content = row[..^Size];
        return BinaryPrimitives.ReadUInt32LittleEndian(row[^Size..]) == Sum(content, key)
            ? content
            : throw new FormatException("a row does not match its checksum");
    }

    private static uint Sum(ReadOnlySpan<byte> bytes, long key)
    {
        var sum = BitOperations.Crc32C(uint.MaxValue, (ulong)key);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) sum = BitOperations.Crc32C(sum, word);
        foreach (var one in bytes[(words.Length * sizeof(ulong))..]) sum = BitOperations.Crc32C(sum, one);
        return sum;
    }
}
