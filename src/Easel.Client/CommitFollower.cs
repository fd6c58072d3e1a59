namespace Easel.Client;

/// <summary>Keeps a stream open, takes in what it brings, and loads the state where commits do not lead on.</summary>
internal sealed class CommitFollower(
    SharedCanvas canvas, ICanvasTransport transport, CommandSender sender, EaselClientOptions options,
    TimeProvider clock)
{
    private readonly Backoff backoff = new(options);
    private bool mustLoad;
    private TimeSpan? comeBackAfter;

    /// <summary>Ends a wait.</summary>
    public Signal Retry { get; } = new();

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            comeBackAfter = null;
            var wait = await TryFollowAsync(ct).ConfigureAwait(false);
            await Retry.WaitAsync(wait, clock, ct).ConfigureAwait(false);
        }
    }

    /// <returns>How long to wait before the next attempt.</returns>
    private async Task<TimeSpan> TryFollowAsync(CancellationToken ct)
    {
        try
        {
            await FollowAsync(ct).ConfigureAwait(false);
            if (canvas.Status.Phase == SessionPhase.Killed) return options.DeniedRetry;
            if (!mustLoad) canvas.SetStream(new(SessionPhase.Offline));
        }
        catch (EaselException failed)
        {
            canvas.SetStream(StatusOf(failed));
            if (failed.Status is 401 or 403 or 423) return options.DeniedRetry;
        }

        return comeBackAfter ?? backoff.Next();
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        if (canvas.Status.Phase == SessionPhase.Offline) canvas.SetStream(new(SessionPhase.Connecting));
        if (mustLoad) canvas.Reset(await transport.SnapshotAsync(null, ct).ConfigureAwait(false));
        mustLoad = false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var astray = WatchAsync(stop);
        try
        {
            await foreach (var one in transport.FollowAsync(canvas.Cursor, stop.Token).ConfigureAwait(false))
            {
                if (one is not StreamEvent.Committed { Commit: var commit }) Take(one);
                else await TakeAsync(commit, ct).ConfigureAwait(false);
                if (mustLoad) return;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            mustLoad = true; // The server has another history.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await astray.ConfigureAwait(false);
        }
    }

    private void Take(StreamEvent one)
    {
        switch (one)
        {
            case StreamEvent.Opened:
                canvas.SetStream(new(SessionPhase.Live));
                sender.Retry.Set();
                break;
            case StreamEvent.Retry(var after):
                comeBackAfter = after < options.RetryAfterMax ? after : options.RetryAfterMax;
                break;
            case StreamEvent.Reset:
                mustLoad = true;
                break;
            case StreamEvent.Killed:
                canvas.SetStream(new(SessionPhase.Killed, "CANVAS_KILLED"));
                break;
        }
    }

    private async Task TakeAsync(CanvasCommit commit, CancellationToken ct)
    {
        mustLoad = !canvas.Take(commit);
        if (mustLoad) return;
        backoff.Reset();
        // The canvas was empty before: only now is there an epoch to be asked for.
        if (canvas.Epoch is null) canvas.Learn((await transport.SnapshotAsync(null, ct).ConfigureAwait(false)).Epoch);
    }

    /// <summary>Stops the stream when an answer shows that it follows another history than the server's.</summary>
    private async Task WatchAsync(CancellationTokenSource stop)
    {
        try
        {
            await canvas.Astray.WaitAsync(stop.Token).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
    }

    private static SessionStatus StatusOf(EaselException failed) => failed.Status switch
    {
        401 or 403 => new(SessionPhase.Denied, failed.Code),
        423 => new(SessionPhase.Killed, failed.Code),
        _ => new(SessionPhase.Offline, failed.Code),
    };
}
