using System.Text.Json.Nodes;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>
/// Commands over sockets, each writer with several in flight. With a canvas of its own a writer knows which revision
/// each command will be built on; where several share a canvas the server rebases.
/// </summary>
internal sealed class SocketLoad(Target target, Arguments args)
{
    private readonly int writerCount = args.Number("writers", 1);
    private readonly int canvasCount = args.Number("canvases", 1);
    private readonly int window = args.Number("in-flight", 16);
    private readonly int atoms = args.Number("atoms", 100);
    private readonly int subscriberCount = args.Number("subscribers", 0);
    private readonly string prefix = args.Text("prefix") ?? "socket";
    private readonly double warmUp = args.Seconds("warm-up", 2);
    private readonly double duration = args.Seconds("duration", 5);
    private readonly Poller poller = new();
    private readonly Meter meter = new(target.Process);
    private readonly Histogram acknowledged = new();
    private readonly Histogram delivered = new();
    private bool isMeasuring;

    public JsonObject Run()
    {
        args.RefuseUnused();
        List<(string Name, long Head)> canvases = [];
        using (var connection = target.Connect())
        {
            for (var i = 0; i < canvasCount; i++)
                canvases.Add(($"{prefix}-{i}", Canvases.Fill(target, connection, $"{prefix}-{i}", atoms)));
        }

        var writers = Enumerable.Range(0, writerCount).Select(number => MakeWriter(number, canvases)).ToList();
        var subscribers = Enumerable.Range(0, subscriberCount).Select(number => new Subscriber(
            target, poller, canvases[number % canvasCount].Name, us => Count(delivered, us))).ToList();
        while (!subscribers.TrueForAll(subscriber => subscriber.IsOpen)) poller.Poll(1);
        foreach (var writer in writers) writer.Fill();
        poller.PollUntil(Clock.Us + (long)(warmUp * 1e6));
        isMeasuring = true;
        meter.Start();
        poller.PollUntil(Clock.Us + (long)(duration * 1e6));
        meter.Stop();
        return Report(writers.Sum(writer => writer.Refused));
    }

    private SocketWriter MakeWriter(int number, List<(string Name, long Head)> canvases)
    {
        List<(string, long)> mine = [.. canvases.Where((_, i) => i % writerCount == number)];
        var isShared = mine.Count == 0 || canvasCount < writerCount;
        if (mine.Count == 0) mine.Add(canvases[number % canvasCount]);
        return new SocketWriter(
            target, poller, new SocketWriterOptions(number, writerCount, atoms, window, isShared, mine),
            us => Count(acknowledged, us));
    }

    private void Count(Histogram histogram, long us)
    {
        if (isMeasuring) histogram.Add(us);
    }

    private JsonObject Report(long refused) => new()
    {
        ["ops_s"] = Math.Round(acknowledged.Count / meter.Seconds),
        ["p50_us"] = acknowledged.Quantile(0.5),
        ["p99_us"] = acknowledged.Quantile(0.99),
        ["cpu_us_op"] = Math.Round(meter.ServerSeconds * 1e6 / Math.Max(1, acknowledged.Count), 1),
        ["server_util"] = Math.Round(meter.ServerSeconds / meter.Seconds, 2),
        ["generator_util"] = Math.Round(meter.SelfSeconds / meter.Seconds, 2),
        ["rss_mb"] = Math.Round(target.Process?.ResidentMb ?? 0, 1),
        ["refused"] = refused,
        ["delivered_s"] = Math.Round(delivered.Count / meter.Seconds),
        ["delivery_p50_us"] = delivered.Quantile(0.5),
        ["delivery_p99_us"] = delivered.Quantile(0.99),
    };
}
