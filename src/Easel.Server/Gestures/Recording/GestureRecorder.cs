using System.Collections.Concurrent;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Tenancy;
using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures.Recording;

/// <summary>
/// Keeps gestures where the flag <c>gesture_logging</c> says so. They are not part of the document: they are written
/// now and then, without a sync, and a crash costs those of the last moment.
/// </summary>
internal sealed partial class GestureRecorder(
    GestureFiles files, IDocumentStore store, Access access, IOptions<RecordingOptions> options, TimeProvider clock,
    ILogger<GestureRecorder> log) : BackgroundService
{
    private readonly ConcurrentDictionary<DocumentKey, CanvasRecording> recordings = new();
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Takes what somebody did, if it is recorded there. What nobody may see is not.</summary>
    public void Take(DocumentKey canvas, RoomMember from, int kind, byte[] frame)
    {
        var flags = access.FlagsOf(canvas.Tenant);
        if (flags.GestureLogging == GestureLogging.Off || flags.Visibility == Visibility.Private) return;
        var actor = from.Presence.Actor;
        var json = Frames.Payload(frame);
        var data = SocketMessage.Find(json, "data"u8);
        var gesture = new RecordedGesture(
            clock.GetUtcNow(), SocketMessage.StringOf(SocketMessage.Find(data, "actor_id"u8)) ?? actor.Subject,
            SocketMessage.StringOf(SocketMessage.Find(data, "kind"u8)) ?? "", json);
        while (!recordings.GetOrAdd(canvas, _ => new CanvasRecording(options.Value))
            .TryTake(actor.SessionId, kind, gesture, flags.GestureLogging))
        {
            // It was closed in this moment, and is taken out of the dictionary before long.
            Thread.Yield();
        }
    }

    /// <summary>Writes what waits, so that whoever reads now misses nothing.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            foreach (var (canvas, recording) in recordings) await WriteAsync(canvas, recording);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Deletes what was recorded on a canvas up to a time, with the rest of the files that hold it.</summary>
    /// <exception cref="StorageUnavailableException">Some of it may still be there.</exception>
    public async Task EraseAsync(DocumentKey canvas, DateTimeOffset upTo)
    {
        await FlushAsync(CancellationToken.None);
        await turn.WaitAsync();
        try
        {
            files.Erase(canvas, upTo);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("recorded gestures could not be deleted", failure);
        }
        finally
        {
            turn.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.KeyframeMs), clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                await FlushAsync(CancellationToken.None);
            }
            catch (Exception fault)
            {
                if (stoppingToken.IsCancellationRequested) return; // The store may be closed already.
                LogFault(fault); // One that ends would take the server with it.
            }
        }
    }

    /// <summary>One that cannot be written costs no other anything.</summary>
    private async ValueTask WriteAsync(DocumentKey canvas, CanvasRecording recording)
    {
        try
        {
            if (recording.Drain() is not { } gestures)
                recordings.TryRemove(new KeyValuePair<DocumentKey, CanvasRecording>(canvas, recording));
            else if (gestures.Count > 0 && await store.FindAsync(canvas, CancellationToken.None) is not null)
                files.Append(canvas, gestures); // Rooms need no canvas; files do.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or StorageUnavailableException or DocumentDamagedException)
        {
            LogFailure(failure); // Deliberate loss: no edit waits for a gesture.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Recorded gestures could not be written and are lost")]
    private partial void LogFailure(Exception failure);

    [LoggerMessage(2, LogLevel.Error, "Recorded gestures could not all be written")]
    private partial void LogFault(Exception fault);
}
