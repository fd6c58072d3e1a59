using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Easel.Client;

/// <summary>
/// Events for one reader. Writers never wait. When more than the limit wait, the older of each kind are left out and
/// commits are counted instead of kept; reports of dropped and refused edits stay, whatever it takes.
/// </summary>
internal sealed class EventQueue(int max)
{
    private readonly Lock gate = new();
    private readonly Signal some = new();
    private readonly LinkedList<CanvasEvent> waiting = [];
    private int reports;
    private bool isClosed;
    private int readers;

    /// <summary>Unread reports of dropped and refused edits.</summary>
    public int Reports => Volatile.Read(ref reports);

    public int Count
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    public void Add(IEnumerable<CanvasEvent> events)
    {
        lock (gate)
        {
            foreach (var one in events) Add(one);
        }

        some.Set();
    }

    public void Close()
    {
        lock (gate) isClosed = true;
        some.Set();
    }

    /// <summary>Takes events as they come, until the queue is closed and empty.</summary>
    /// <exception cref="InvalidOperationException">Someone else reads already.</exception>
    public async IAsyncEnumerable<CanvasEvent> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        if (Interlocked.Exchange(ref readers, 1) != 0)
            throw new InvalidOperationException("The events of a session have one reader.");
        try
        {
            while (true)
            {
                while (TryTake(out var one, out var isOver))
                {
                    if (isOver) yield break;
                    yield return one!;
                }

                await some.WaitAsync(ct).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref readers, 0);
        }
    }

    /// <returns>False if there is nothing now but may be later.</returns>
    private bool TryTake(out CanvasEvent? one, out bool isOver)
    {
        lock (gate)
        {
            one = waiting.First?.Value;
            isOver = one is null && isClosed;
            if (isOver) some.Set(); // Whoever reads next must not wait either.
            if (one is null) return isOver;
            waiting.RemoveFirst();
            if (IsReport(one)) reports--;
            return true;
        }
    }

    private void Add(CanvasEvent one)
    {
        if (one is CanvasEvent.Changed change && waiting.Last?.Value is CanvasEvent.Changed before)
        {
            waiting.RemoveLast();
            one = change with { SkippedCommits = change.SkippedCommits + before.SkippedCommits };
        }

        waiting.AddLast(one);
        if (IsReport(one)) reports++;
        if (waiting.Count - reports > max) Thin(max / 2);
    }

    /// <summary>Walks from the newest to the oldest and keeps what no newer event stands for.</summary>
    private void Thin(int target)
    {
        var seen = new HashSet<string>();
        var skipped = 0;
        LinkedListNode<CanvasEvent>? change = null;
        for (var node = waiting.Last; node is not null;)
        {
            var (one, previous) = (node.Value, node.Previous);
            if (one is CanvasEvent.Changed && change is null) change = node;
            else if (one is CanvasEvent.Committed) skipped++;
            if (one is CanvasEvent.Changed older && node != change) skipped += older.SkippedCommits;
            var isPointless = one is CanvasEvent.Committed || (one.Kind is { } kind && !seen.Add(kind));
            if (isPointless || (IsFleeting(one) && waiting.Count - reports > target)) waiting.Remove(node);
            node = previous;
        }

        if (change?.Value is CanvasEvent.Changed newest && skipped > 0)
            change.Value = newest with { SkippedCommits = newest.SkippedCommits + skipped };
    }

    private static bool IsReport(CanvasEvent one) => one is CanvasEvent.Dropped or CanvasEvent.Refused;

    private static bool IsFleeting(CanvasEvent one) => one is CanvasEvent.Gestured or CanvasEvent.Presence;
}

/// <summary>Wakes one waiter; set before it waits, it does not wait.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> one = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => one.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken ct) => await one.Reader.ReadAsync(ct).ConfigureAwait(false);

    /// <summary>Waits until it is set or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            await one.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}

/// <summary>How long to wait before the next attempt: random up to a limit that doubles (full jitter).</summary>
internal sealed class Backoff(EaselClientOptions options)
{
    private const int DoublingsMax = 20;
    private int failures;

    public void Reset() => failures = 0;

    public TimeSpan Next()
    {
        var limit = options.BackoffMin * Math.Pow(2, Math.Min(failures++, DoublingsMax));
        return Random.Shared.NextDouble() * (limit < options.BackoffMax ? limit : options.BackoffMax);
    }
}
