using System.Text;

namespace Easel.Peers.Protocols;

/// <summary>Writes numbers and texts as Yjs does: seven bits to a byte, lengths in front.</summary>
internal sealed class YjsWriter
{
    private const int RoomBytes = 1_024;

    private readonly byte[] room = new byte[RoomBytes];
    private int length;

    public ReadOnlySpan<byte> Written => room.AsSpan(0, length);

    public YjsWriter Begin()
    {
        length = 0;
        return this;
    }

    public YjsWriter Byte(byte value)
    {
        room[length++] = value;
        return this;
    }

    public YjsWriter Number(uint value)
    {
        for (; value > 127; value >>= 7) room[length++] = (byte)(value | 0x80);
        return Byte((byte)value);
    }

    public YjsWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        Number((uint)bytes.Length);
        bytes.CopyTo(room.AsSpan(length));
        length += bytes.Length;
        return this;
    }

    public YjsWriter Text(string text)
    {
        Number((uint)Encoding.UTF8.GetByteCount(text));
        length += Encoding.UTF8.GetBytes(text, room.AsSpan(length));
        return this;
    }
}
