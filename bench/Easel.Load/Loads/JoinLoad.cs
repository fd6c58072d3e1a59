using System.Text.Json.Nodes;
using Easel.Load.Measure;

namespace Easel.Load.Loads;

/// <summary>What someone who opens a canvas waits for: its snapshot, by a connection of their own.</summary>
internal sealed class JoinLoad(Target target, Arguments args)
{
    /// <summary>As all browsers do.</summary>
    public const string AcceptsPacked = "Accept-Encoding: gzip\r\n";

    private readonly string canvas = args.Text("canvas") ?? "load-0";
    private readonly int joins = args.Number("joins", 20);

    public JsonObject Run()
    {
        args.RefuseUnused();
        return Measure(target, canvas, joins);
    }

    /// <summary>The first join is told apart: it may pay for an encoding that the others share.</summary>
    public static JsonObject Measure(Target target, string canvas, int joins)
    {
        var first = JoinUs(target, canvas, out var bytes);
        var took = new Histogram();
        var meter = new Meter(target.Process);
        meter.Start();
        for (var i = 0; i < joins; i++) took.Add(JoinUs(target, canvas, out bytes));
        meter.Stop();
        return new JsonObject
        {
            ["first_us"] = first,
            ["p50_us"] = took.Quantile(0.5),
            ["p99_us"] = took.Quantile(0.99),
            ["bytes"] = bytes,
            ["cpu_us"] = Math.Round(meter.ServerSeconds * 1e6 / joins),
        };
    }

    private static long JoinUs(Target target, string canvas, out long bytes)
    {
        long size = 0;
        var start = Clock.Us;
        using (var connection = target.Connect())
        {
            target.Ask(connection, "GET", $"/canvas/{canvas}/snapshot", "", answer =>
            {
                if (answer.Status != 200) throw new InvalidDataException(answer.Text);
                answer.Unpack();
                size = answer.Length;
            }, AcceptsPacked);
        }

        bytes = size;
        return Clock.Us - start;
    }
}
