using System.Collections.Immutable;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>The canvas of a session, for its loops and its user at once: every call takes its turn.</summary>
internal sealed class SharedCanvas(Outbox outbox, EventQueue events, EaselClientOptions options)
{
    private readonly Lock gate = new();
    private readonly List<TaskCompletionSource> flushing = [];
    private SessionStatus stream = new(SessionPhase.Connecting);
    private SessionStatus? blocked;
    private Outgoing? last;
    private long version;
    private bool isClosed;

    /// <summary>There may be something to send.</summary>
    public Signal Sendable { get; } = new();

    /// <summary>There is something to save.</summary>
    public Signal Unsaved { get; } = new();

    /// <summary>The state must be loaded anew.</summary>
    public Signal Astray { get; } = new();

    public Canvas View => Locked(() => outbox.Canvas.View);

    public long Rev => Locked(() => outbox.Canvas.Rev);

    public string? Epoch => Locked(() => outbox.Canvas.Epoch);

    public IReadOnlyList<PendingEdit> Pending => Locked(() => outbox.Canvas.Pending);

    public SessionStatus Status => Locked(() => Said);

    /// <summary>Where the stream goes on (SPEC ST2).</summary>
    public string Cursor => Locked(() =>
        outbox.Canvas is { Epoch: { } epoch, Rev: var rev } ? $"{epoch}:{rev}" : $"{outbox.Canvas.Rev}");

    private SessionStatus Said => isClosed ? new(SessionPhase.Closed) : blocked ?? stream;

    public EditResult Edit(ImmutableArray<CanvasOp> ops, string key, EditIntent? intent, string? merge)
    {
        EditResult result;
        lock (gate)
        {
            if (isClosed) return new EditResult.Full("the session is closed");
            if (events.Reports >= options.ReportsMax) return new EditResult.Full("reports of lost edits were not read");
            result = outbox.Canvas.Edit(ops, key, intent, merge);
            if (result is not EditResult.Accepted) return result;
            version++;
            Tell([new CanvasEvent.Changed(outbox.Canvas.View, outbox.Canvas.Rev, outbox.Canvas.Pending.Count)]);
        }

        Unsaved.Set();
        Sendable.Set();
        return result;
    }

    public Task<HistoryResult> Ask(HistoryRequest request)
    {
        Task<HistoryResult> answer;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(CanvasSession));
            answer = outbox.Ask(request);
        }

        Sendable.Set();
        return answer;
    }

    public Outgoing? Next()
    {
        lock (gate)
        {
            var next = outbox.Next();
            if (next is not null && next != last) version++; // It is marked as sent, which has to be saved.
            return last = next;
        }
    }

    /// <returns>False if the state must be loaded anew.</returns>
    public bool Take(CanvasCommit commit)
    {
        lock (gate)
        {
            if (outbox.Canvas.Take(commit) is not { } told) return false;
            AfterChange(told);
        }

        Wake();
        return true;
    }

    public void Take(Outgoing sent, CommandReply reply)
    {
        bool isAstray;
        lock (gate)
        {
            AfterChange(outbox.Take(sent, reply));
            isAstray = outbox.Canvas.IsAstray;
        }

        if (isAstray) Astray.Set();
        Wake();
    }

    public void Reset(CanvasSnapshot snapshot)
    {
        lock (gate) AfterChange(outbox.Canvas.Reset(snapshot));
        Wake();
    }

    /// <summary>Learns which history the revisions count in, once there is one.</summary>
    public void Learn(string? epoch)
    {
        lock (gate) outbox.Canvas.Epoch ??= epoch;
    }

    public (PendingState State, long Version) Save()
    {
        lock (gate) return (outbox.Canvas.Save(), version);
    }

    /// <summary>Done when nothing waits to be sent or confirmed any more.</summary>
    public Task Flushed()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(CanvasSession));
            if (outbox.IsEmpty) return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            flushing.Add(done);
            return done.Task;
        }
    }

    public void SetStream(SessionStatus status) => SetStatus(() => stream = status);

    public void SetBlocked(SessionStatus? status) => SetStatus(() => blocked = status);

    public void Tell(IEnumerable<CanvasEvent> told) => events.Add(told);

    public void Close()
    {
        var closed = new EaselException(EaselCodes.Closed, "The session was closed.");
        lock (gate)
        {
            if (isClosed) return;
            isClosed = true;
            outbox.Abandon(closed);
            foreach (var one in flushing) one.TrySetException(closed);
            flushing.Clear();
            Tell([new CanvasEvent.StatusChanged(Said)]);
        }

        events.Close();
    }

    private void SetStatus(Action set)
    {
        lock (gate)
        {
            var before = Said;
            set();
            if (Said != before) Tell([new CanvasEvent.StatusChanged(Said)]);
        }
    }

    private void AfterChange(IReadOnlyList<CanvasEvent> told)
    {
        version++;
        Tell(told);
        outbox.Advance();
        if (!outbox.IsEmpty) return;
        foreach (var one in flushing) one.TrySetResult();
        flushing.Clear();
    }

    private void Wake()
    {
        Unsaved.Set();
        Sendable.Set();
    }

    private T Locked<T>(Func<T> read)
    {
        lock (gate) return read();
    }
}
