using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures;

/// <summary>
/// One clock for all sockets and rooms: heartbeats, ended credentials, idle and departed sessions. A timer of its own
/// for each would cost more than all of them do together.
/// </summary>
internal sealed class SocketSweep(
    OpenSockets sockets, Rooms rooms, IOptions<GestureOptions> options, IHostApplicationLifetime lifetime,
    TimeProvider clock) : BackgroundService
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
                foreach (var socket in sockets.All) socket.Sweep(now);
                rooms.Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // The server has stopped.
        }
    }

    private void StopAll()
    {
        var patience = TimeSpan.FromSeconds(options.Value.CloseSeconds);
        foreach (var socket in sockets.All) _ = socket.StopAsync(patience);
    }
}
