using System.Buffers.Text;
using System.Text;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>One reader of a stream. It finds commits by the marks in their keys (<see cref="Writer"/>).</summary>
internal sealed class Subscriber : IReader
{
    private const int MarkLength = 18;

    private readonly Action<long>? delivered;

    public Subscriber(Target target, Poller poller, string canvas, Action<long>? delivered = null, string query = "")
    {
        this.delivered = delivered;
        Connection = target.Connect();
        Connection.Write(Encoding.ASCII.GetBytes($"GET /sse/canvas/{canvas}{query} HTTP/1.1\r\n{target.Head}\r\n"));
        poller.Add(this);
        poller.Send(this);
    }

    public Connection Connection { get; }

    /// <summary>Whether the stream has begun.</summary>
    public bool IsOpen => Connection.BytesReceived > 0;

    public void Read()
    {
        var received = Connection.Received;
        var used = 0;
        while (received[used..].IndexOf("@@"u8) is >= 0 and var at && received.Length - used - at >= MarkLength)
        {
            var digits = received.Slice(used + at + 2, MarkLength - 2);
            // The end of a chunk may stand inside a mark; those few are passed over.
            var isWhole = Utf8Parser.TryParse(digits, out long sentUs, out var read) && read == digits.Length;
            if (isWhole) delivered?.Invoke(Clock.Us - sentUs);
            used += at + MarkLength;
        }

        // A mark may have been cut in two; what stands before it is of no interest.
        Connection.Consume(Math.Max(used, received.Length - MarkLength + 1));
    }
}
