using System.Text.Json.Nodes;

namespace Easel.Peers.Suite;

/// <summary>Everyone loses the server at once: it is killed while all listen, and started again.</summary>
internal static class StormRun
{
    public static JsonNode Run(Rigs rigs, int subscribers)
    {
        using var before = rigs.StartEasel();
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] args = ["storm", "--subscribers", $"{subscribers}", "--patience", "30", .. before.Options];
        var run = Task.Run(() => GeneratorRun.Run(GeneratorRun.Easel, args, said =>
        {
            if (said.StartsWith("open", StringComparison.Ordinal)) opened.TrySetResult();
        }));
        Task.WaitAny(opened.Task, run);
        if (run.IsCompleted) return run.GetAwaiter().GetResult();
        before.Crash();
        using var after = rigs.StartEasel(isAgain: true);
        return run.GetAwaiter().GetResult();
    }
}
