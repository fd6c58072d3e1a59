using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Load.Suite;
using static Easel.Peers.Suite.Workloads;

namespace Easel.Peers.Suite;

/// <summary>A figure of one run, and what it should be.</summary>
/// <param name="Figure">A name and field of the results each, combined.</param>
/// <param name="IsFloor">Whether more is better.</param>
internal sealed record Goal(string Id, string Text, Figure Figure, bool IsFloor, double Wanted)
{
    public Verdict Check(Results results)
    {
        if (!Figure.Needs.All(results.Has)) return new Verdict(this, null);
        var figure = Figure.Of(results);
        return new Verdict(this, double.IsFinite(figure) ? figure : null);
    }
}

/// <summary>A figure made of medians.</summary>
/// <param name="Needs">The names without which there is none.</param>
internal sealed record Figure(string[] Needs, Func<Results, double> Of)
{
    public static Figure One(string name, string field) => new([name], results => results.Median(name, field));

    public static Figure Ratio(string name, string to, string field) =>
        new([name, to], results => results.Median(name, field) / results.Median(to, field));
}

/// <summary>What became of a goal.</summary>
/// <param name="Figure">Null if it was not measured.</param>
internal sealed record Verdict(Goal Goal, double? Figure)
{
    public string Word => Figure switch
    {
        null => "not measured",
        { } figure => (Goal.IsFloor ? figure >= Goal.Wanted : figure <= Goal.Wanted) ? "reached" : "not reached",
    };

    public string Wanted =>
        string.Create(CultureInfo.InvariantCulture, $"{(Goal.IsFloor ? ">=" : "<=")} {Goal.Wanted:0.##}");

    public JsonObject ToJson() => new()
    {
        ["goal"] = Goal.Id,
        ["text"] = Goal.Text,
        ["figure"] = Figure is { } figure ? Math.Round(figure, 3) : null,
        ["wanted"] = Wanted,
        ["verdict"] = Word,
    };
}

/// <summary>The goals that need peers to be measured beside, or workloads that only this suite has.</summary>
internal static class Goals
{
    private const string Ops = "ops_s", P50 = "p50_us", P99 = "p99_us", Cpu = "cpu_us_message";

    public static IReadOnlyList<Goal> All { get; } =
    [
        More("P1", "shared, HTTP: ops/s to Hocuspocus", Shared, "easel", "hocuspocus", Ops, 1.2),
        More("P1", "shared, HTTP: ops/s to tldraw on SQLite", Shared, "easel", "tldraw-sqlite", Ops, 5),
        More("P1", "shared, HTTP: ops/s to ShareDB", Shared, "easel", "sharedb", Ops, 7),
        More("P2", "16 in flight, socket: ops/s to Hocuspocus", Pipelined, Socket, "hocuspocus", Ops, 3),
        More("P2", "16 in flight, socket: ops/s to tldraw on SQLite", Pipelined, Socket, "tldraw-sqlite", Ops, 10),
        More("P3", "200 documents, HTTP: ops/s to tldraw on SQLite", Many, "easel", "tldraw-sqlite", Ops, 4.5),
        More("P3", "200 documents, HTTP: ops/s to ShareDB on PostgreSQL", Many, "easel", "sharedb-postgres", Ops, 15),
        More("P3", "200 documents, HTTP: ops/s to bare Kestrel and log", Many, "easel", "kestrel", Ops, 0.8),
        More("P3", "200 documents, socket: ops/s to tldraw in memory", Many, Socket, "tldraw", Ops, 2),
        new("P4", "one writer, HTTP: p50 to bare echo + fdatasync", ToFloor, IsFloor: false, 1.6),
        Less("P4", "one writer, HTTP: p50 to ShareDB in memory", OneWriter, "easel", "sharedb", P50, 0.7),
        Less("P4", "32 writers, HTTP: p99 to Hocuspocus", Shared, "easel", "hocuspocus", P99, 0.4),
        Less("P5", "fan-out: CPU a message to Hocuspocus", Fanout, "easel", "hocuspocus", Cpu, 0.72),
        Less("P5", "fan-out: p50 to Hocuspocus", Fanout, "easel", "hocuspocus", P50, 0.75),
        Less("P5", "fan-out: p99 to Hocuspocus", Fanout, "easel", "hocuspocus", P99, 1),
        Less("P5", "fan-out: CPU a message to naive ASP.NET SSE", Fanout, "easel", "kestrel", Cpu, 0.5),
        AtMost("P6", "gestures: CPU us a delivered gesture", $"{Gestures}: easel", Cpu, 1.5),
        AtMost("P6", "gestures: p99 us", $"{Gestures}: easel", P99, 20_000),
        AtMost("P7", "idle: kB a subscriber", $"{Idle}: easel", "kb_each", 12),
        AtMost("P7", "idle: base MB", $"{Idle}: easel", "base_mb", 66),
        AtMost("P7", "idle: start ms", $"{Idle}: easel", "start_ms", 350),
        Less("P8", "join at 10,000 elements: time to ShareDB", Join, "easel", "sharedb", "join_ms", 0.25),
        Less("P8", "join at 10,000 elements: bytes to ShareDB", Join, "easel", "sharedb", "bytes", 1),
        AtMost("P8", "join at 10,000 elements: CPU ms", $"{Join}: easel", "cpu_ms", 4),
        AtMost("P10", "10,000 subscribers back and caught up, ms", Storm, "back_ms", 5_000),
        new("P10", "of them caught up", Figure.One(Storm, "caught_up"), IsFloor: true, 10_000),
        new("P11", "typing, socket: edits/s", Figure.One($"{Typing}: {Socket}", "edits_s"), IsFloor: true, 20_000),
    ];

    private static Figure ToFloor => new(
        [$"{OneWriter}: easel", $"{OneWriter}: kestrel-echo", "disk"],
        results => results.Median($"{OneWriter}: easel", P50)
            / (results.Median($"{OneWriter}: kestrel-echo", P50) + results.Median("disk", P50)));

    private static Goal More(
        string id, string text, string load, string easel, string peer, string field, double wanted) =>
        new(id, text, Figure.Ratio($"{load}: {easel}", $"{load}: {peer}", field), IsFloor: true, wanted);

    private static Goal Less(
        string id, string text, string load, string easel, string peer, string field, double wanted) =>
        new(id, text, Figure.Ratio($"{load}: {easel}", $"{load}: {peer}", field), IsFloor: false, wanted);

    private static Goal AtMost(string id, string text, string name, string field, double wanted) =>
        new(id, text, Figure.One(name, field), IsFloor: false, wanted);
}
