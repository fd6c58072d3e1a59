using System.Globalization;
using System.Text.Json.Nodes;
using Easel.Load.Measure;

namespace Easel.Load.Loads;

/// <summary>
/// What a level designer waits for, over HTTP and with the disk: opening a map, the first one of a new server and
/// others; edits, undos and redos; saves. And what the history of a map takes of the server's memory.
/// </summary>
internal sealed class MapLoad(Target target, Arguments args)
{
    /// <summary>As many edits as can be undone.</summary>
    private const int HistoryMax = 100;

    /// <summary>What a server does after an open, such as a snapshot, is not a part of the next.</summary>
    private const int PauseMs = 200;

    // In turn; the level must have a wall 99, an entity 30 and a sector 40.
    private static readonly (string Kind, string Command)[] Edits =
    [
        ("create_light", """{"kind":"map-edit/create-light","at":{"x":1,"y":2}}"""),
        ("move_entity",
            """{"kind":"map-edit/move-entity","target":{"kind":"entity","index":30},"to":{"x":1,"y":2}}"""),
        ("update_wall",
            """{"kind":"map-edit/update-fields","target":{"kind":"wall","index":99},"set":{"tex":"X"}}"""),
        ("texture_walls", """{"kind":"map-edit/set-sector-wall-tex","sectorId":40,"tex":"X"}"""),
    ];

    private readonly string level = args.Text("level") ?? throw new FormatException("--level is needed.");
    private readonly string folder = args.Text("maps") ?? throw new FormatException("--maps is needed.");
    private readonly int maps = args.Number("count", 10);
    private readonly int adminPort = args.Number("admin-port", 0);
    private readonly Dictionary<string, Histogram> took = [];
    private long answerBytes;
    private string mapId = "";
    private long revision;

    public JsonObject Run()
    {
        args.RefuseUnused();
        for (var i = 0; i < maps; i++) File.Copy(level, Path.Combine(folder, $"load-{i}.json"), overwrite: true);
        var request = AskUs("state:get", "{}"); // As editors do before they open anything.
        var (cold, opening) = (new Meter(target.Process), new Meter(target.Process));
        cold.Start();
        var first = OpenUs(0);
        cold.Stop();
        opening.Start();
        for (var i = 1; i < maps; i++)
        {
            Thread.Sleep(PauseMs);
            Took("open", OpenUs(i));
        }

        opening.Stop();
        for (var i = 0; i < maps; i++) Took("open_again", OpenUs(i));
        var before = Memory();
        for (var i = 0; i < maps; i++) EditAll(i);
        var after = Memory();
        var report = new JsonObject
        {
            ["level_bytes"] = new FileInfo(level).Length,
            ["answer_bytes"] = answerBytes,
            ["first_request_us"] = request,
            ["first_open_us"] = first,
            ["first_open_cpu_us"] = Math.Round(cold.ServerSeconds * 1e6),
            ["open_cpu_us"] = Math.Round(opening.ServerSeconds * 1e6 / Math.Max(1, maps - 1)),
        };
        foreach (var (name, times) in took)
            report[name] = new JsonObject
            {
                ["best_us"] = times.Quantile(1e-9),
                ["p50_us"] = times.Quantile(0.5),
                ["p99_us"] = times.Quantile(0.99),
            };
        report["history_mb_map"] = new JsonObject
        {
            ["resident"] = Math.Round((after.Resident - before.Resident) / maps, 2),
            ["heap"] = Math.Round((after.Heap - before.Heap) / maps, 2),
        };
        return report;
    }

    /// <summary>Fills the history of a map, then goes back and forth in it, and saves.</summary>
    private void EditAll(int number)
    {
        OpenUs(number);
        for (var i = 0; i < HistoryMax; i++)
        {
            var (kind, command) = Edits[i % Edits.Length];
            Took(kind, ChangeUs("map:edit", $",\"command\":{command}"));
        }

        for (var i = 0; i < HistoryMax / 10; i++)
        {
            Took("undo", ChangeUs("map:undo", ""));
            Took("redo", ChangeUs("map:redo", ""));
        }

        Took("save", AskUs("map:save", $$"""{"mapId":"{{mapId}}"}"""));
    }

    /// <summary>By a connection of its own, as somebody who comes does it.</summary>
    private long OpenUs(int number) => AskUs("map:open", $$"""{"mapPath":"load-{{number}}.json"}""");

    private long ChangeUs(string channel, string more) =>
        AskUs(channel, $$"""{"mapId":"{{mapId}}","baseRevision":{{revision}}{{more}}}""");

    private long AskUs(string channel, string body)
    {
        var (start, taken) = (Clock.Us, 0L);
        using var connection = target.Connect();
        target.Ask(connection, "POST", $"/ipc/{channel}", body, answer =>
        {
            if (answer.Status != 200) throw new InvalidDataException(answer.Text);
            taken = Clock.Us - start;
            if (channel == "state:get") return;
            if (channel == "map:open") (mapId, answerBytes) = (TextAfter(answer.Text, "\"mapId\":\""), answer.Length);
            revision = long.Parse(TextAfter(answer.Text, "\"revision\":"), CultureInfo.InvariantCulture);
        });
        return taken;
    }

    /// <summary>The last of that name: before it stands what the map has in it.</summary>
    private static string TextAfter(string text, string name)
    {
        var at = text.LastIndexOf(name, StringComparison.Ordinal) + name.Length;
        return text.Substring(at, text.AsSpan(at).IndexOfAny("\",}"));
    }

    private void Took(string name, long us)
    {
        if (!took.TryGetValue(name, out var times)) took.Add(name, times = new Histogram());
        times.Add(us);
    }

    /// <summary>Resident, and the managed heap as the last collection left it; in MiB.</summary>
    private (double Resident, double Heap) Memory()
    {
        var resident = target.Process?.ResidentMb ?? 0;
        if (adminPort == 0) return (resident, 0);
        using var http = new HttpClient();
        var text = http.GetStringAsync(new Uri($"http://127.0.0.1:{adminPort}/metrics")).GetAwaiter().GetResult();
        var bytes = text.Split('\n').Where(line => line.StartsWith("dotnet_gc_heap_bytes", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture));
        return (resident, bytes / (1 << 20));
    }
}
