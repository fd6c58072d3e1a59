using System.Buffers.Binary;
using System.Text;
using Easel.Load.Measure;

namespace Easel.Load.Net;

/// <summary>A WebSocket client without anything that measuring does not need.</summary>
internal static class SocketConnection
{
    private const byte FinalText = 0x81;
    private const byte Masked = 0x80;

    /// <summary>Connects and waits for the answer to the upgrade.</summary>
    public static Connection Open(Target target, string query)
    {
        var connection = target.Connect();
        connection.Write(Encoding.ASCII.GetBytes(
            $"GET /msg/ws{query} HTTP/1.1\r\n{target.Head}Connection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"));
        connection.Flush();
        var until = Clock.Us + 10_000_000;
        int head;
        while ((head = connection.Received.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!connection.Receive()) Thread.SpinWait(50);
            if (Clock.Us > until) throw new TimeoutException("The upgrade was not answered.");
        }

        var answer = Encoding.ASCII.GetString(connection.Received[..head]);
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new InvalidDataException(answer);
        connection.Consume(head + 4);
        return connection;
    }

    /// <summary>Queues a text message. A mask of zero costs the server as much as any, and this nothing.</summary>
    public static void Write(Connection connection, ReadOnlySpan<byte> text)
    {
        Span<byte> header = stackalloc byte[8];
        header.Clear();
        header[0] = FinalText;
        var isShort = text.Length < 126;
        header[1] = (byte)(Masked | (isShort ? text.Length : 126));
        if (!isShort) BinaryPrimitives.WriteUInt16BigEndian(header[2..], checked((ushort)text.Length));
        connection.Write(header[..(isShort ? 6 : 8)]);
        connection.Write(text);
    }

    /// <summary>A whole frame of the server, if there is one.</summary>
    public static bool TryRead(Connection connection, out ReadOnlySpan<byte> text, out int length)
    {
        var received = connection.Received;
        text = default;
        length = 0;
        if (received.Length < 2) return false;
        if (received[0] != FinalText) throw new InvalidDataException($"frame {received[0]:x}");
        var header = received[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (received.Length < header) return false;
        var payload = header switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(received[2..]),
            10 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(received[2..])),
            _ => received[1],
        };
        length = header + payload;
        if (received.Length < length) return false;
        text = received.Slice(header, payload);
        return true;
    }
}
