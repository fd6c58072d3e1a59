using System.Text.Json.Nodes;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>
/// Grows the history of one canvas and measures at chosen lengths: acknowledgements to one writer, a join, a 409 from
/// the far end, memory.
/// </summary>
internal sealed class GrowLoad(Target target, Arguments args)
{
    private const int GrowerCount = 32;

    private readonly string canvas = args.Text("canvas") ?? "grow";
    private readonly int atoms = args.Number("atoms", 100);
    private readonly int[] points = args.Numbers("points", 1_000, 10_000, 100_000);
    private readonly double warmUp = args.Seconds("warm-up", 2);
    private readonly double duration = args.Seconds("duration", 3);
    private readonly int joins = args.Number("joins", 20);
    private readonly Poller poller = new();
    private readonly List<Writer> growers = [];
    private Histogram acknowledged = new();
    private long head;
    private long wanted;
    private bool isMeasuring;

    public JsonArray Run()
    {
        args.RefuseUnused();
        using (var connection = target.Connect()) head = Canvases.Fill(target, connection, canvas, atoms);
        for (var i = 0; i < GrowerCount; i++)
        {
            var options = new WriterOptions(i, GrowerCount, atoms, "/canvas/{id}/commands", [(canvas, head)]);
            growers.Add(new Writer(target, poller, options, Acknowledged) { IsStopped = true });
        }

        var reports = new JsonArray();
        foreach (var point in points) reports.Add(Measure(point));
        return reports;
    }

    private JsonObject Measure(int point)
    {
        Grow(point);
        var solo = growers[0];
        var meter = new Meter(target.Process);
        wanted = long.MaxValue;
        (solo.IsStopped, isMeasuring) = (false, false);
        solo.Send();
        poller.PollUntil(Clock.Us + (long)(warmUp * 1e6));
        (acknowledged, isMeasuring) = (new Histogram(), true);
        meter.Start();
        poller.PollUntil(Clock.Us + (long)(duration * 1e6));
        meter.Stop();
        isMeasuring = false;
        Stop();
        return Report(meter);
    }

    /// <summary>All growers write until the history is long enough.</summary>
    private void Grow(long length)
    {
        wanted = length;
        foreach (var grower in growers)
        {
            grower.IsStopped = head >= length;
            if (!grower.IsStopped) grower.Send();
        }

        while (head < length) poller.Poll(1);
        Stop();
    }

    private void Stop()
    {
        foreach (var grower in growers) grower.IsStopped = true;
        while (!growers.TrueForAll(grower => grower.IsIdle)) poller.Poll(1);
    }

    private void Acknowledged(Writer writer, long us)
    {
        head = Math.Max(head, writer.Head(0));
        if (head >= wanted) writer.IsStopped = true;
        if (isMeasuring) acknowledged.Add(us);
    }

    private JsonObject Report(Meter meter) => new()
    {
        ["commits"] = head,
        ["p50_us"] = acknowledged.Quantile(0.5),
        ["p99_us"] = acknowledged.Quantile(0.99),
        ["cpu_us_op"] = Math.Round(meter.ServerSeconds * 1e6 / Math.Max(1, acknowledged.Count), 1),
        ["rss_mb"] = Math.Round(target.Process?.ResidentMb ?? 0, 1),
        ["join"] = JoinLoad.Measure(target, canvas, joins),
        ["conflict"] = ConflictLoad.Measure(target, canvas, head, 20),
    };
}
