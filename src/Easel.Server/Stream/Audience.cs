using System.Collections.Immutable;
using Easel.Documents;

namespace Easel.Server.Stream;

/// <summary>
/// All readers of one canvas in one form, and the pump that tells them of commits. A commit is read and encoded once,
/// for all; readers who are further behind than the shared pages read the log, each at its own pace.
/// </summary>
internal sealed partial class Audience : IDisposable
{
    private readonly CommitFeed.Follower follower;
    private readonly CommitPages pages;
    private readonly CancellationTokenSource closing = new();
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock gate = new();
    private readonly List<Subscriber> subscribers = [];
    private Subscriber[]? all = [];
    private long head;
    private long headSeen;
    private bool isBroken;
    private ImmutableArray<CommitPage> shared = [];
    private CommitPage? lastRead;

    public Audience(
        DocumentKey key, EventForm form, CommitFeed feed, CommitPages pages, StreamOptions options, TimeProvider clock,
        ILogger log)
    {
        (Key, Form, Options, this.pages, this.clock, this.log) = (key, form, options, pages, clock, log);

        // Follow before anyone reads the head. A commit in between is then found by the pump, and whoever has it
        // already passes over it; the other order would lose it, and no later event would reveal the gap.
        follower = feed.Follow(key);
    }

    public DocumentKey Key { get; }

    public EventForm Form { get; }

    /// <summary>How many have joined; kept by <see cref="CanvasStreams"/>.</summary>
    public int Members { get; set; }

    public StreamOptions Options { get; }

    /// <summary>The newest commit that the pump knows of.</summary>
    public Revision Head => new(Volatile.Read(ref head));

    public long Now => clock.GetTimestamp();

    public long Ticks(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);

    /// <summary>From now on the subscriber is told of commits.</summary>
    public void Add(Subscriber subscriber)
    {
        lock (gate)
        {
            subscriber.Index = subscribers.Count;
            subscribers.Add(subscriber);
            all = null;
        }

        if (Volatile.Read(ref isBroken)) subscriber.End(Ending.Cut);
        else subscriber.Wake(); // What was committed since it read the head waits for it already.
    }

    public void Remove(Subscriber subscriber)
    {
        lock (gate)
        {
            var last = subscribers[^1];
            (subscribers[subscriber.Index], last.Index) = (last, subscriber.Index);
            subscribers.RemoveAt(subscribers.Count - 1);
            all = null;
        }
    }

    /// <summary>The subscribers as they are now.</summary>
    public ReadOnlySpan<Subscriber> All()
    {
        lock (gate) return all ??= [.. subscribers];
    }

    /// <summary>The shared page that follows a revision, if there is one.</summary>
    public CommitPage? FindAfter(Revision after)
    {
        var newest = shared;
        for (var i = newest.Length - 1; i >= 0; i--)
        {
            if (newest[i].After == after) return newest[i];
            if (newest[i].After < after) return null;
        }

        return null;
    }

    /// <summary>
    /// What follows a revision that the head is beyond. Those who were cut off together come back together, so the
    /// newest such page is kept.
    /// </summary>
    public async ValueTask<CommitPage> ReadAfterAsync(Revision after)
    {
        if (lastRead is { } page && page.After == after) return page;
        page = await pages.ReadAfterAsync(Key, Form, after)
            ?? throw new DocumentDamagedException(Key, $"the log ends at {after}, the head is {Head}");
        return lastRead = page;
    }

    /// <summary>Canvases that nobody edits hold no pages. Called from time to time.</summary>
    public void ForgetUnlessBusy()
    {
        var newest = Volatile.Read(ref head);
        if (newest == headSeen) Forget();
        headSeen = newest;
    }

    /// <summary>Lets go of the shared pages; who needs them reads the log.</summary>
    public void Forget() => (shared, lastRead) = ([], null);

    /// <summary>Ends the pump. Nobody may be in it any more.</summary>
    public void Dispose() => closing.Cancel();

    /// <summary>Reads each commit once and wakes everyone, until this is disposed.</summary>
    public async Task PumpAsync()
    {
        using var followed = follower;
        try
        {
            MoveTo(await pages.ReadHeadAsync(Key));
            while (true)
            {
                while (await pages.ReadAfterAsync(Key, Form, Head) is { } page)
                {
                    Share(page);
                    MoveTo(page.UpTo);
                }

                // A hint may be lost, for example that of an append whose outcome was unknown. Then the log tells.
                await follower.WaitAsync(Options.Heartbeat, closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            closing.Dispose();
        }
        catch (Exception fault)
        {
            // The readers come back, and with them another audience, whose pump may fare better.
            LogPumpFault(fault, Key.Id);
            Volatile.Write(ref isBroken, true);
            foreach (var subscriber in All()) subscriber.End(Ending.Cut);
        }
    }

    private void MoveTo(Revision revision)
    {
        Volatile.Write(ref head, revision.Number);
        foreach (var subscriber in All()) subscriber.Wake();
    }

    /// <summary>Keeps the newest pages for those who are just sending something else.</summary>
    private void Share(CommitPage page)
    {
        var before = shared;
        var (first, bytes) = (before.Length, page.Chunk.Framed.Length);
        while (first > 0 && (bytes += before[first - 1].Chunk.Framed.Length) <= Options.SharedBytesMax) first--;
        shared = [.. before.AsSpan()[first..], page];
    }

    [LoggerMessage(1, LogLevel.Debug, "A stream of {Subject} was cut off: its reader took nothing for too long")]
    public partial void LogStall(string subject);

    [LoggerMessage(2, LogLevel.Debug, "A stream of {Subject} broke off")]
    public partial void LogFault(Exception fault, string subject);

    [LoggerMessage(3, LogLevel.Error, "A stream of {Subject} could not be looked after")]
    public partial void LogLookFault(Exception fault, string subject);

    [LoggerMessage(4, LogLevel.Error, "The commits of canvas {Canvas} cannot be read; its streams were cut off")]
    private partial void LogPumpFault(Exception fault, string canvas);
}
