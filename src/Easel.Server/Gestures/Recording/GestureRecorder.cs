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
    GestureFiles files, Access access, IOptions<RecordingOptions> options, TimeProvider clock,
    ILogger<GestureRecorder> log) : BackgroundService
{
    private readonly ConcurrentDictionary<DocumentKey, CanvasRecording> recordings = new();
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Takes what somebody did, if it is recorded there.</summary>
    /// <param name="kind">The name that the gesture gives its kind, quoted as it came; empty if it gives none.</param>
    public void Take(DocumentKey canvas, PresentActor from, string? actorId, string kind, ReadOnlyMemory<byte> json)
    {
        var logging = access.FlagsOf(canvas.Tenant).GestureLogging;
        if (logging == GestureLogging.Off) return;
        var gesture = new RecordedGesture(clock.GetUtcNow(), actorId ?? from.Subject, kind, json);
        recordings.GetOrAdd(canvas, _ => new CanvasRecording(options.Value)).Take(from.SessionId, gesture, logging);
    }

    /// <summary>Writes what waits, so that whoever reads now misses nothing.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            foreach (var (canvas, recording) in recordings)
            {
                if (recording.Drain() is { Count: > 0 } gestures) files.Append(canvas, gestures);
                else recordings.TryRemove(new KeyValuePair<DocumentKey, CanvasRecording>(canvas, recording));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(failure); // Deliberate loss: no edit waits for a gesture.
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Deletes what was recorded on a canvas up to a time, with the rest of the files that hold it.</summary>
    public async Task EraseAsync(DocumentKey canvas, DateTimeOffset upTo)
    {
        await FlushAsync(CancellationToken.None);
        await turn.WaitAsync();
        try
        {
            files.Erase(canvas, upTo);
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
        while (await timer.WaitForNextTickAsync(CancellationToken.None)) await FlushAsync(CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Error, "Recorded gestures could not be written and are lost")]
    private partial void LogFailure(Exception failure);
}
