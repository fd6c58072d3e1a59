using System.Diagnostics;

namespace Easel.Load.Measure;

/// <summary>A span of measurement: what server and generator used meanwhile.</summary>
internal sealed class Meter(ServerProcess? server)
{
    private readonly Process self = Process.GetCurrentProcess();
    private long startedUs;
    private double serverStart, selfStart;

    public double Seconds { get; private set; }

    public double ServerSeconds { get; private set; }

    public double SelfSeconds { get; private set; }

    public void Start()
    {
        serverStart = server?.CpuSeconds ?? 0;
        selfStart = Self();
        startedUs = Clock.Us;
    }

    public void Stop()
    {
        Seconds = (Clock.Us - startedUs) / 1e6;
        ServerSeconds = (server?.CpuSeconds ?? 0) - serverStart;
        SelfSeconds = Self() - selfStart;
    }

    private double Self()
    {
        self.Refresh();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
