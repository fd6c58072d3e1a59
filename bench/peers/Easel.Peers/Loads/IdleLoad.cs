using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Load.Measure;
using Easel.Peers.Protocols;

namespace Easel.Peers.Loads;

/// <summary>What subscribers cost that only listen: memory each, and processor time of all.</summary>
internal sealed class IdleLoad(Target target, Protocol protocol, Arguments args)
{
    // The first few pay for code that is compiled and buffers that are made once.
    private const int FirstFew = 5;

    private readonly int subscriberCount = args.Number("subscribers", 1_000);
    private readonly double settle = args.Seconds("settle", 2);
    private readonly Party party = new(target, protocol);

    public JsonObject Run()
    {
        args.RefuseUnused();
        protocol.Fill("d0", elements: 100);
        Join(FirstFew);
        party.Poll(settle);
        var before = target.Process!.ResidentMb;
        var start = Clock.Us;
        Join(subscriberCount);
        var seconds = (Clock.Us - start) / 1e6;
        party.Poll(settle);
        var after = target.Process.ResidentMb;
        party.Measure(() => party.Poll(settle));
        return new JsonObject
        {
            ["base_mb"] = Math.Round(before, 1),
            ["rss_mb"] = Math.Round(after, 1),
            ["kb_each"] = Math.Round((after - before) * 1_024 / subscriberCount, 1),
            ["joins_s"] = Math.Round(subscriberCount / seconds),
            ["idle_cpu_percent"] = Math.Round(100 * party.Meter.ServerSeconds / party.Meter.Seconds, 1),
        };
    }

    private void Join(int count)
    {
        for (var i = 0; i < count; i++)
            party.Join(new Seat("d0", Party.FirstSubscriber + party.Participants.Count, Part.Subscriber));
    }
}
