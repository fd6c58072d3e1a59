using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Load.Measure;

namespace Easel.Load.Loads;

/// <summary>How long a client waits for a 409 and what it holds, by how many commits the client is behind.</summary>
internal sealed class ConflictLoad(Target target, Arguments args)
{
    private readonly string canvas = args.Text("canvas") ?? "load-0";
    private readonly int[] ages = args.Numbers("ages", 1, 32, 1_000, 100_000);
    private readonly int conflicts = args.Number("conflicts", 50);

    public JsonArray Run()
    {
        args.RefuseUnused();
        return [.. ages.Select(age => Measure(target, canvas, age, conflicts))];
    }

    /// <summary>The head is asked for each time, so that the canvas may be edited meanwhile.</summary>
    public static JsonObject Measure(Target target, string canvas, long age, int conflicts)
    {
        using var connection = target.Connect();
        var took = new Histogram();
        var meter = new Meter(target.Process);
        long bytes = 0, head = 0;
        var isReset = false;
        target.Ask(connection, "GET", $"/canvas/{canvas}", "", answer => head = answer.Number("\"head_rev\":"u8));
        var before = Math.Max(0, head - age);
        meter.Start();
        for (var i = 0; i < conflicts; i++)
        {
            var start = Clock.Us;
            target.Ask(connection, "POST", $"/canvas/{canvas}/commands", Stale(before, start), answer =>
            {
                if (answer.Status != 409) throw new InvalidDataException($"{answer.Status}: {answer.Text}");
                bytes = answer.Length;
                isReset = answer.Body.IndexOf("\"recovery\":\"reset\""u8) >= 0;
            });
            took.Add(Clock.Us - start);
        }

        meter.Stop();
        return new JsonObject
        {
            ["age"] = head - before,
            ["p50_us"] = took.Quantile(0.5),
            ["p99_us"] = took.Quantile(0.99),
            ["bytes"] = bytes,
            ["recovery"] = isReset ? "reset" : "ops",
            ["cpu_us"] = Math.Round(meter.ServerSeconds * 1e6 / conflicts),
        };
    }

    private static string Stale(long head, long key) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"base_rev":{{{head}}},"ops":[{"kind":"update","atom_id":"a0","properties":{"x":1}}],
        "actor_id":"late","correlation_id":"late-{{{key}}}"}
        """);
}
