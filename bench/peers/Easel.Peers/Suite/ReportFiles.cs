using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Easel.Load.Suite;

namespace Easel.Peers.Suite;

/// <summary>One file to read, and one with every single run for whoever doubts the medians.</summary>
internal static class ReportFiles
{
    // Reflection is off, and nodes need none.
    private static readonly IJsonTypeInfoResolver NoTypes = JsonTypeInfoResolver.Combine();

    /// <param name="run">What is to be known of the run: machine, command and so on.</param>
    public static JsonObject Write(
        string folder, string label, Results results, List<string> notes, JsonObject run)
    {
        var goals = Goals.All.Select(goal => goal.Check(results)).ToList();
        var day = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{day}-{label}.json");
        var text = Path.ChangeExtension(file, ".md");
        File.WriteAllText(text, new PeersReport(results, goals, notes).Write(run));
        run["goals"] = new JsonArray([.. goals.Select(goal => goal.ToJson())]);
        run["notes"] = new JsonArray([.. notes.Select(note => JsonValue.Create(note))]);
        run["runs"] = results.ToJson();
        File.WriteAllText(file, run.ToJsonString(new() { WriteIndented = true, TypeInfoResolver = NoTypes }) + "\n");
        return new JsonObject { ["written"] = text };
    }
}
