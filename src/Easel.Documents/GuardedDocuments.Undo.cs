namespace Easel.Documents;

/// <summary>Undo and redo: edits whose ops the kernel finds in the history.</summary>
public sealed partial class GuardedDocuments<TState, TOp>
{
    private async ValueTask<(TakenBack<TOp>? Found, EditOutcome? Refusal)> FindUndoAsync(
        Turn<TState, TOp> turn, UndoRequest request)
    {
        // What is undone is nearly always among the newest commits, and those are in memory.
        var newest = turn.ReadNewest(options.UndoReachMax, out var isAll);
        var search = new UndoSearch<TState, TOp>(model, turn.State, request, options);
        if (search.Find(newest) is { } found && (isAll || !request.IsWhole)) return (found, null);
        if (search.HasEnded || isAll) return (null, Nothing(turn, search));

        var after = Math.Clamp(
            turn.Head.Number - options.UndoReachMax, turn.Durable.Floor.Number, turn.Durable.Head.Number);
        var durable = await turn.ReadOlderAsync(history, new Revision(after), options.RebaseBytesMax)
            .ConfigureAwait(false);
        if (durable is null) return (null, request.IsWhole ? new EditOutcome.TooMuch() : Nothing(turn, search));
        search = new UndoSearch<TState, TOp>(model, turn.State, request, options);
        return search.Find([.. durable, .. turn.Folded]) is { } older ? (older, null) : (null, Nothing(turn, search));
    }

    private static EditOutcome Nothing(Turn<TState, TOp> turn, UndoSearch<TState, TOp> search) =>
        search.IsTooMuch ? new EditOutcome.TooMuch() : new EditOutcome.NothingToUndo(turn.Head);
}
