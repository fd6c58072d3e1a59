using System.Buffers.Text;
using System.Text;
using Easel.Load.Net;

namespace Easel.Peers.Net;

/// <summary>
/// The body of an answer that does not end, out of its chunks. Where a chunk ends has nothing to do with where a mark
/// does, so marks could be counted exactly only in the bare text.
/// </summary>
internal sealed class ChunkedBody(Connection connection)
{
    private const int TextMax = 1 << 20;

    private byte[] text = new byte[1_024];
    private int start, end;
    private int chunkLeft;

    /// <summary>What has arrived and was not consumed.</summary>
    public ReadOnlySpan<byte> Text => text.AsSpan(start, end - start);

    /// <summary>Whether the head of the answer has arrived.</summary>
    public bool IsOpen { get; private set; }

    public void Consume(int count) => start += count;

    /// <summary>Takes all that the connection holds.</summary>
    public void Read()
    {
        if (!IsOpen && !TryOpen()) return;
        while (true)
        {
            if (chunkLeft == 0 && !TryChunk(connection.Received)) return;
            var received = connection.Received;
            var count = Math.Min(chunkLeft, received.Length);
            if (count == 0) return;
            Append(received[..count]);
            connection.Consume(count);
            chunkLeft -= count;
        }
    }

    private bool TryOpen()
    {
        var head = connection.Received.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var lines = connection.Received[..head];
        if (!lines.StartsWith("HTTP/1.1 200"u8) || lines.IndexOf("chunked"u8) < 0)
            throw new InvalidDataException(Encoding.ASCII.GetString(lines));
        connection.Consume(head + 4);
        return IsOpen = true;
    }

    /// <summary>A chunk is its length in hexadecimal digits and a line end, its bytes, and a line end.</summary>
    private bool TryChunk(ReadOnlySpan<byte> received)
    {
        var skip = received.StartsWith("\r\n"u8) ? 2 : 0;
        var line = received[skip..].IndexOf("\r\n"u8);
        if (line <= 0) return false;
        if (!Utf8Parser.TryParse(received.Slice(skip, line), out int length, out _, 'x'))
            throw new InvalidDataException("not a chunk");
        if (length == 0) throw new IOException("The server ended the stream.");
        connection.Consume(skip + line + 2);
        chunkLeft = length;
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (start > 0)
        {
            Text.CopyTo(text);
            (start, end) = (0, end - start);
        }

        if (end + bytes.Length > TextMax) throw new InvalidDataException("Nobody consumes this stream.");
        if (text.Length - end < bytes.Length) Array.Resize(ref text, Math.Max(2 * text.Length, end + bytes.Length));
        bytes.CopyTo(text.AsSpan(end));
        end += bytes.Length;
    }
}
