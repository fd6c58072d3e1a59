using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Easel.Load.Net;

namespace Easel.Peers.Net;

/// <summary>The client's side of a WebSocket (RFC 6455) on a connection that never blocks.</summary>
internal sealed class WebSocketFrames(Connection connection)
{
    private const byte Final = 0x80, Masked = 0x80;
    private const byte Short = 126, Long = 127;
    private const byte Close = 8, Ping = 9, Pong = 10;

    // A message that came in several frames, as far as it has come.
    private readonly ArrayBufferWriter<byte> parts = new();
    private int understood;

    /// <summary>Text, or binary for the peers that speak so.</summary>
    public bool IsBinary { get; init; }

    /// <summary>Asks for the upgrade. Its answer is an HTTP answer without a body.</summary>
    /// <param name="head">More header lines, each with its line end.</param>
    public void AskFor(string path, string head) => connection.Write(Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\n{head}Upgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));

    /// <returns>False if the answer to the upgrade is not there yet.</returns>
    public bool TryOpen()
    {
        var end = connection.Received.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var status = Encoding.ASCII.GetString(connection.Received[..connection.Received.IndexOf("\r\n"u8)]);
        if (!status.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new InvalidDataException($"No socket was opened: {status}");
        connection.Consume(end + 4);
        return true;
    }

    public void Write(ReadOnlySpan<byte> message) => Write(message, (byte)(IsBinary ? 2 : 1));

    /// <summary>The next whole message. It is valid until the next call; pings are answered on the way.</summary>
    /// <returns>False if none is complete.</returns>
    public bool TryRead(out ReadOnlySpan<byte> message)
    {
        Forget();
        while (TryFrame(out var kind, out var isFinal, out message))
        {
            switch (kind & 0x0f)
            {
                case Close: throw new IOException("The server closed the socket.");
                case Ping: Answer(message); break;
                case Pong: break;
                case var _ when isFinal && parts.WrittenCount == 0: return true;
                default:
                    parts.Write(message);
                    if (!isFinal) break;
                    message = parts.WrittenSpan;
                    return true;
            }

            ConsumeFrame();
        }

        return false;
    }

    /// <summary>What was handed out is only now given up, because it stood in the connection's buffer.</summary>
    private void Forget()
    {
        if (understood == 0) return;
        ConsumeFrame();
        parts.ResetWrittenCount();
    }

    private void ConsumeFrame()
    {
        connection.Consume(understood);
        understood = 0;
    }

    private bool TryFrame(out byte kind, out bool isFinal, out ReadOnlySpan<byte> payload)
    {
        var received = connection.Received;
        (kind, isFinal) = (0, false);
        payload = default;
        if (received.Length < 2) return false;
        var head = received[1] switch { Short => 4, Long => 10, _ => 2 };
        if (received.Length < head) return false;
        var length = received[1] switch
        {
            Short => BinaryPrimitives.ReadUInt16BigEndian(received[2..]),
            Long => checked((int)BinaryPrimitives.ReadUInt64BigEndian(received[2..])),
            var all => all,
        };
        if (received.Length < head + length) return false;
        (kind, isFinal) = (received[0], (received[0] & Final) != 0);
        payload = received.Slice(head, length);
        understood = head + length;
        return true;
    }

    private void Answer(ReadOnlySpan<byte> ping)
    {
        Write(ping, Pong);
        connection.Flush();
    }

    private void Write(ReadOnlySpan<byte> payload, byte kind)
    {
        Span<byte> head = stackalloc byte[14];
        head[0] = (byte)(Final | kind);
        var length = 2;
        if (payload.Length < Short)
        {
            head[1] = (byte)(Masked | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            head[1] = Masked | Short;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
            length = 4;
        }
        else
        {
            head[1] = Masked | Long;
            BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload.Length);
            length = 10;
        }

        // A mask of zeros leaves the payload as it is. Servers unmask it all the same.
        head.Slice(length, 4).Clear();
        connection.Write(head[..(length + 4)]);
        connection.Write(payload);
    }
}
