using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Easel.Load.Suite;

/// <summary>Runs a verb of this program in a process of its own, pinned to core 1.</summary>
internal static class Generator
{
    public static JsonNode Run(RunningServer? server, params string[] args)
    {
        var start = RunningServer.Pinned(1, typeof(Generator).Assembly.Location, [.. args, .. server?.Options ?? []]);
        using var process = Process.Start(start)!;
        var report = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonNode.Parse(report)!
            : throw new InvalidOperationException($"{string.Join(' ', args)} failed.");
    }
}
