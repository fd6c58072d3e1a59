using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures;

/// <summary>
/// One clock for all sockets and rooms: heartbeats, ended credentials, idle and departed sessions. A timer of its own
/// for each would cost more than all of them do together.
/// </summary>
internal sealed partial class SocketSweep(
    OpenSockets sockets, Rooms rooms, IOptions<GestureOptions> options, IHostApplicationLifetime lifetime,
    ILogger<SocketSweep> log, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = lifetime.ApplicationStopping.Register(StopAll);
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var now = clock.GetUtcNow();
                foreach (var socket in sockets.All) Try(() => socket.Sweep(now));
                foreach (var room in rooms.All) Try(() => rooms.Sweep(room));
            }
        }
        catch (OperationCanceledException)
        {
            // The server has stopped.
        }
    }

    /// <summary>One that faults must neither hold up the others nor stop the server.</summary>
    private void Try(Action sweep)
    {
        try
        {
            sweep();
        }
        catch (Exception fault)
        {
            Faulted(fault);
        }
    }

    private void StopAll()
    {
        var patience = TimeSpan.FromSeconds(options.Value.CloseSeconds);
        foreach (var socket in sockets.All) _ = socket.StopAsync(patience);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A socket or room could not be swept; it is tried again")]
    private partial void Faulted(Exception fault);
}
