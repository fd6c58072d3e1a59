using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Easel.Load.Suite;

/// <summary>The figures as tables. The ratios are what counts; the rest tells where they come from.</summary>
internal sealed class MarkdownReport(Results results)
{
    private readonly StringBuilder text = new();

    public string Write(JsonObject report)
    {
        Line("# Figures");
        Line("");
        Line($"Machine: {report["machine"]}; load average before: {report["load_average_before"]}.");
        Line($"Command: `{report["command"]}`; commands and idle are medians of {report["repetitions"]}.");
        Line("Only ratios within this file count.");
        WriteGoals();
        WriteCommands();
        WriteGrowth();
        WriteIdle();
        return text.ToString();
    }

    private void WriteGoals()
    {
        Line("");
        Line("| goal | figure | wanted |");
        Line("|---|---|---|");
        const string Rotating = "200 canvases, 32 writers";
        var (easel, log) = ($"easel {Rotating}", $"log {Rotating}");
        Row("P3: 200 canvases, 32 writers, ops/s to bare log", Ratio(easel, log, "ops_s"), ">= 0.8");
        Row("P3: the same in server CPU", Ratio(easel, log, "cpu_us_op"), "<= 1.25");
        var floor = results.Median("echo 1 writer", "p50_us") + results.Median("disk", "p50_us");
        var durable = results.Median("easel 1 writer", "p50_us");
        Row("P4: one writer, p50 to bare echo + fdatasync", Show(durable / floor), "<= 1.6");
        Row("P4: one writer, p50 to bare log", Ratio("easel 1 writer", "log 1 writer", "p50_us"), "");
        const string Short = "grow 100 atoms, 1000 commits";
        foreach (var length in (string[])["100000", "1000000"])
        {
            var grown = $"grow 100 atoms, {length} commits";
            if (!results.Has(grown)) continue;
            Row($"P9: ack p50, {length} commits to 1000", Ratio(grown, Short, "p50_us"), "<= 1.2");
            Row($"P9: ack p99, {length} commits to 1000", Ratio(grown, Short, "p99_us"), "<= 1.2");
            Row($"P9: join p50, {length} commits to 1000", Ratio(grown, Short, "join.p50_us"), "<= 1.2");
            var more = results.Median(grown, "rss_mb") - results.Median(Short, "rss_mb");
            Row($"P9: RSS, {length} commits minus 1000, MB", Show(more), "<= 10");
        }

        if (results.Has(Short))
            Row("P9: ack p50, 10000 atoms to 100", Ratio("grow 10000 atoms, 1000 commits", Short, "p50_us"), "<= 1.2");
    }

    private void WriteCommands()
    {
        Line("");
        Line("| commands | server | ops/s | p50 us | p99 us | CPU us/op | server busy | generator busy | RSS MB |");
        Line("|---|---|---|---|---|---|---|---|---|");
        foreach (var workload in Workload.All(isQuick: false))
        {
            foreach (var server in (string[])["easel", "log", "echo"])
            {
                var name = $"{server} {workload.Name}";
                if (!results.Has(name)) continue;
                string[] fields = ["ops_s", "p50_us", "p99_us", "cpu_us_op", "server_util", "generator_util", "rss_mb"];
                Row([workload.Name, server, .. fields.Select(field => Show(name, field))]);
            }
        }

        Line("");
        Line($"fdatasync of 200 bytes: p50 {Show("disk", "p50_us")} us, p99 {Show("disk", "p99_us")} us.");
    }

    private void WriteGrowth()
    {
        if (!Names("grow").Any()) return;
        Line("");
        Line("| history | ack p50 us | p99 | CPU us/op | RSS MB | join p50 us | first | CPU us | bytes "
            + "| 409 from far p50 us | p99 | bytes |");
        Line("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var name in Names("grow"))
        {
            string[] fields =
            [
                "p50_us", "p99_us", "cpu_us_op", "rss_mb", "join.p50_us", "join.first_us", "join.cpu_us", "join.bytes",
                "conflict.p50_us", "conflict.p99_us", "conflict.bytes",
            ];
            Row([name["grow ".Length..], .. fields.Select(field => Show(name, field))]);
        }

        Line("");
        foreach (var name in Names("cold open"))
            Line($"* {name}: first join {Show(name, "first_us")} us, start {Show(name, "start_ms")} ms.");
    }

    private void WriteIdle() => Line(
        $"* idle: start {Show("idle", "start_ms")} ms, base {Show("idle", "base_mb")} MB, "
        + $"{Show("idle", "kb_each")} kB a subscriber, {Show("idle", "idle_cpu_percent")} % CPU.");

    private IEnumerable<string> Names(string prefix) =>
        results.ToJson().Select(one => one.Key).Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private string Ratio(string name, string to, string field) =>
        Show(results.Median(name, field) / results.Median(to, field));

    private string Show(string name, string field) => Show(results.Median(name, field));

    private static string Show(double figure) =>
        figure.ToString(Math.Abs(figure) < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);

    private void Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    private void Line(string line) => text.Append(line).Append('\n');
}
