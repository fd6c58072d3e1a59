using Easel.Load;
using Easel.Load.Measure;
using Easel.Load.Net;
using Easel.Peers.Protocols;

namespace Easel.Peers.Loads;

/// <summary>Everyone who takes part in a load, on one thread, with what they counted.</summary>
internal sealed class Party(Target target, Protocol protocol)
{
    /// <summary>Subscribers are numbered from here, so that no writer's mark looks like their own.</summary>
    public const int FirstSubscriber = 1_000;

    private const double SettleSeconds = 0.3;
    private const int SettleMaxSeconds = 20;

    private readonly Histogram answers = new();
    private readonly Histogram deliveries = new();

    public Poller Poller { get; } = new();

    public Meter Meter { get; } = new(target.Process);

    public List<Participant> Participants { get; } = [];

    /// <summary>Only what happens while this is true goes into the figures.</summary>
    public bool IsMeasuring { get; private set; }

    /// <summary>What a writer does after an answer.</summary>
    public Action<Participant>? Next { get; set; }

    /// <summary>Edits that were acknowledged, from the first moment on.</summary>
    public long AppliedEver { get; private set; }

    /// <summary>Edits and gestures that reached somebody else, from the first moment on.</summary>
    public long DeliveredEver { get; private set; }

    public long Applied => answers.Count;

    public long Delivered => deliveries.Count;

    public Participant Join(Seat seat, bool isListening = true)
    {
        var participant = protocol.Join(seat);
        if (isListening) participant.Delivered = OnDelivered;
        Join(participant);
        return participant;
    }

    public void Join(Participant participant)
    {
        participant.Answered = OnAnswered;
        Participants.Add(participant);
        Poller.Add(participant);
    }

    public void Poll(double seconds) => Poller.PollUntil(Clock.Us + (long)(seconds * 1e6));

    /// <summary>Measures while time goes by, or while something is done.</summary>
    public void Measure(Action load)
    {
        Meter.Start();
        IsMeasuring = true;
        load();
        IsMeasuring = false;
        Meter.Stop();
    }

    /// <summary>Waits until all edits are answered and nothing is delivered any more.</summary>
    public void Settle()
    {
        var until = Clock.Us + (SettleMaxSeconds * 1_000_000L);
        for (long before = -1; before != DeliveredEver + AppliedEver || InFlight > 0;)
        {
            before = DeliveredEver + AppliedEver;
            Poll(SettleSeconds);
            if (Clock.Us > until) return;
        }
    }

    public int InFlight => Participants.Sum(participant => participant.InFlight);

    /// <summary>Edits that the server refused although they could have been made to fit.</summary>
    public long Refused { get; private set; }

    public long AnsweredUs(double share) => answers.Quantile(share);

    public long DeliveredUs(double share) => deliveries.Quantile(share);

    private void OnAnswered(Participant participant, long us, bool isApplied)
    {
        if (isApplied)
        {
            AppliedEver++;
            if (IsMeasuring) answers.Add(us);
        }
        else
        {
            Refused++;
        }

        Next?.Invoke(participant);
    }

    private void OnDelivered(long us)
    {
        DeliveredEver++;
        if (IsMeasuring) deliveries.Add(us);
    }
}
