using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>
/// A canvas that its user can edit at once: edits are shown before the server has them, and wait while it cannot be
/// reached. Open one with <see cref="EaselClient.OpenAsync"/>. Safe for several threads.
/// </summary>
public sealed class CanvasSession : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly SharedCanvas canvas;
    private readonly EventQueue events;
    private readonly CommandSender sender;
    private readonly CommitFollower follower;
    private readonly PendingSaver saver;
    private readonly IPendingStore store;
    private readonly GestureSocket? socket;
    private readonly EaselHttp http;
    private readonly Task running;
    private int disposed;

    internal CanvasSession(
        string canvasId, EaselHttp http, ICanvasTransport transport, IPendingStore store, OptimisticCanvas start,
        IReadOnlyList<CanvasEvent> told)
    {
        var options = http.Options;
        (CanvasId, this.http, this.store) = (canvasId, http, store);
        events = new EventQueue(options.EventsMax);
        events.Add(told);
        canvas = new SharedCanvas(new Outbox(start, options.ActorId), events, options);
        saver = new PendingSaver(canvas, store);
        sender = new CommandSender(canvas, transport, saver, options, http.Clock);
        follower = new CommitFollower(canvas, transport, sender, options, http.Clock);
        socket = options.UseSocket ? new GestureSocket(http, canvasId, canvas) : null;
        running = Task.WhenAll(
            KeepRunning(follower.RunAsync), KeepRunning(sender.RunAsync), KeepRunning(saver.RunAsync),
            socket is null ? Task.CompletedTask : KeepRunning(socket.RunAsync));
    }

    /// <summary>The canvas.</summary>
    public string CanvasId { get; }

    /// <summary>What to show: the confirmed state with the pending edits on top. Immutable.</summary>
    public Canvas View => canvas.View;

    /// <summary>The newest confirmed revision in the view.</summary>
    public long Rev => canvas.Rev;

    /// <summary>The edits that are not confirmed, oldest first.</summary>
    public IReadOnlyList<PendingEdit> Pending => canvas.Pending;

    /// <summary>How the session stands with the server.</summary>
    public SessionStatus Status => canvas.Status;

    /// <summary>
    /// What happens, in order, for one reader. A reader that falls behind by more than <see
    /// cref="EaselClientOptions.EventsMax"/> gets one <see cref="CanvasEvent.Changed"/> for many, which counts the
    /// commits that it stands for, and only the newest status, presence and gesture of each kind. It gets every <see
    /// cref="CanvasEvent.Dropped"/> and every <see cref="CanvasEvent.Refused"/>. The events end when the session does.
    /// </summary>
    public IAsyncEnumerable<CanvasEvent> Events => events.ReadAsync();

    /// <summary>Edits what is shown. Returns at once; nothing waits for the network.</summary>
    public EditResult Edit(params CanvasOp[] ops) => Edit(ops, intent: null);

    /// <summary>Edits what is shown. Returns at once; nothing waits for the network.</summary>
    /// <param name="intent">What it is for.</param>
    /// <param name="merge">
    /// A tag, for example of a text that is being typed. Edits of one tag, one after the other, become one commit if
    /// the first is not sent yet.
    /// </param>
    public EditResult Edit(IEnumerable<CanvasOp> ops, EditIntent? intent, string? merge = null) =>
        canvas.Edit([.. ops], Guid.NewGuid().ToString(), intent, merge);

    /// <summary>Takes back the newest commit in reach, once all edits so far are confirmed.</summary>
    /// <param name="runId">Which run, where the reach is <see cref="UndoReach.Run"/>.</param>
    public Task<HistoryResult> UndoAsync(
        UndoReach reach = UndoReach.Actor, string? runId = null, CancellationToken ct = default) =>
        AskAsync(new(HistoryKind.Undo, Guid.NewGuid().ToString()) { Scope = reach, RunId = runId }, ct);

    /// <summary>
    /// Takes back all of a run that is in force, by one commit, once all edits so far are confirmed (SPEC CM12). One
    /// redo of the run brings it back.
    /// </summary>
    public Task<HistoryResult> UndoRunAsync(string runId, CancellationToken ct = default) => AskAsync(
        new(HistoryKind.Undo, Guid.NewGuid().ToString()) { Scope = UndoReach.Run, RunId = runId, Whole = true }, ct);

    /// <summary>Does again what was undone last in reach, once all edits so far are confirmed.</summary>
    /// <param name="runId">Which run, where the reach is <see cref="UndoReach.Run"/>.</param>
    public Task<HistoryResult> RedoAsync(
        UndoReach reach = UndoReach.Actor, string? runId = null, CancellationToken ct = default) =>
        AskAsync(new(HistoryKind.Redo, Guid.NewGuid().ToString()) { Scope = reach, RunId = runId }, ct);

    /// <summary>Makes the state of an old revision the newest, once all edits so far are confirmed.</summary>
    public Task<HistoryResult> RestoreAsync(long toRev, CancellationToken ct = default) =>
        AskAsync(new(HistoryKind.Restore, Guid.NewGuid().ToString()) { ToRev = toRev }, ct);

    /// <summary>
    /// Waits until nothing waits any more: every edit, those made meanwhile included, is confirmed or was reported as
    /// dropped or refused. While the server cannot be reached, or refuses this user, that is as long as
    /// <paramref name="ct"/> lets it.
    /// </summary>
    /// <exception cref="EaselException"><c>CLOSED</c>: the session ended first.</exception>
    public Task FlushAsync(CancellationToken ct = default) => canvas.Flushed().WaitAsync(ct);

    /// <summary>Waits until every edit so far is in the pending store, or confirmed.</summary>
    /// <returns>False if it could not be saved; an event has said why.</returns>
    public Task<bool> SaveAsync(CancellationToken ct = default) => saver.SaveAsync(ct);

    /// <summary>Tries again now what waits: after new credentials, or when the network is known to be back.</summary>
    public void Resume()
    {
        follower.Retry.Set();
        sender.Retry.Set();
        socket?.Retry.Set();
    }

    /// <summary>Tells others what the user is doing. Sent at a bounded rate; the newest of each kind counts.</summary>
    /// <param name="kind"><c>cursor</c>, <c>selection</c>, <c>drag</c>, ...</param>
    /// <param name="payload">Whatever the front ends understand.</param>
    public void SendGesture(string kind, JsonValue payload) => socket?.SendGesture(kind, payload);

    /// <summary>Tells others where the user is; said again whenever the socket is opened anew.</summary>
    public void SetPresence(Presence presence) => socket?.SetPresence(presence);

    /// <summary>Ends the session. Pending edits stay in the pending store, for the next one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await saver.SaveAsync(CancellationToken.None).ConfigureAwait(false);
        canvas.Close();
        saver.Dispose();
        await store.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task<HistoryResult> AskAsync(HistoryRequest request, CancellationToken ct) =>
        await canvas.Ask(request).WaitAsync(ct).ConfigureAwait(false);

    /// <summary>A fault in a loop, or in the token provider, is told; the loop goes on.</summary>
    private async Task KeepRunning(Func<CancellationToken, Task> loop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await loop(stop.Token).ConfigureAwait(false);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return; // Whatever it was, it was cut off.
            }
            catch (Exception fault)
            {
                canvas.Tell([new CanvasEvent.Failed(new EaselException(
                    EaselCodes.Internal, fault.Message, inner: fault))]);
                var pause = Task.Delay(http.Options.BackoffMax, http.Clock, stop.Token);
                await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
