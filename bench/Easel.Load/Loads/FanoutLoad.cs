using System.Text.Json.Nodes;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>One canvas, many readers, a writer with a steady rate: what a delivered commit costs.</summary>
internal sealed class FanoutLoad(Target target, Arguments args)
{
    private readonly int subscriberCount = args.Number("subscribers", 1_000);
    private readonly int rate = args.Number("rate", 20);
    private readonly string query = args.Text("query") ?? "";
    private readonly double warmUp = args.Seconds("warm-up", 10);
    private readonly double duration = args.Seconds("duration", 15);
    private readonly Poller poller = new();
    private readonly Histogram delivered = new();
    private bool isMeasuring;

    public JsonObject Run()
    {
        args.RefuseUnused();
        var canvas = $"fanout-{Clock.Us}";
        long head;
        using (var connection = target.Connect()) head = Canvases.Fill(target, connection, canvas, atoms: 100);
        var subscribers = Enumerable.Range(0, subscriberCount)
            .Select(_ => new Subscriber(target, poller, canvas, Deliver, query)).ToList();
        while (!subscribers.TrueForAll(subscriber => subscriber.IsOpen)) poller.Poll(1);
        var options = new WriterOptions(0, 1, 100, "/canvas/{id}/commands", [(canvas, head)]);
        var writer = new Writer(target, poller, options) { IsStopped = true };
        var meter = new Meter(target.Process);
        Pace(writer, warmUp);
        isMeasuring = true;
        meter.Start();
        var commits = Pace(writer, duration);
        meter.Stop();
        isMeasuring = false;
        return new JsonObject
        {
            ["subscribers"] = subscriberCount,
            ["commits_s"] = Math.Round(commits / meter.Seconds, 1),
            ["delivered_s"] = Math.Round(delivered.Count / meter.Seconds),
            ["cpu_us_message"] = Math.Round(meter.ServerSeconds * 1e6 / Math.Max(1, delivered.Count), 2),
            ["p50_us"] = delivered.Quantile(0.5),
            ["p99_us"] = delivered.Quantile(0.99),
            ["server_util"] = Math.Round(meter.ServerSeconds / meter.Seconds, 2),
            ["generator_util"] = Math.Round(meter.SelfSeconds / meter.Seconds, 2),
            ["rss_mb"] = Math.Round(target.Process?.ResidentMb ?? 0, 1),
        };
    }

    private long Pace(Writer writer, double seconds)
    {
        long commits = 0;
        var (start, period) = (Clock.Us, 1_000_000 / rate);
        for (var due = start; due < start + (long)(seconds * 1e6); due += period)
        {
            poller.PollUntil(due);
            if (!writer.IsIdle) continue;
            writer.Send();
            commits++;
        }

        return commits;
    }

    private void Deliver(long us)
    {
        if (isMeasuring) delivered.Add(us);
    }
}
