using Easel.Load.Measure;
using Easel.Load.Net;
using Easel.Peers.Net;

namespace Easel.Peers.Protocols;

/// <summary>One connection to one document. It sends edits and gestures, and finds answers and marks.</summary>
internal abstract class Participant(Connection connection, Seat seat) : IReader
{
    private const int PatienceMs = 60_000;

    private readonly Queue<long> inFlight = new();

    public Connection Connection => connection;

    public Seat Seat => seat;

    public int InFlight => inFlight.Count;

    /// <summary>Called for each answer to an edit: the microseconds that it took, and whether it was applied.</summary>
    public Action<Participant, long, bool>? Answered { get; set; }

    /// <summary>Called for each edit or gesture of somebody else, with the microseconds that it took.</summary>
    public Action<long>? Delivered { get; set; }

    /// <summary>Edits sent so far: protocols number them.</summary>
    protected int Sent { get; private set; }

    /// <summary>Queues an edit of an element. Answers must come in the order of the edits.</summary>
    public void Edit(int element)
    {
        Sent++;
        var now = Clock.Us;
        inFlight.Enqueue(now);
        WriteEdit(element, now);
    }

    /// <summary>Queues where this participant's pointer is.</summary>
    public void Point()
    {
        Sent++;
        WriteGesture(Clock.Us);
    }

    public abstract void Read();

    protected abstract void WriteEdit(int element, long us);

    protected virtual void WriteGesture(long us) => throw new NotSupportedException("This peer has no gestures.");

    /// <summary>The oldest edit in flight was answered.</summary>
    protected void Answer(bool isApplied)
    {
        if (!inFlight.TryDequeue(out var sentUs)) throw new InvalidDataException("an answer to nothing");
        Answered?.Invoke(this, Clock.Us - sentUs, isApplied);
    }

    /// <returns>How many bytes need not be looked at again.</returns>
    protected int FindMarks(ReadOnlySpan<byte> text) =>
        Delivered is null ? text.Length : Mark.Find(text, seat.Number, Delivered);

    /// <summary>Sends what is queued and receives until a condition holds: for joining, before any polling.</summary>
    protected void WaitFor(Func<bool> condition)
    {
        var until = Clock.Us + (PatienceMs * 1_000L);
        while (!connection.Flush() | !condition())
        {
            if (!connection.Receive()) Thread.SpinWait(20);
            if (Clock.Us > until) throw new TimeoutException($"{GetType().Name} could not join {seat.Document}.");
        }
    }
}

/// <summary>What a participant is there for.</summary>
internal enum Part
{
    /// <summary>Sends edits. Where edits come back on the same connection, it is a subscriber too.</summary>
    Writer,

    /// <summary>Only listens to edits.</summary>
    Subscriber,

    /// <summary>Sends gestures and listens to those of the others.</summary>
    Pointer,
}

/// <summary>Who takes part in what.</summary>
/// <param name="Number">Different for everyone on one document; it stands in the marks.</param>
internal sealed record Seat(string Document, int Number, Part Part);
