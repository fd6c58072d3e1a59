using System.Diagnostics;

namespace Easel.Load.Measure;

/// <summary>Microseconds since the machine started: the same for every process, so never the same twice.</summary>
internal static class Clock
{
    private static readonly long TicksPerUs = Stopwatch.Frequency / 1_000_000;

    public static long Us => Stopwatch.GetTimestamp() / TicksPerUs;
}
