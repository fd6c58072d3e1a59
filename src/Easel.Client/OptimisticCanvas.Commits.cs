using System.Collections.Immutable;
using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Client;

/// <summary>What commits, answers and resets do to the pending edits.</summary>
public sealed partial class OptimisticCanvas
{
    /// <summary>Takes in the next commit; one that is known already is passed over.</summary>
    /// <returns>
    /// What to tell the user, in order; null if the commit cannot be the next one: there is a gap, or it does not fit.
    /// Then the state must be loaded anew (<see cref="Reset"/>). Nothing changed.
    /// </returns>
    public IReadOnlyList<CanvasEvent>? Take(CanvasCommit commit)
    {
        if (commit.Rev <= Rev) return [];
        if (commit.Rev != Rev + 1 || Fold(Confirmed, commit.Ops) is not { } after) return null;
        var isMine = IsMine(commit);
        var events = new List<CanvasEvent> { new CanvasEvent.Committed(commit, isMine) };
        if (isMine) Settle(commit, after, events);
        else Carry([new(Confirmed, commit.Ops)], events);
        (Confirmed, Rev) = (after, commit.Rev);
        Refold(events);
        events.Add(Changed());
        return events;
    }

    /// <summary>Takes in what an answer says about the command of a key.</summary>
    /// <returns>What to tell the user, in order.</returns>
    public IReadOnlyList<CanvasEvent> Take(string key, CommandReply reply)
    {
        // The stream may have been faster: then there is nothing left to learn.
        if (pending is not [var first, ..] || first.Key != key || first.Sent is null) return [];
        var events = new List<CanvasEvent>();
        switch (reply)
        {
            case CommandReply.Committed(var rev, var dropped, _) when rev > Rev:
                pending = pending.SetItem(0, first with { CommittedAs = rev, Answered = dropped });
                return [];
            case CommandReply.Committed committed: // The state was replaced by one that holds it.
                ReportDropped(first, committed.Dropped, events);
                TakeOut();
                break;
            case CommandReply.Behind behind:
                Unsend(first, behind, events);
                break;
            case CommandReply.Refused(var code, var index, var reason):
                events.Add(Refusal(first, code, index, reason));
                TakeOut();
                break;
            case CommandReply.NothingToDo: // Not an answer to edits.
            default: return []; // What was sent stays as it is: sending it again is always safe, and tells the truth.
        }

        CarryOut(events);
        return events;

        // Later edits were built on this one; they go on as if it had been taken back.
        void TakeOut()
        {
            pending = pending.RemoveAt(0);
            if (Fold(Confirmed, first.PlainOps) is not { } before || first.Ops.IsEmpty) return;
            Carry([new(before, CanvasInverse.Of(Confirmed, first.PlainOps))], events);
        }
    }

    /// <summary>Replaces the confirmed state by one that commits do not lead to (SPEC RB6).</summary>
    /// <returns>What to tell the user, in order.</returns>
    public IReadOnlyList<CanvasEvent> Reset(CanvasSnapshot next)
    {
        var events = new List<CanvasEvent>();
        var reset = new Reset(next.State);
        var isSameHistory = next.Epoch == Epoch || Epoch is null;
        if (isSameHistory && pending is [{ CommittedAs: { } rev } first, ..] && rev <= next.Rev)
        {
            ReportDropped(first, first.Answered, events);
            pending = pending.RemoveAt(0); // It is in the new state.
            Carry([new(Fold(Confirmed, first.PlainOps) ?? Confirmed, [reset])], events);
        }
        else
        {
            MakeUncertain();
            Carry([new(Confirmed, [reset])], events);
        }

        (Confirmed, Rev, Epoch) = (next.State, next.Rev, next.Epoch);
        (sendableFrom, IsAstray) = (0, false);
        CarryOut(events);
        return events;
    }

    private bool IsMine(CanvasCommit commit) =>
        pending is [{ Sent: { } sent }, ..] && sent.Key == commit.CorrelationId
        && (sent.ActorId is null || sent.ActorId == commit.ActorId);

    /// <summary>The oldest edit is committed: its commit is the truth.</summary>
    private void Settle(CanvasCommit commit, Canvas after, List<CanvasEvent> events)
    {
        var mine = pending[0];
        pending = pending.RemoveAt(0);
        ReportDropped(mine, commit.Dropped, events);
        if (IsAsPending(mine, commit)) return;
        // Later edits were built on something else than what was committed: what still makes sense goes on.
        Surprises++;
        Carry([new(Fold(Confirmed, mine.PlainOps) ?? Confirmed, [new Reset(after)])], events);
    }

    /// <summary>What the server dropped, unless the client's own rebase has reported it before.</summary>
    private static void ReportDropped(PendingEdit edit, ImmutableArray<DroppedOp> dropped, List<CanvasEvent> events)
    {
        var sent = edit.Sent!.Ops;
        ImmutableArray<DroppedEditOp> lost =
        [
            .. dropped.Where(drop => drop.OpIndex < sent.Length)
                .Select(drop => new DroppedEditOp(sent[drop.OpIndex].Index, sent[drop.OpIndex].Op, drop.Reason))
                .Where(drop => !edit.Reported.Contains(drop.Index)),
        ];
        if (!lost.IsEmpty) events.Add(new CanvasEvent.Dropped(edit.Key, lost, IsGone: false));
    }

    private static bool IsAsPending(PendingEdit mine, CanvasCommit commit) =>
        mine.Ops.Length == commit.Ops.Length && CanvasOpJson.Encode(mine.PlainOps).Span.SequenceEqual(
            CanvasOpJson.Encode(commit.Ops).Span);

    /// <summary>Sees whether commits lead from here to the server's head.</summary>
    internal void FindWay(CommandReply.Behind behind, long baseRev)
    {
        IsAstray = behind.HeadRev < baseRev || (behind.Epoch is { } epoch && Epoch is not null && epoch != Epoch);
        sendableFrom = behind.HeadRev;
    }

    /// <summary>Not applied: the edit is made anew from what it reads now, once the client has caught up.</summary>
    private void Unsend(PendingEdit first, CommandReply.Behind behind, List<CanvasEvent> events)
    {
        FindWay(behind, first.Sent!.BaseRev);
        var reported = first.Reported.AddRange(first.Withheld.Select(drop => drop.Index));
        pending = pending.SetItem(
            0, first with { Sent = null, IsUncertain = false, Withheld = [], Reported = reported });
        if (first.IsUncertain && (first.Withheld.Length > 0 || first.Ops.IsEmpty))
            events.Add(new CanvasEvent.Dropped(first.Key, first.Withheld, first.Ops.IsEmpty));
        if (first.Ops.IsEmpty) pending = pending.RemoveAt(0);
    }

    private static CanvasEvent.Refused Refusal(PendingEdit edit, string code, int? index, string reason)
    {
        var sent = edit.Sent!.Ops;
        int? place = index is { } at && at >= 0 && at < sent.Length ? sent[at].Index : null;
        return new CanvasEvent.Refused(edit.Key, code, place, reason, [.. sent.Select(one => one.Op)]);
    }

    /// <summary>Rebases all pending ops over a step, and reports what that drops.</summary>
    private void Carry(IReadOnlyList<MissedOps<Canvas, CanvasOp>> step, List<CanvasEvent> events)
    {
        if (pending.IsEmpty) return;
        var all = pending.SelectMany((edit, at) => edit.Ops.Select(op => (At: at, op.Index, op.Op))).ToList();
        var rebased = Rebase([.. all.Select(one => one.Op)], step);
        var kept = rebased.Ops.ToLookup(
            op => all[op.OpIndex].At, op => new PendingOp(all[op.OpIndex].Index, op.Op));
        var dropped = rebased.Dropped.ToLookup(
            drop => all[drop.OpIndex].At,
            drop => new DroppedEditOp(all[drop.OpIndex].Index, all[drop.OpIndex].Op, drop.Reason));
        var edits = pending;
        pending = [];
        for (var at = 0; at < edits.Count; at++) Keep(edits[at], [.. kept[at]], [.. dropped[at]], events);
    }

    /// <summary>An edit with what is left of it, unless nothing is.</summary>
    private void Keep(
        PendingEdit edit, ImmutableArray<PendingOp> ops, ImmutableArray<DroppedEditOp> dropped,
        List<CanvasEvent> events)
    {
        // Of an op that was split, a part may be gone while another lives on.
        dropped = [.. dropped.Where(drop => !ops.Any(op => op.Index == drop.Index)).DistinctBy(drop => drop.Index)];
        if (edit.IsUncertain)
        {
            pending = pending.Add(edit with { Ops = ops, Withheld = edit.Withheld.AddRange(dropped) });
            return;
        }

        var isGone = ops.IsEmpty && edit.CommittedAs is null;
        var reported = edit.Reported.AddRange(dropped.Select(drop => drop.Index));
        if (!isGone) pending = pending.Add(edit with { Ops = ops, Reported = reported });
        if (isGone || dropped.Length > 0) events.Add(new CanvasEvent.Dropped(edit.Key, dropped, isGone));
    }

    /// <summary>What was sent may be in a state that did not come by commits.</summary>
    private void MakeUncertain()
    {
        if (pending is [{ Sent: not null } first, ..])
            pending = pending.SetItem(0, first with { IsUncertain = true, CommittedAs = null });
    }

    private void CarryOut(List<CanvasEvent> events)
    {
        Refold(events);
        events.Add(Changed());
    }

    /// <summary>Makes the view. Rebased ops fit; what came by another way and does not is reported as lost.</summary>
    private void Refold(List<CanvasEvent> events)
    {
        var edits = pending;
        (View, pending) = (Confirmed, []);
        foreach (var edit in edits)
        {
            var fitting = ImmutableArray.CreateBuilder<PendingOp>(edit.Ops.Length);
            var dropped = ImmutableArray.CreateBuilder<DroppedEditOp>();
            foreach (var op in edit.Ops)
            {
                var after = CanvasReducer.Apply(View, op.Op, out var misfit);
                if (after is null) dropped.Add(new(op.Index, op.Op, $"{DroppedEditOp.DoesNotFit}: {misfit}"));
                else fitting.Add(op);
                View = after ?? View;
            }

            if (dropped.Count == 0) pending = pending.Add(edit);
            else Keep(edit, fitting.DrainToImmutable(), dropped.DrainToImmutable(), events);
        }
    }

    private CanvasEvent.Changed Changed() => new(View, Rev, pending.Count);

    private static Canvas? Fold(Canvas canvas, IEnumerable<CanvasOp> ops)
    {
        foreach (var op in ops)
        {
            if (CanvasReducer.Apply(canvas, op, out _) is not { } after) return null;
            canvas = after;
        }

        return canvas;
    }
}
