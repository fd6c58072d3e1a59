using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Load.Measure;
using Easel.Load.Suite;

namespace Easel.Peers.Suite;

/// <summary>
/// All workloads, repeated, with medians at the end. Whatever fails is told of and passed over; what there is no time
/// for as well.
/// </summary>
internal sealed class SuiteRun
{
    private readonly Rigs rigs;
    private readonly string output;
    private readonly string label;
    private readonly string command;
    private readonly string? only;
    private readonly bool isQuick;
    private readonly int repetitions;
    private readonly int minutesMax;
    private readonly long startedUs = Clock.Us;
    private readonly Results results = new();
    private readonly List<string> notes = [];
    private readonly Dictionary<Step, long> took = [];
    private int complete;
    private bool isCut;

    public SuiteRun(Arguments args)
    {
        rigs = new Rigs(args);
        isQuick = args.Flag("quick");
        output = args.Text("results") ?? "bench/results";
        label = args.Text("label") ?? "peers";
        command = args.Text("command") ?? "";
        only = args.Text("only");
        repetitions = args.Number("repetitions", isQuick ? 1 : 3);
        minutesMax = args.Number("minutes", isQuick ? 5 : 18);
        if (args.Text("nice") is { } nice) RunningServer.Nice = nice;
        args.RefuseUnused();
    }

    private long LeftUs => startedUs + (minutesMax * 60_000_000L) - Clock.Us;

    public JsonObject Run()
    {
        var load = Machine.LoadAverage();
        var steps = new Workloads(rigs, isQuick).All().Select(Chosen).Where(step => step.Loads.Any(one => one.IsKept))
            .ToList();
        if (steps.Count == 0 && !IsChosen(Workloads.Storm))
            throw new FormatException($"No workload has {only} in its name.");
        foreach (var missing in steps.Select(step => step.Rig).Where(rig => rig.Missing is not null).DistinctBy(Name))
            Note($"{missing.Name} is left out: {missing.Missing}.");
        steps.RemoveAll(step => step.Rig.Missing is not null);
        var written = new JsonObject();
        for (var repetition = 1; repetition <= repetitions && (repetition == 1 || LeftUs > 0); repetition++)
        {
            Repeat(steps, repetition);
            if (!isCut) complete = repetition;
            // After each, so that a run that is ended early has not been for nothing.
            written = Write(load);
        }

        Directory.Delete(rigs.Data, recursive: true);
        return written;
    }

    private void Repeat(List<Step> steps, int repetition)
    {
        Console.Error.WriteLine($"--- repetition {repetition} of {repetitions}, {LeftUs / 60e6:0.0} minutes left");
        foreach (var step in steps.Where(step => repetition <= step.Repetitions)) Take(step, repetition);
        Directory.CreateDirectory(rigs.Data);
        TryMeasure("disk", isKept: true, () => GeneratorRun.Run(GeneratorRun.Easel, ["disk", "--folder", rigs.Data]));
        if (repetition == 1 && IsChosen(Workloads.Storm))
            TryMeasure(Workloads.Storm, isKept: true, () => StormRun.Run(rigs, subscribers: 10_000));
    }

    private JsonObject Write(string loadBefore) =>
        ReportFiles.Write(output, label, results, notes, new JsonObject
        {
            ["command"] = command,
            ["machine"] = Machine.Describe(),
            ["load_average_before"] = loadBefore,
            ["load_average_after"] = Machine.LoadAverage(),
            ["repetitions"] = complete,
            ["minutes"] = Math.Round((Clock.Us - startedUs) / 60e6, 1),
        });

    private static string Name(Rig rig) => rig.Name;

    private Step Chosen(Step step) =>
        step with { Loads = [.. step.Loads.Where(load => !load.IsKept || IsChosen(load.Name))] };

    private bool IsChosen(string load) => only is null || load.Contains(only, StringComparison.OrdinalIgnoreCase);

    /// <summary>A step, if its last time shows that there is time for it.</summary>
    private void Take(Step step, int repetition)
    {
        if (LeftUs < took.GetValueOrDefault(step))
        {
            isCut = true;
            Note($"No time was left for {step.Loads[^1].Name} of {step.Rig.Name}, repetition {repetition}.");
            return;
        }

        var start = Clock.Us;
        try
        {
            using var server = step.Rig.Start(step.Documents);
            foreach (var load in step.Loads)
            {
                if (server.HasExited) throw new InvalidOperationException("The server has ended.");
                Measure(step, load, server);
            }
        }
        catch (Exception failure)
        {
            // Whatever it was: the figures of the others are still worth having.
            Note($"{step.Rig.Name} failed: {failure.Message}");
        }

        took[step] = Clock.Us - start;
    }

    private void Measure(Step step, Load load, RunningServer server)
    {
        var name = $"{load.Name}: {load.As ?? step.Rig.Name}";
        string[] args = [.. load.Options, "--protocol", load.Protocol ?? step.Rig.Protocol, .. server.Options];
        TryMeasure(name, load.IsKept, () =>
        {
            var report = GeneratorRun.Run(GeneratorRun.Peers, args);
            report["start_ms"] = server.StartMs;
            return report;
        });
    }

    private void TryMeasure(string name, bool isKept, Func<JsonNode> measure)
    {
        try
        {
            var report = measure();
            if (isKept) results.Add(name, report);
            if (report["unanswered"]?.GetValue<long>() > 0 || report["undelivered"]?.GetValue<long>() > 0)
                Note($"{name}: something was lost: {report.ToJsonString()}");
        }
        catch (Exception failure)
        {
            Note($"{name} failed: {failure.Message}");
        }
    }

    private void Note(string note)
    {
        notes.Add(note);
        Console.Error.WriteLine(note);
    }
}
