using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Load.Suite;
using static Easel.Peers.Suite.Workloads;

namespace Easel.Peers.Suite;

/// <summary>The goals first, then every figure that they come from.</summary>
internal sealed class PeersReport(Results results, IReadOnlyList<Verdict> verdicts, IReadOnlyList<string> notes)
{
    private readonly StringBuilder text = new();

    public string Write(JsonObject report)
    {
        Line("# Easel beside its peers");
        Line("");
        Line($"Machine: {report["machine"]}; load average before: {report["load_average_before"]},");
        Line($"after: {report["load_average_after"]}.");
        Line($"Command: `{report["command"]}`; {report["minutes"]} minutes; complete repetitions, whose");
        Line($"medians these are: {report["repetitions"]}.");
        Line("Only ratios within this file count. Easel is durable before it acknowledges; of the peers, only");
        Line("`tldraw-sqlite`, `sharedb-postgres` and `kestrel` are. What else differs: `bench/peers/README.md`.");
        WriteGoals();
        WriteTables();
        if (notes.Count > 0) Line("\n## Left out or failed\n");
        foreach (var note in notes) Line($"* {note}");
        return text.ToString();
    }

    private void WriteGoals()
    {
        Line("");
        Row("goal", "figure", "is", "wanted", "");
        Line("|---|---|---|---|---|");
        foreach (var verdict in verdicts)
        {
            var figure = verdict.Figure?.ToString("0.###", CultureInfo.InvariantCulture) ?? "-";
            Row(verdict.Goal.Id, verdict.Goal.Text, figure, verdict.Wanted, verdict.Word);
        }
    }

    private void WriteTables()
    {
        string[] edits =
        [
            "ops_s", "p50_us", "p99_us", "cpu_us_op", "server_util", "generator_util", "rss_mb", "delivered_s",
            "delivered_p50_us", "refused",
        ];
        foreach (var load in (string[])[OneWriter, Shared, Pipelined, Many, ManyHeard]) Table(load, edits);
        Table(
            Fanout, "cpu_us_message", "p50_us", "p99_us", "delivered_s", "server_util", "generator_util", "rss_mb");
        Table(Idle, "kb_each", "base_mb", "rss_mb", "start_ms", "joins_s", "idle_cpu_percent");
        Table(
            Gestures, "cpu_us_message", "p50_us", "p99_us", "delivered_s", "delivered_share", "server_util",
            "generator_util");
        Table(Join, "join_ms", "first_ms", "join_max_ms", "bytes", "cpu_ms", "history", "rss_mb");
        Table(Typing, "edits_s", "edits", "p50_us", "p99_us", "cpu_us_op", "server_util", "generator_util", "refused");
        Table(Storm, "subscribers", "opened_ms", "back_ms", "caught_up");
        Table("disk", "p50_us", "p99_us");
    }

    private void Table(string load, params string[] fields)
    {
        var names = results.ToJson().Select(one => one.Key)
            .Where(name => name == load || name.StartsWith($"{load}: ", StringComparison.Ordinal)).ToList();
        if (names.Count == 0) return;
        Line($"\n## {char.ToUpperInvariant(load[0])}{load[1..]}\n");
        Row(["", .. fields]);
        Line($"|{string.Concat(Enumerable.Repeat("---|", fields.Length + 1))}");
        foreach (var name in names)
        {
            var rig = name == load ? "" : name[(load.Length + 2)..];
            Row([rig, .. fields.Select(field => Show(results.Median(name, field)))]);
        }
    }

    private static string Show(double figure) =>
        figure.ToString(Math.Abs(figure) < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);

    private void Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    private void Line(string line) => text.Append(line).Append('\n');
}
