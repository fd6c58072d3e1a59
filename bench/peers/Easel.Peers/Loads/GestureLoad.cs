using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Load.Measure;
using Easel.Peers.Protocols;

namespace Easel.Peers.Loads;

/// <summary>Everyone points, evenly spread over time, and sees the pointers of all others.</summary>
internal sealed class GestureLoad(Target target, Protocol protocol, Arguments args)
{
    private readonly int pointerCount = args.Number("pointers", 50);
    private readonly int rate = args.Number("rate", 30);
    private readonly double warmUp = args.Seconds("warm-up", 2);
    private readonly double duration = args.Seconds("duration", 4);
    private readonly Party party = new(target, protocol);
    private long sent;

    public JsonObject Run()
    {
        args.RefuseUnused();
        protocol.Fill("d0", elements: 100);
        for (var i = 0; i < pointerCount; i++) party.Join(new Seat("d0", i, Part.Pointer));
        Point(warmUp);
        party.Settle();
        sent = 0;
        party.Measure(() => Point(duration));
        var wanted = sent * (pointerCount - 1);
        return new JsonObject
        {
            ["sent_s"] = Math.Round(sent / party.Meter.Seconds),
            ["delivered_s"] = Math.Round(party.Delivered / party.Meter.Seconds),
            // Below 1 where a newer gesture overtook one that had not been sent on yet.
            ["delivered_share"] = Math.Round((double)party.Delivered / wanted, 3),
            ["cpu_us_message"] = Math.Round(party.Meter.ServerSeconds * 1e6 / Math.Max(1, party.Delivered), 2),
            ["p50_us"] = party.DeliveredUs(0.5),
            ["p99_us"] = party.DeliveredUs(0.99),
            ["server_util"] = Math.Round(party.Meter.ServerSeconds / party.Meter.Seconds, 2),
            ["generator_util"] = Math.Round(party.Meter.SelfSeconds / party.Meter.Seconds, 2),
        };
    }

    private void Point(double seconds)
    {
        var period = 1e6 / (rate * pointerCount);
        var start = Clock.Us;
        for (var i = 0; i * period < seconds * 1e6; i++)
        {
            party.Poller.PollUntil(start + (long)(i * period));
            var pointer = party.Participants[i % pointerCount];
            pointer.Point();
            party.Poller.Send(pointer);
            sent++;
        }
    }
}
