using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Load.Measure;
using Easel.Peers.Protocols;

namespace Easel.Peers.Loads;

/// <summary>One writer with a steady rate, many who listen: what a delivery costs, and how long it takes.</summary>
internal sealed class FanoutLoad(Target target, Protocol protocol, Arguments args)
{
    private readonly int subscriberCount = args.Number("subscribers", 1_000);
    private readonly int rate = args.Number("rate", 20);
    private readonly double warmUp = args.Seconds("warm-up", 2);
    private readonly double duration = args.Seconds("duration", 5);
    private readonly Party party = new(target, protocol);
    private long sent;

    public JsonObject Run()
    {
        args.RefuseUnused();
        protocol.Fill("d0", elements: 100);
        var writer = party.Join(new Seat("d0", 0, Part.Writer), isListening: false);
        for (var i = 0; i < subscriberCount; i++)
            party.Join(new Seat("d0", Party.FirstSubscriber + i, Part.Subscriber));
        Write(writer, warmUp);
        party.Settle();
        party.Measure(() => Write(writer, duration));
        party.Settle();
        return new JsonObject
        {
            ["commits_s"] = Math.Round(party.Applied / party.Meter.Seconds, 1),
            ["delivered_s"] = Math.Round(party.Delivered / party.Meter.Seconds),
            ["cpu_us_message"] = Math.Round(party.Meter.ServerSeconds * 1e6 / Math.Max(1, party.Delivered), 2),
            ["p50_us"] = party.DeliveredUs(0.5),
            ["p99_us"] = party.DeliveredUs(0.99),
            ["server_util"] = Math.Round(party.Meter.ServerSeconds / party.Meter.Seconds, 2),
            ["generator_util"] = Math.Round(party.Meter.SelfSeconds / party.Meter.Seconds, 2),
            ["rss_mb"] = Math.Round(target.Process?.ResidentMb ?? 0, 1),
            ["undelivered"] = (sent * subscriberCount) - party.DeliveredEver,
        };
    }

    private void Write(Participant writer, double seconds)
    {
        var period = 1_000_000 / rate;
        var end = Clock.Us + (long)(seconds * 1e6);
        for (var due = Clock.Us; due < end; due += period)
        {
            party.Poller.PollUntil(due);
            writer.Edit(element: (int)(sent++ % 100));
            party.Poller.Send(writer);
        }

        party.Poller.PollUntil(end);
    }
}
