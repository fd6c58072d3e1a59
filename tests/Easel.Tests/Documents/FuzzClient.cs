using System.Collections.Immutable;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Documents;

internal delegate RebasedOps<CanvasOp> Rebase(ImmutableArray<CanvasOp> ops, IReadOnlyList<MissedOps<Canvas, CanvasOp>> missed);

/// <summary>What a run met; a fuzz that met nothing has shown nothing.</summary>
internal sealed class FuzzCounts
{
    public int Commits, Stale, ServerRebases, LocalRebases, Drops, NothingLeft, Repeats, Undos, Resets, Offline, Compared;
}

/// <summary>
/// A client as the studio has it: what the server confirmed, and edits of its own that are shown already and wait for their
/// turn. Commits of others arrive in order and the waiting edits are rebased over them.
/// </summary>
internal sealed class FuzzClient(string name, Desk desk, RandomCanvas make, Rebase rebase, FuzzCounts counts)
{
    private readonly List<(MissedOps<Canvas, CanvasOp> Step, bool IsMine)> history = [];
    private List<Waiting> waiting = [];
    private Edit<CanvasOp>? inFlight;
    private int made;

    public Canvas Confirmed { get; private set; } = Canvas.Empty;

    public long Revision => history.Count;

    public bool IsIdle => waiting.Count == 0;

    public bool IsOffline { get; set; }

    private Canvas Shown => RandomCanvas.Apply(Confirmed, waiting.SelectMany(one => one.Ops));

    /// <summary>Edits what it shows.</summary>
    public void Edit() => Wait(make.Batch(Shown, 1 + make.Next(3), asClient: true));

    /// <summary>Takes back its newest confirmed edit, as undo does: inverse, then rebase over all that came later.</summary>
    public void Undo()
    {
        var newest = history.FindLastIndex(one => one.IsMine);
        if (newest < 0) return;
        var inverse = CanvasInverse.Of(history[newest].Step.Before, history[newest].Step.Ops);
        var later = history.Skip(newest + 1).Select(one => one.Step)
            .Append(new(Confirmed, [.. waiting.SelectMany(one => one.Ops)])).ToList();
        Wait([.. rebase(inverse, later).Ops.Select(op => op.Op)]);
        counts.Undos++;
    }

    /// <summary>Takes up to some commits from the log.</summary>
    public async Task PullAsync(long upTo)
    {
        foreach (var commit in await desk.Kernel.ReadAfterAsync(Desk.C1, new Revision(Revision), 1 << 20))
        {
            if (commit.Revision.Number > upTo) return;
            if (commit.Revision.Number != Revision + 1) throw new InvalidOperationException("the stream has a gap");
            Take(CanvasOpJson.ParseStored(commit.Ops), commit.ReadDetails());
        }
    }

    /// <summary>Sends the oldest waiting edit; the answer may be lost on the way.</summary>
    public async Task SendAsync(bool askForRebase, bool loseAnswer)
    {
        if (waiting.Count == 0) return;
        // An edit whose answer was lost is sent again word for word: only then does its key find the first answer.
        inFlight ??= Desk.Edit(Revision, waiting[0].Key, [.. waiting[0].Ops]) with { Rebase = askForRebase };
        var outcome = await desk.Submit(inFlight);
        if (loseAnswer) return;
        var sent = inFlight;
        inFlight = null;
        switch (outcome)
        {
            case EditOutcome.Committed committed:
                if (committed.Replayed) counts.Repeats++;
                else counts.Commits++;
                await PullAsync(committed.Commit.Revision.Number);
                if (waiting.Exists(one => one.Key == sent.Key!.Value)) throw new InvalidOperationException("its commit did not come");
                break;
            case EditOutcome.Stale:
                counts.Stale++;
                await PullAsync(long.MaxValue);
                break;
            case EditOutcome.NothingLeft nothing:
                counts.NothingLeft++;
                await PullAsync(nothing.Head.Number);
                if (waiting is [var still, ..] && still.Key == sent.Key!.Value)
                    throw new InvalidOperationException($"the server has nothing left of {string.Join(", ", still.Ops)}");
                break;
            default: throw new InvalidOperationException($"{name} met {outcome}");
        }
    }

    private void Wait(ImmutableArray<CanvasOp> ops)
    {
        if (ops.IsEmpty) return;
        waiting.Add(new Waiting($"{name}-{made++}", ops));
        _ = Shown; // Throws if what it shows does not fold.
    }

    private void Take(ImmutableArray<CanvasOp> ops, CommitDetails details)
    {
        var step = new MissedOps<Canvas, CanvasOp>(Confirmed, ops);
        var isMine = waiting is [var first, ..] && first.Key == details.By.CorrelationId;
        Confirmed = RandomCanvas.Apply(Confirmed, ops);
        if (isMine)
        {
            // The server's rebase and the client's own must have come to the same.
            if (details.RebasedFrom is not null) counts.ServerRebases++;
            var (own, theirs) = (CanvasOpJson.Encode(waiting[0].Ops), CanvasOpJson.Encode(ops));
            if (!own.Span.SequenceEqual(theirs.Span)) throw new InvalidOperationException($"{name} and the server differ");
            counts.Compared++;
            waiting.RemoveAt(0);
            if (inFlight?.Key!.Value == details.By.CorrelationId) inFlight = null;
        }
        else if (waiting.Count > 0) RebaseOver(step);

        history.Add((step, isMine));
    }

    private void RebaseOver(MissedOps<Canvas, CanvasOp> step)
    {
        counts.LocalRebases++;
        var owners = waiting.SelectMany((one, at) => one.Ops.Select(_ => at)).ToList();
        var rebased = rebase([.. waiting.SelectMany(one => one.Ops)], [step]);
        counts.Drops += rebased.Dropped.Length;
        waiting = [.. waiting.Select((one, at) =>
            one with { Ops = [.. rebased.Ops.Where(op => owners[op.OpIndex] == at).Select(op => op.Op)] })];
        // Of an edit that is on its way, the server's word is awaited; another of which nothing is left is forgotten.
        waiting.RemoveAll(one => one.Ops.IsEmpty && one.Key != inFlight?.Key!.Value);
        if (waiting is [{ Ops.IsEmpty: true } settled, ..] && inFlight?.Key!.Value == settled.Key) Settle(settled);
        _ = Shown;
    }

    /// <summary>An edit whose answer was lost and of which nothing is left any more: either it came before, or it never will.</summary>
    private void Settle(Waiting settled)
    {
        waiting.Remove(settled);
        inFlight = null;
    }

    private sealed record Waiting(string Key, ImmutableArray<CanvasOp> Ops);
}
