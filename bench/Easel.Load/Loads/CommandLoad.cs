using System.Text.Json.Nodes;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>
/// Writers, each with one command in flight, over some canvases. As many canvases as writers: each has its own. One
/// canvas: all share it and the server rebases. More canvases than writers: each writer goes round its share of them.
/// </summary>
internal sealed class CommandLoad(Target target, Arguments args)
{
    private readonly int writerCount = args.Number("writers", 1);
    private readonly int canvasCount = args.Number("canvases", 1);
    private readonly int atoms = args.Number("atoms", 100);
    private readonly int subscriberCount = args.Number("subscribers", 0);
    private readonly string path = args.Text("path") ?? "/canvas/{id}/commands";
    private readonly string prefix = args.Text("prefix") ?? "load";
    private readonly double warmUp = args.Seconds("warm-up", 2);
    private readonly double duration = args.Seconds("duration", 5);
    private readonly bool isBare = args.Flag("bare");
    private readonly Poller poller = new();
    private readonly Meter meter = new(target.Process);
    private readonly Histogram acknowledged = new();
    private readonly Histogram delivered = new();
    private bool isMeasuring;

    public JsonObject Run()
    {
        args.RefuseUnused();
        var canvases = Prepare();
        List<Writer> writers = [.. Enumerable.Range(0, writerCount).Select(number => MakeWriter(number, canvases))];
        Subscribe(canvases);
        foreach (var writer in writers) writer.Send();
        poller.PollUntil(Clock.Us + (long)(warmUp * 1e6));
        isMeasuring = true;
        meter.Start();
        poller.PollUntil(Clock.Us + (long)(duration * 1e6));
        meter.Stop();
        isMeasuring = false;
        return Report(writers.Sum(writer => writer.Refused));
    }

    private List<(string Name, long Head)> Prepare()
    {
        using var connection = target.Connect();
        return [.. Enumerable.Range(0, canvasCount).Select(number => $"{prefix}-{number}")
            .Select(name => (name, isBare ? 0 : Canvases.Fill(target, connection, name, atoms)))];
    }

    private Writer MakeWriter(int number, List<(string Name, long Head)> canvases)
    {
        List<(string, long)> mine = [.. canvases.Where((_, i) => i % writerCount == number)];
        if (mine.Count == 0) mine.Add(canvases[number % canvasCount]);
        return new Writer(target, poller, new WriterOptions(number, writerCount, atoms, path, mine), (_, us) =>
        {
            if (isMeasuring) acknowledged.Add(us);
        });
    }

    private void Subscribe(List<(string Name, long Head)> canvases)
    {
        List<Subscriber> subscribers = [.. Enumerable.Range(0, subscriberCount).Select(number =>
            new Subscriber(target, poller, canvases[number % canvasCount].Name, us =>
            {
                if (isMeasuring) delivered.Add(us);
            }))];
        while (!subscribers.TrueForAll(subscriber => subscriber.IsOpen)) poller.Poll(1);
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
