using System.Diagnostics;
using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Load.Suite;

namespace Easel.Peers.Suite;

/// <summary>One run of a generator in a process of its own, pinned to core 1, with a bound on its time.</summary>
internal static class GeneratorRun
{
    private const int MaxMs = 45_000;
    private const string Unhandled = "Unhandled exception. ";

    /// <summary>Loads that speak to peers.</summary>
    public static string Peers => typeof(GeneratorRun).Assembly.Location;

    /// <summary>Loads that only Easel has.</summary>
    public static string Easel => typeof(Target).Assembly.Location;

    /// <param name="said">Called with each line that it says while it runs.</param>
    /// <exception cref="InvalidOperationException">It failed, or took too long; with what it said of that.</exception>
    public static JsonNode Run(string program, IEnumerable<string> args, Action<string>? said = null)
    {
        var start = RunningServer.Pinned(1, program, [.. args]);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var failure = "";
        process.ErrorDataReceived += (_, line) =>
        {
            if (string.IsNullOrWhiteSpace(line.Data)) return;
            // Behind the line that tells of a failure come those that tell where in the generator it was.
            if (!failure.StartsWith(Unhandled, StringComparison.Ordinal)) failure = line.Data;
            said?.Invoke(line.Data);
        };
        process.BeginErrorReadLine();
        var report = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(MaxMs))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"took more than {MaxMs / 1_000} s");
        }

        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonNode.Parse(report.GetAwaiter().GetResult())!
            : throw new InvalidOperationException(failure.Length > 0 ? failure : $"ended with {process.ExitCode}");
    }
}
