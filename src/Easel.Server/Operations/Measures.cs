using System.Diagnostics.Metrics;

namespace Easel.Server.Operations;

/// <summary>
/// What this server counts and times, once for the process. It costs next to nothing while nobody listens, and never
/// allocates: labels are constants, and none of them can hold an id, a tenant, an actor or a path.
/// </summary>
internal static class Measures
{
    public const string MeterName = "Easel";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> Commits = Meter.CreateCounter<long>("easel.commits");
    public static readonly Counter<long> CommandsRefused = Meter.CreateCounter<long>("easel.commands.refused");
    public static readonly Histogram<double> CommandDuration = Meter.CreateHistogram<double>("easel.command.duration");
    public static readonly UpDownCounter<long> CommandsWaiting =
        Meter.CreateUpDownCounter<long>("easel.commands.waiting");

    public static readonly UpDownCounter<long> StreamsOpen = Meter.CreateUpDownCounter<long>("easel.streams.open");
    public static readonly UpDownCounter<long> SocketsOpen = Meter.CreateUpDownCounter<long>("easel.sockets.open");
    public static readonly Counter<long> CommitsDelivered = Meter.CreateCounter<long>("easel.stream.commits");
    public static readonly Counter<long> GesturesRelayed = Meter.CreateCounter<long>("easel.gestures.relayed");
    public static readonly Counter<long> GesturesDropped = Meter.CreateCounter<long>("easel.gestures.dropped");

    public static readonly UpDownCounter<long> StoreWaiting = Meter.CreateUpDownCounter<long>("easel.store.waiting");
    public static readonly Histogram<long> StoreBatch = Meter.CreateHistogram<long>("easel.store.batch");
    public static readonly Histogram<double> StoreSync = Meter.CreateHistogram<double>("easel.store.sync.duration");
    public static readonly Counter<long> StoreFailures = Meter.CreateCounter<long>("easel.store.failures");

    public static readonly Counter<long> ConnectionsRefused =
        Meter.CreateCounter<long>("easel.connections.refused");

    public static readonly Counter<long> RatesRefused = Meter.CreateCounter<long>("easel.rates.refused");

    public static readonly Counter<long> ArtifactBytes = Meter.CreateCounter<long>("easel.artifacts.bytes");
    public static readonly Counter<long> ArtifactsSwept = Meter.CreateCounter<long>("easel.artifacts.swept");
    public static readonly Counter<long> ArtifactsDamaged = Meter.CreateCounter<long>("easel.artifacts.damaged");

    /// <summary>Notes what became of a command.</summary>
    /// <param name="refusedAs">The code of the problem; null if it was committed.</param>
    public static void Answered(string? refusedAs, TimeSpan after)
    {
        if (refusedAs is null) Commits.Add(1);
        else CommandsRefused.Add(1, new KeyValuePair<string, object?>("code", refusedAs));
        CommandDuration.Record(after.TotalSeconds);
    }
}
