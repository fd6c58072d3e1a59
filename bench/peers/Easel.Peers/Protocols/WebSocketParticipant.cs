using System.Text;
using Easel.Load;
using Easel.Peers.Net;

namespace Easel.Peers.Protocols;

/// <summary>A participant whose every message is one WebSocket message.</summary>
internal abstract class WebSocketParticipant : Participant
{
    private const int MessageMax = 1_024;

    private readonly WebSocketFrames frames;
    private readonly byte[] message = new byte[MessageMax];

    protected WebSocketParticipant(
        Target target, Seat seat, string path, string head = "Host: 127.0.0.1\r\n", bool isBinary = false)
        : base(target.Connect(), seat)
    {
        frames = new WebSocketFrames(Connection) { IsBinary = isBinary };
        frames.AskFor(path, head);
        WaitFor(frames.TryOpen);
    }

    public sealed override void Read()
    {
        while (frames.TryRead(out var received))
        {
            FindMarks(received);
            Take(received);
        }
    }

    /// <summary>Looks at a message for acknowledgements and errors.</summary>
    protected abstract void Take(ReadOnlySpan<byte> received);

    /// <summary>Room for the next message, to be filled and sent.</summary>
    protected Span<byte> Room => message;

    protected void Send(ReadOnlySpan<byte> filled) => frames.Write(filled);

    protected void Send(string text) => frames.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Receives messages until one is accepted.</summary>
    protected void WaitForMessage(Predicate accept) => WaitFor(() =>
    {
        while (frames.TryRead(out var received))
        {
            if (accept(received)) return true;
        }

        return false;
    });

    protected static int Count(ReadOnlySpan<byte> received, ReadOnlySpan<byte> word)
    {
        var count = 0;
        while (received.IndexOf(word) is >= 0 and var at)
        {
            count++;
            received = received[(at + word.Length)..];
        }

        return count;
    }

    protected static InvalidDataException Refusal(ReadOnlySpan<byte> received) =>
        new(Encoding.UTF8.GetString(received[..Math.Min(received.Length, 500)]));

    protected delegate bool Predicate(ReadOnlySpan<byte> received);
}
