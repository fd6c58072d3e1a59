using Easel.Client;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Client;

/// <summary>What a run met; a fuzz that met nothing has shown nothing.</summary>
internal sealed class SimCounts
{
    public int Edits, Merges, Commits, Resends, Twins, Behind, Rebases, Drops, Gone, Refusals, Undone, Redone, Restored,
        NothingToUndo, Offline, Restarts, Jumps, Uncertain, Duplicates, Unsaved;

    public IEnumerable<(string Name, int Count)> All => GetType().GetFields()
        .Select(one => (one.Name, (int)one.GetValue(this)!));

    public void Add(SimCounts other)
    {
        foreach (var one in GetType().GetFields())
            one.SetValue(this, (int)one.GetValue(this)! + (int)one.GetValue(other)!);
    }
}

/// <summary>A mistake in a client that the fuzz must notice.</summary>
internal enum Planted
{
    Nothing,
    SkipsTheRebase,
    ForgetsItsOwnCommits,
    ResendsUnderANewKey,
    LosesThePersistedEditInFlight,
    KeepsQuietAboutDrops,
}

/// <summary>
/// The client library's own state machine and outbox, with a network, a disk and a user that a seed drives by hand.
/// </summary>
internal sealed class SimClient(
    string name, DeskServer server, RandomCanvas make, Random random, SimCounts counts, Planted planted)
{
    private readonly List<(Outgoing Request, int Due)> delayed = [];
    private readonly List<(HistoryKind Kind, Task<HistoryResult> Answer)> answers = [];
    private Outbox outbox = null!;
    private (Outgoing Request, CommandReply Reply)? unread;
    private Outgoing? lastSent;
    private ReadOnlyMemory<byte> saved;
    private HashSet<string> savedKeys = [];
    private long followed;
    private int made;

    /// <summary>Every edit that was accepted, and what its user was told became of it.</summary>
    public Dictionary<string, Fate> Fates { get; } = [];

    public OptimisticCanvas Canvas => outbox.Canvas;

    public bool IsOffline { get; set; }

    /// <summary>
    /// Whether its commits may read otherwise than its pending edits: only if the state once jumped, or a request that
    /// was given up arrived late.
    /// </summary>
    public bool MayBeSurprised { get; private set; }

    public bool IsIdle => outbox.IsEmpty && unread is null && delayed.Count == 0;

    public async Task StartAsync()
    {
        var snapshot = await server.SnapshotAsync();
        Use(new OptimisticCanvas(snapshot, name) { Rebase = RebaseOf(planted) });
        followed = snapshot.Rev;
        Save();
    }

    public void Edit()
    {
        var ops = make.Batch(Canvas.View, 1 + make.Next(3), asClient: true);
        if (ops.IsEmpty) return;
        var key = $"{name}-{made++}";
        var merge = random.Next(3) == 0 ? "typing" : null;
        var result = Assert.IsType<EditResult.Accepted>(Canvas.Edit(ops, key, merge: merge));
        if (result.Key != key) counts.Merges++;
        else Fates.Add(key, new Fate());
        counts.Edits++;
        if (random.Next(4) > 0) Save();
    }

    public void AskForHistory()
    {
        var kind = random.Next(9) switch { < 5 => HistoryKind.Undo, < 8 => HistoryKind.Redo, _ => HistoryKind.Restore };
        var rev = kind == HistoryKind.Restore ? random.Next((int)Canvas.Rev + 1) : (long?)null;
        var answer = outbox.Ask(new HistoryRequest(kind, $"{name}-h{made++}") { ToRev = rev });
        answers.Add((kind, answer));
    }

    /// <summary>Sends what is next and reads the answer, or something goes wrong on the way.</summary>
    public async Task SendAsync(bool isCalm)
    {
        if (unread is { } late)
        {
            unread = null;
            Take(late.Request, late.Reply);
            return;
        }

        if (outbox.Next() is not { } request) return;
        if (request.Route == "commands") Save(); // As the session does: what is sent is saved first.
        if (request.Route == "commands" && Canvas.Pending[0].Sent is { } sent)
            Fates[sent.Key].Sent[sent.BaseRev] = [.. sent.Ops.Select(op => op.Index)];
        if (lastSent is not null && lastSent.Key == request.Key)
        {
            counts.Resends++;
            if (planted == Planted.ResendsUnderANewKey) request = Rekeyed(request);
        }

        lastSent = request;
        var luck = isCalm ? 9 : random.Next(10);
        if (luck == 0) return; // The connection is cut before the server gets it.
        if (luck == 1)
        {
            delayed.Add((request, 1 + random.Next(30))); // It is given up, and arrives all the same.
            MayBeSurprised = true;
            return;
        }

        if (luck == 2)
        {
            Take(request, CommandReply.Read(503, """{"code":"STORAGE_FAILED"}"""u8.ToArray()));
            return;
        }

        var reply = await server.PostAsync(request, name);
        if (luck == 3) return; // The connection is cut before the answer.
        if (luck == 4) unread = (request, reply); // The answer comes late; the stream may be faster.
        else Take(request, reply);
    }

    /// <summary>What had been given up arrives at the server.</summary>
    public async Task ArriveAsync(bool isCalm)
    {
        for (var i = delayed.Count - 1; i >= 0; i--)
        {
            var (request, due) = delayed[i];
            delayed[i] = (request, due - 1);
            if (due > 0 && !isCalm) continue;
            delayed.RemoveAt(i);
            counts.Twins++;
            await server.PostAsync(request, name);
        }
    }

    /// <summary>The stream brings some commits, maybe some of them again.</summary>
    public async Task FollowAsync(int count)
    {
        if (random.Next(6) == 0)
        {
            followed = Math.Max(0, followed - random.Next(4));
            counts.Duplicates++;
        }

        foreach (var commit in (await server.ReadAfterAsync(followed)).Take(count))
        {
            followed = commit.Rev;
            var heard = planted == Planted.ForgetsItsOwnCommits ? commit with { CorrelationId = null } : commit;
            if (heard.Rev == Canvas.Rev + 1 && Canvas.Pending.Count > 0) counts.Rebases++;
            Tell(Canvas.Take(heard) ?? throw new InvalidOperationException($"{name} cannot take {commit.Rev}"));
            outbox.Advance();
        }
    }

    /// <summary>The stream says reset: the client loads the newest state, over commits that it never saw.</summary>
    public async Task JumpAsync()
    {
        var snapshot = await server.SnapshotAsync();
        counts.Jumps++;
        MayBeSurprised = true;
        if (Canvas.Pending is [{ Sent: not null, CommittedAs: null }, ..]) counts.Uncertain++;
        Tell(Canvas.Reset(snapshot));
        followed = snapshot.Rev;
        outbox.Advance();
    }

    /// <summary>The process ends, and another goes on with what is on the disk.</summary>
    public async Task RestartAsync()
    {
        counts.Restarts++;
        foreach (var (key, fate) in Fates)
        {
            if (fate.IsTold || savedKeys.Contains(key) || !Canvas.Pending.Any(edit => edit.Key == key)) continue;
            fate.IsUnsaved = true;
            counts.Unsaved++;
        }

        // A report that was given just before the end, and not saved, was about another life: this one decides anew.
        foreach (var key in savedKeys) Fates[key].Forget();
        var state = PendingState.Decode(saved);
        if (planted == Planted.LosesThePersistedEditInFlight)
            state = state with { Pending = state.Pending.RemoveAll(edit => edit.Sent is not null) };
        (unread, lastSent) = (null, null);
        Use(OptimisticCanvas.Reopen(await server.SnapshotAsync(state.Rev), state, out var events, name));
        Assert.Empty(events);
        followed = state.Rev;
    }

    private void Use(OptimisticCanvas canvas) => outbox = new Outbox(canvas, name);

    private void Save()
    {
        var state = Canvas.Save();
        saved = state.Encode();
        savedKeys = [.. state.Pending.Select(edit => edit.Key)];
    }

    private void Take(Outgoing request, CommandReply reply)
    {
        if (reply is CommandReply.Behind) counts.Behind++;
        Tell(outbox.Take(request, reply));
    }

    private void Tell(IReadOnlyList<CanvasEvent> events)
    {
        foreach (var one in events)
        {
            switch (one)
            {
                case CanvasEvent.Committed { IsMine: true }: counts.Commits++; break;
                case CanvasEvent.Dropped dropped when planted != Planted.KeepsQuietAboutDrops:
                    if (dropped.Ops.Any(op => op.Reason.StartsWith(DroppedEditOp.DoesNotFit, StringComparison.Ordinal)))
                        throw new InvalidOperationException($"{dropped} after a rebase");
                    counts.Drops += dropped.Ops.Length;
                    counts.Gone += dropped.IsGone ? 1 : 0;
                    Fates[dropped.Key].IsGone |= dropped.IsGone;
                    Fates[dropped.Key].Dropped.UnionWith(dropped.Ops.Select(op => op.Index));
                    break;
                case CanvasEvent.Refused refused:
                    counts.Refusals++;
                    Fates[refused.Key].IsRefused = true;
                    break;
            }
        }
    }

    /// <summary>Counts what came of undo, redo and restore.</summary>
    public async Task CountAnswersAsync()
    {
        foreach (var (kind, answer) in answers.Where(one => one.Answer.IsCompletedSuccessfully))
            Count(kind, await answer);
        answers.Clear();
    }

    private void Count(HistoryKind kind, HistoryResult result)
    {
        if (result is HistoryResult.NothingToDo) counts.NothingToUndo++;
        else if (kind == HistoryKind.Undo) counts.Undone++;
        else if (kind == HistoryKind.Redo) counts.Redone++;
        else counts.Restored++;
    }

    private Outgoing Rekeyed(Outgoing request)
    {
        var body = System.Text.Encoding.UTF8.GetString(request.Body.Span);
        var other = body.Replace($"\"{request.Key}\"", $"\"{request.Key}-again{made++}\"", StringComparison.Ordinal);
        return request with { Body = System.Text.Encoding.UTF8.GetBytes(other) };
    }

    private static Rebase RebaseOf(Planted planted) => planted == Planted.SkipsTheRebase
        ? (ops, _) => RebasedOps.AsSent(ops)
        : CanvasRebase.Over;

    internal sealed class Fate
    {
        public bool IsGone, IsRefused, IsUnsaved;
        public readonly HashSet<int> Dropped = [];
        public readonly Dictionary<long, List<int>> Sent = [];

        public bool IsTold => IsGone || IsRefused;

        public void Forget() => IsGone = IsRefused = false;

        /// <summary>Whether the user heard of every op that the server dropped whole.</summary>
        public bool IsHonest(CommitDetails commit)
        {
            if (commit.RebasedFrom is not { } from || commit.Dropped.IsEmpty) return true;
            var places = Sent[from.Number];
            var lost = commit.Dropped.Select(drop => drop.OpIndex).ToHashSet();
            var alive = places.Where((_, at) => !lost.Contains(at)).ToHashSet();
            return lost.Select(at => places[at]).Where(place => !alive.Contains(place)).All(Dropped.Contains);
        }
    }
}
