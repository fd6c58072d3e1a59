using System.Text.Json.Nodes;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>What subscribers cost that only listen: memory each, and processor time of all.</summary>
internal sealed class IdleLoad(Target target, Arguments args)
{
    private readonly int subscriberCount = args.Number("subscribers", 1_000);
    private readonly double settle = args.Seconds("settle", 3);
    private readonly Poller poller = new();

    public JsonObject Run()
    {
        args.RefuseUnused();
        using (var connection = target.Connect()) Canvases.Fill(target, connection, "idle", atoms: 100);
        // The first few pay for code that is compiled and buffers that are made once.
        Subscribe(5);
        poller.PollUntil(Clock.Us + (long)(settle * 1e6));
        var before = target.Process!.ResidentMb;
        var took = Subscribe(subscriberCount);
        poller.PollUntil(Clock.Us + (long)(settle * 1e6));
        var after = target.Process.ResidentMb;
        var meter = new Meter(target.Process);
        meter.Start();
        poller.PollUntil(Clock.Us + (long)(settle * 1e6));
        meter.Stop();
        return new JsonObject
        {
            ["base_mb"] = Math.Round(before, 1),
            ["rss_mb"] = Math.Round(after, 1),
            ["kb_each"] = Math.Round((after - before) * 1_024 / subscriberCount, 1),
            ["opened_s"] = Math.Round(subscriberCount / (took / 1e6)),
            ["idle_cpu_percent"] = Math.Round(100 * meter.ServerSeconds / meter.Seconds, 1),
        };
    }

    private long Subscribe(int count)
    {
        var start = Clock.Us;
        var subscribers = Enumerable.Range(0, count).Select(_ => new Subscriber(target, poller, "idle")).ToList();
        while (!subscribers.TrueForAll(subscriber => subscriber.IsOpen)) poller.Poll(1);
        return Clock.Us - start;
    }
}
