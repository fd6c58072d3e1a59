using Easel.Documents;
using Easel.Server.Operations;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Stream;

/// <summary>How a stream ends.</summary>
internal enum Ending
{
    None,

    /// <summary>The response is completed: credentials have ended, or the canvas was killed (SPEC ST6, TE8).</summary>
    Clean,

    /// <summary>The connection is broken, so that the reader comes back: a stall, or a server that stops.</summary>
    Cut,
}

/// <summary>
/// One reader of a canvas: a place in its history and nothing more, so that it may be slow without holding memory and
/// without missing a commit (SPEC ST5).
/// </summary>
/// <remarks>
/// Whoever has news for it calls <see cref="Wake"/>. The first to do so sends, and looks again before it rests if
/// others have called meanwhile; so one at a time writes, and no call is lost. A write that the kernel takes at once,
/// which is nearly every one, costs neither a thread nor an allocation.
/// </remarks>
internal sealed class Subscriber(
    Audience audience, EventSink sink, Action abort, Revision sent, Tenure tenure, long endsAt)
{
    private const int Resting = 0, Sending = 1, CalledAgain = 2;

    private readonly Lock aborting = new();
    private readonly TaskCompletionSource<Ending> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WaitingEvents events = new(audience.Options.EventsMax);
    private long heartbeatAt = audience.Now + audience.Ticks(audience.Options.Heartbeat);
    private long waitingSince;
    private int turn;
    private int ending;
    private bool isDetached;
    private volatile bool isHeartbeatDue;

    public string Subject => tenure.Context.Identity.Subject;

    /// <summary>Completed when nothing will be written any more.</summary>
    public Task<Ending> Ended => ended.Task;

    /// <summary>Its place among the others; kept by <see cref="Audience"/>.</summary>
    public int Index { get; set; } = -1;

    /// <summary>Says that there may be something to send.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref turn, CalledAgain) == Resting) _ = SendAllAsync();
    }

    /// <summary>Queues an event that is no commit.</summary>
    public void Post(StreamEvent one)
    {
        events.Add(one);
        Wake();
    }

    /// <summary>Ends it: cleanly after what is there was sent, or at once.</summary>
    public void End(Ending how)
    {
        // An end that is under way can only become a harder one.
        int was;
        do was = Volatile.Read(ref ending);
        while (was < (int)how && Interlocked.CompareExchange(ref ending, (int)how, was) != was);

        if (how == Ending.Cut) Abort();
        else if (endsAt > audience.Now) endsAt = audience.Now;
        Wake();
    }

    /// <summary>
    /// Lets go of the connection. Has to come before the request ends: what serves it serves another one then, and
    /// whoever still holds this must not abort that.
    /// </summary>
    public void Detach()
    {
        lock (aborting) isDetached = true;
    }

    /// <summary>What time brings: heartbeats, the end of credentials, and the end of patience.</summary>
    public void Look(long now)
    {
        var waiting = Volatile.Read(ref waitingSince);
        if (waiting != 0 && now - waiting > audience.Ticks(audience.Options.StallMax))
        {
            audience.LogStall(Subject);
            End(Ending.Cut);
        }
        else if (now >= endsAt + audience.Ticks(audience.Options.EndMax))
        {
            End(Ending.Cut);
        }
        else if (now >= endsAt)
        {
            End(Ending.Clean);
        }
        else if (tenure.Refuse(audience.Key.Id) is { } refusal)
        {
            if (refusal.Problem == Problems.CanvasKilled) Post(StreamEvent.Killed(audience.Key.Id, refusal.Detail));
            End(Ending.Clean);
        }
        else if (now >= heartbeatAt)
        {
            heartbeatAt += audience.Ticks(audience.Options.Heartbeat);
            isHeartbeatDue = true;
            Wake();
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            do
            {
                // A full fence: what is read from here on is at least as new as the calls that this takes.
                Interlocked.Exchange(ref turn, Sending);

                // Before sending: what was there when it was told to end is sent.
                var isLast = Volatile.Read(ref ending) != (int)Ending.None;
                await SendNewsAsync();
                if (!isLast) continue;
                ended.TrySetResult((Ending)Volatile.Read(ref ending));
                return; // Without resting: nobody will send any more.
            }
            while (Interlocked.CompareExchange(ref turn, Resting, Sending) != Sending);
        }
        catch (Exception fault)
        {
            audience.LogFault(fault, Subject);
            Abort();
            ended.TrySetResult(Ending.Cut);
        }
    }

    private async ValueTask SendNewsAsync()
    {
        while (Volatile.Read(ref ending) != (int)Ending.Cut)
        {
            if (sent < audience.Head)
            {
                var page = audience.FindAfter(sent) ?? await ReadLogAsync();
                await SendAsync(page.Chunk);
                Measures.CommitsDelivered.Add(page.UpTo.Number - sent.Number);
                sent = page.UpTo;
            }
            else if (events.TryTake(out var one))
            {
                await SendAsync(one.Encode(audience.Form));
            }
            else if (isHeartbeatDue)
            {
                isHeartbeatDue = false;
                await SendAsync(Frames.Heartbeat);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Whoever called <see cref="Wake"/> goes on at once; the log is read on another thread.</summary>
    private async ValueTask<CommitPage> ReadLogAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await audience.ReadAfterAsync(sent);
    }

    private void Abort()
    {
        lock (aborting)
        {
            if (!isDetached) abort();
        }
    }

    private async ValueTask SendAsync(Chunk chunk)
    {
        var write = sink.WriteAsync(chunk);
        if (!write.IsCompleted) Volatile.Write(ref waitingSince, audience.Now);
        var result = await write;
        waitingSince = 0;
        if (result.IsCompleted) End(Ending.Cut);
    }
}
