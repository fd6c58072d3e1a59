using System.Collections.Immutable;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>Transforms pending ops over what was committed.</summary>
internal delegate RebasedOps<CanvasOp> Rebase(
    ImmutableArray<CanvasOp> ops, IReadOnlyList<MissedOps<Canvas, CanvasOp>> missed);

/// <summary>
/// What a client knows of a canvas: the confirmed state, the edits that wait for confirmation, and the view, which is
/// both together. A pure state machine: no I/O, no clock, no randomness; the same calls give the same result. Not safe
/// for several threads.
/// </summary>
/// <remarks>
/// Commits come in order of revision, without gaps. Edits are sent one at a time, oldest first, and leave when their
/// commit comes. Nothing that a caller edited disappears without an event that says so.
/// </remarks>
public sealed partial class OptimisticCanvas
{
    private readonly OptimisticLimits limits;
    private readonly string? actorId;
    private ImmutableList<PendingEdit> pending = [];

    // The head that the server named when it refused the base: it is of no use to ask again before.
    private long sendableFrom;

    /// <summary>Starts from what the server has.</summary>
    /// <param name="actorId">Who is shown as author of the edits; null leaves it to the token.</param>
    public OptimisticCanvas(CanvasSnapshot confirmed, string? actorId = null, OptimisticLimits? limits = null)
    {
        this.limits = limits ?? new OptimisticLimits();
        this.actorId = actorId;
        (Confirmed, Rev, Epoch, View) = (confirmed.State, confirmed.Rev, confirmed.Epoch, confirmed.State);
    }

    /// <summary>The state that the server confirmed.</summary>
    public Canvas Confirmed { get; private set; }

    /// <summary>The revision of <see cref="Confirmed"/>.</summary>
    public long Rev { get; private set; }

    /// <summary>The history that <see cref="Rev"/> counts in; null until it is known.</summary>
    public string? Epoch { get; set; }

    /// <summary>What to show.</summary>
    public Canvas View { get; private set; }

    /// <summary>The edits that are not confirmed, oldest first.</summary>
    public IReadOnlyList<PendingEdit> Pending => pending;

    /// <summary>
    /// Whether the server has another history than this one, so that only a <see cref="Reset"/> leads on. Nothing is
    /// sent before.
    /// </summary>
    public bool IsAstray { get; private set; }

    /// <summary>How often a commit of this client read otherwise than the pending edit; for tests.</summary>
    internal int Surprises { get; private set; }

    /// <summary>The rebase of SPEC RB; replaced only by tests that show what happens when it is wrong.</summary>
    internal Rebase Rebase { get; init; } = CanvasRebase.Over;

    /// <summary>Makes an edit of what is shown.</summary>
    /// <param name="key">A name that no other edit ever had; used unless the edit is merged.</param>
    /// <param name="merge">
    /// Edits of one tag, one after the other, become one while the first is unsent: typing makes few commits.
    /// </param>
    public EditResult Edit(
        ImmutableArray<CanvasOp> ops, string key, EditIntent? intent = null, string? merge = null)
    {
        // Read as the server will read it: what is pending here is then exactly what can be committed there.
        if (!OpsAsSent.TryRead(ops, limits.Ops, out var read, out var bytes, out var fault))
            return new EditResult.Misfit(fault.OpIndex, fault.Reason);
        var view = View;
        for (var index = 0; index < read.Length; index++)
        {
            if (CanvasReducer.Apply(view, read[index], out var misfit) is not { } after)
                return new EditResult.Misfit(index, misfit ?? "the op does not fit");
            view = after;
        }

        if (merge is not null && pending is [.., var last] && CanMerge(last, merge, read.Length, bytes))
        {
            pending = pending.SetItem(pending.Count - 1, Merged(last, read, bytes));
            View = view;
            return new EditResult.Accepted(last.Key);
        }

        if (pending.Count >= limits.PendingMax) return new EditResult.Full($"{pending.Count} edits wait already");
        var empty = new PendingEdit { Key = key, Ops = [], OpCount = 0, Bytes = 0, Intent = intent, Merge = merge };
        pending = pending.Add(Merged(empty, read, bytes));
        View = view;
        return new EditResult.Accepted(key);
    }

    /// <summary>
    /// The command to send now, if there is one. It stays the same, word for word, until an answer says that it was not
    /// applied: only then does its key find out what became of it.
    /// </summary>
    public SentCommand? TakeCommand()
    {
        if (pending is not [var first, ..] || first.CommittedAs is not null || IsAstray) return null;
        if (first.Sent is { } again) return again;
        if (Rev < sendableFrom) return null;
        var command = new SentCommand(first.Key, Rev, first.Ops, actorId, first.Intent);
        pending = pending.SetItem(0, first with { Sent = command });
        return command;
    }

    /// <summary>Whatever comes next is an edit of its own.</summary>
    public void Seal()
    {
        if (pending is [.., { Merge: not null } last])
            pending = pending.SetItem(pending.Count - 1, last with { Merge = null });
    }

    /// <summary>What must be saved, so that another process can go on: see <see cref="Reopen"/>.</summary>
    public PendingState Save() => new(Epoch, Rev, pending);

    /// <summary>Goes on where a process ended. What was sent and not answered is sent again unchanged.</summary>
    /// <param name="confirmed">The state at the saved revision; where the server has none any more, another.</param>
    /// <param name="events">What was lost because it is another.</param>
    public static OptimisticCanvas Reopen(
        CanvasSnapshot confirmed, PendingState saved, out IReadOnlyList<CanvasEvent> events, string? actorId = null,
        OptimisticLimits? limits = null)
    {
        var canvas = new OptimisticCanvas(confirmed, actorId, limits) { pending = saved.Pending };
        var isSame = saved.Rev == confirmed.Rev && (saved.Epoch == confirmed.Epoch || saved.Epoch is null);
        if (!isSame) canvas.MakeUncertain();
        var made = new List<CanvasEvent>();
        canvas.Refold(made);
        events = made;
        return canvas;
    }

    private bool CanMerge(PendingEdit last, string merge, int ops, int bytes) =>
        last.Merge == merge && last.Sent is null
        && last.OpCount + ops <= limits.MergeOpsMax && last.Bytes + bytes <= limits.MergeBytesMax;

    private static PendingEdit Merged(PendingEdit edit, ImmutableArray<CanvasOp> ops, int bytes) => edit with
    {
        Ops = edit.Ops.AddRange(ops.Select((op, index) => new PendingOp(edit.OpCount + index, op))),
        OpCount = edit.OpCount + ops.Length,
        Bytes = edit.Bytes + bytes,
    };
}

/// <summary>The limits of an <see cref="OptimisticCanvas"/>.</summary>
public sealed record OptimisticLimits
{
    /// <summary>Edits that may wait for confirmation; the next one is refused.</summary>
    public int PendingMax { get; init; } = 10_000;

    /// <summary>Ops in one merged edit.</summary>
    public int MergeOpsMax { get; init; } = 256;

    /// <summary>Bytes of the ops of one merged edit.</summary>
    public int MergeBytesMax { get; init; } = 64 * 1_024;

    /// <summary>What the server takes in one command (SPEC CM7).</summary>
    public CanvasLimits Ops { get; init; } = new();
}
