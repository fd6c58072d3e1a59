namespace Easel.Client;

/// <summary>
/// Sends what the outbox says, one request at a time, and the same request again until its outcome is known.
/// </summary>
internal sealed class CommandSender(
    SharedCanvas canvas, ICanvasTransport transport, PendingSaver saver, EaselClientOptions options, TimeProvider clock)
{
    private readonly Backoff backoff = new(options);

    /// <summary>Ends a wait: the server can be reached again, or may have changed its mind.</summary>
    public Signal Retry { get; } = new();

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            if (canvas.Next() is not { } request)
            {
                await canvas.Sendable.WaitAsync(ct).ConfigureAwait(false);
                continue;
            }

            await saver.SaveAsync(ct).ConfigureAwait(false);
            var reply = await transport.SendAsync(request, ct).ConfigureAwait(false);
            canvas.Take(request, reply);
            canvas.SetBlocked(Blocked(reply));
            if (Wait(reply) is { } wait) await Retry.WaitAsync(wait, clock, ct).ConfigureAwait(false);
            else backoff.Reset();
        }
    }

    private static SessionStatus? Blocked(CommandReply reply) => reply switch
    {
        CommandReply.NotAllowed { Status: 423, Code: var code } => new(SessionPhase.Killed, code),
        CommandReply.NotAllowed { Code: var code } => new(SessionPhase.Denied, code),
        _ => null,
    };

    private TimeSpan? Wait(CommandReply reply) => reply switch
    {
        CommandReply.NotAllowed => options.DeniedRetry,
        CommandReply.TryLater { After: { } after } => after < options.RetryAfterMax ? after : options.RetryAfterMax,
        CommandReply.TryLater or CommandReply.Unknown => backoff.Next(),
        _ => null,
    };
}

/// <summary>Saves pending edits, the newest state whenever there is one, never two saves at once.</summary>
internal sealed class PendingSaver(SharedCanvas canvas, IPendingStore store) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private long savedVersion;
    private bool isClear;

    /// <summary>Saves in the background what nobody waits for.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await canvas.Unsaved.WaitAsync(ct).ConfigureAwait(false);
            await SaveAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when all edits so far are saved, or were told not to be.</summary>
    /// <returns>Whether they are.</returns>
    public async Task<bool> SaveAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var (state, version) = canvas.Save();
            if (version == savedVersion) return true;
            if (!state.Pending.IsEmpty) await store.SaveAsync(state.Encode(), ct).ConfigureAwait(false);
            else if (!isClear) await store.ClearAsync(ct).ConfigureAwait(false);
            (savedVersion, isClear) = (version, state.Pending.IsEmpty);
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Sending goes on: what is committed on the server needs no disk here.
            canvas.Tell([new CanvasEvent.Failed(new EaselException(
                EaselCodes.PendingNotSaved, "Pending edits could not be saved.", inner: failed))]);
            return false;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
