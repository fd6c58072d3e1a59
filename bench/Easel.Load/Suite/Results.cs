using System.Globalization;
using System.Text.Json.Nodes;

namespace Easel.Load.Suite;

/// <summary>What was measured, by name; a name that was measured several times has medians.</summary>
internal sealed class Results
{
    private readonly Dictionary<string, List<JsonObject>> runs = [];

    public void Add(string name, JsonNode report)
    {
        if (!runs.TryGetValue(name, out var all)) runs[name] = all = [];
        all.Add(report.AsObject());
        Console.Error.WriteLine($"{name}: {report.ToJsonString()}");
    }

    public bool Has(string name) => runs.ContainsKey(name);

    /// <summary>The median of a figure; its path may lead into an inner object, as in <c>join.p50_us</c>.</summary>
    public double Median(string name, string path)
    {
        var values = runs[name].Select(run => Find(run, path)).Order().ToList();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>Every single run, for whoever doubts the medians.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, all) in runs) json[name] = new JsonArray([.. all.Select(run => run.DeepClone())]);
        return json;
    }

    private static double Find(JsonNode run, string path) =>
        double.Parse(
            path.Split('.').Aggregate(run, (node, name) => node[name]!).ToJsonString(), CultureInfo.InvariantCulture);
}
