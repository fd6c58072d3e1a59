using System.Globalization;
using System.Text.Json.Nodes;

namespace Easel.Load.Suite;

/// <summary>
/// All workloads, repeated, Easel and the bare servers in turn, so that both meet the same moods of the machine. Each
/// repetition has fresh servers on fresh folders.
/// </summary>
internal sealed class SuiteRun(Arguments args)
{
    private const int EaselPort = 5_091;
    private const int RigPort = 5_092;

    private readonly string easel = args.Text("server") ?? throw new FormatException("--server is missing");
    private readonly string rig = args.Text("rig") ?? throw new FormatException("--rig is missing");
    private readonly string data = args.Text("folder") ?? Path.Combine(Path.GetTempPath(), "easel-bench");
    private readonly string output = args.Text("results") ?? "bench/results";
    private readonly string label = args.Text("label") ?? "foundation";
    private readonly string command = args.Text("command") ?? "";
    private readonly bool isQuick = args.Flag("quick");
    private readonly bool isLong = args.Flag("long");
    private readonly int repetitions = args.Number("repetitions", args.Flag("quick") ? 1 : 3);
    private readonly int growths = args.Number("growths", 1);
    private readonly Results results = new();

    private string WarmUp => isQuick ? "4" : "20";

    private string Duration => isQuick ? "2" : "5";

    public JsonObject Run()
    {
        if (args.Text("nice") is { } nice) RunningServer.Nice = nice;
        args.RefuseUnused();
        var load = Machine.LoadAverage();
        for (var i = 0; i < repetitions; i++)
        {
            Console.Error.WriteLine($"--- repetition {i + 1} of {repetitions}");
            MeasureEasel();
            MeasureRig();
            results.Add("disk", Generator.Run(null, "disk", "--folder", data));
            MeasureIdle();
        }

        for (var i = 0; i < growths && !isQuick; i++)
        {
            Console.Error.WriteLine($"--- growth {i + 1} of {growths}");
            MeasureGrowth(100, isLong ? "1000,100000,1000000" : "1000,100000");
            MeasureGrowth(10_000, "1000,100000");
        }

        Directory.Delete(data, recursive: true);
        return Write(load);
    }

    private void MeasureEasel()
    {
        using var server = RunningServer.Easel(easel, Fresh("easel"), EaselPort);
        Warm(server, WarmUp, ["--prefix", "warm"]);
        foreach (var workload in Workload.All(isQuick))
            results.Add($"easel {workload.Name}", Generator.Run(server, [.. workload.Options, "--duration", Duration]));
    }

    private void MeasureRig()
    {
        using var server = RunningServer.Rig(rig, Path.Combine(Fresh("rig"), "log"), RigPort);
        foreach (var (name, path) in new[] { ("echo", "/echo/{id}"), ("log", "/canvas/{id}/commands") })
        {
            string[] bare = ["--bare", "--path", path];
            Warm(server, isQuick ? "3" : "10", bare);
            foreach (var workload in Workload.All(isQuick).Where(one => one.HasBare))
            {
                results.Add($"{name} {workload.Name}",
                    Generator.Run(server, [.. workload.Options, "--duration", Duration, .. bare]));
            }
        }
    }

    private void MeasureGrowth(int atoms, string points)
    {
        var folder = Fresh("grow");
        using (var server = RunningServer.Easel(easel, folder, EaselPort))
        {
            Warm(server, WarmUp, []);
            var reports = Generator.Run(
                server, "grow", "--atoms", $"{atoms}", "--points", points, "--duration", "2", "--warm-up", "0.5");
            foreach (var (report, point) in reports.AsArray().Zip(points.Split(',')))
                results.Add($"grow {atoms} atoms, {point} commits", report!);
        }

        using (var server = RunningServer.Easel(easel, folder, EaselPort))
        {
            // Another canvas first: not the first request of a process is of interest, but the first of a document.
            Generator.Run(server, "join", "--canvas", "load-0");
            var join = Generator.Run(server, "join", "--canvas", "grow", "--joins", "1").AsObject();
            join["start_ms"] = server.StartMs;
            results.Add($"cold open {atoms} atoms, {points.Split(',')[^1]} commits", join);
        }
    }

    private void MeasureIdle()
    {
        using var server = RunningServer.Easel(easel, Fresh("idle"), EaselPort);
        var report = Generator.Run(server, "idle", "--subscribers", isQuick ? "200" : "1000").AsObject();
        report["start_ms"] = server.StartMs;
        results.Add("idle", report);
    }

    /// <summary>For the compiler, which takes its time on a single core.</summary>
    private static void Warm(RunningServer server, string seconds, string[] options) => Generator.Run(
        server,
        ["commands", "--writers", "32", "--canvases", "32", "--warm-up", "0", "--duration", seconds, .. options]);

    private string Fresh(string name)
    {
        var folder = Path.Combine(data, name);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        return folder;
    }

    private JsonObject Write(string loadAverage)
    {
        var name = $"{DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}-{label}";
        Directory.CreateDirectory(output);
        var file = Path.Combine(output, $"{name}.json");
        var report = new JsonObject
        {
            ["command"] = command,
            ["machine"] = Machine.Describe(),
            ["load_average_before"] = loadAverage,
            ["repetitions"] = repetitions,
            ["runs"] = results.ToJson(),
        };
        File.WriteAllText(file, report.ToJsonString(new() { WriteIndented = true, TypeInfoResolver = NoTypes }) + "\n");
        File.WriteAllText(Path.ChangeExtension(file, ".md"), new MarkdownReport(results).Write(report));
        return new JsonObject { ["written"] = Path.ChangeExtension(file, ".md") };
    }

    // Reflection is off, and nodes need none.
    private static System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver NoTypes =>
        System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine();
}
