using System.Diagnostics;

namespace Easel.Bench;

/// <summary>Processor time of all threads since it was made. The clock would also count waits for the disk.</summary>
internal sealed class ProcessorTime
{
    private readonly TimeSpan startedAt = Now();

    /// <summary>Among the benchmark's own output, which becomes comments in its log.</summary>
    public void Print(string what, long commits) => Console.WriteLine(
        $"// {what}: {(Now() - startedAt).TotalMicroseconds / commits:F1} us of processor time a commit ({commits})");

    private static TimeSpan Now()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
