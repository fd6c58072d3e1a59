namespace Easel.Documents;

/// <summary>How edits take turns on one document, and what happens when an append does not succeed.</summary>
public sealed partial class GuardedDocuments<TState, TOp>
{
    private async Task TakeTurnsAsync(OpenDocument<TState, TOp> document)
    {
        while (document.TryNextTurn(out var submissions))
        {
            try
            {
                await TakeTurnAsync(document, submissions).ConfigureAwait(false);
            }
            catch (DocumentDamagedException)
            {
                document.Unload();
                AnswerAll(submissions, new EditOutcome.Unavailable(UnavailableReason.DocumentDamaged));
            }
            catch (StorageUnavailableException)
            {
                // Only reads throw this, and a turn reads before it appends: nothing was applied.
                document.Unload();
                AnswerAll(submissions, new EditOutcome.Unavailable(UnavailableReason.StorageFailed));
            }
            catch (Exception bug)
            {
                // Nothing of a failed turn is kept; its callers get the fault, the next turn starts from the log.
                document.Unload();
                foreach (var submission in submissions) submission.Fail(bug);
            }
        }
    }

    private async ValueTask TakeTurnAsync(
        OpenDocument<TState, TOp> document, IReadOnlyList<Submission<TOp>> submissions)
    {
        for (var lostRaces = 0; lostRaces <= options.LostRacesMax; lostRaces++)
        {
            var loaded = await document.LoadAsync(history).ConfigureAwait(false);
            var earlier = await FindKeysAsync(document.Key, submissions).ConfigureAwait(false);
            var turn = new Turn<TState, TOp>(document, loaded, earlier);
            var outcomes = new EditOutcome[submissions.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = await DecideAsync(turn, submissions[i].Edit).ConfigureAwait(false);

            var result = turn.Folded.Count == 0 ? AppendResult.Appended : await AppendAsync(turn).ConfigureAwait(false);
            if (result == AppendResult.Appended) Advance(document, turn);
            else document.Unload();
            if (result == AppendResult.LostRace) continue;
            if (outcomes is [EditOutcome.Committed only]) submissions[0].AnswerHere(Settle(only, result));
            else for (var i = 0; i < outcomes.Length; i++) submissions[i].Answer(Settle(outcomes[i], result));
            return;
        }

        AnswerAll(submissions, new EditOutcome.Unavailable(UnavailableReason.Overloaded));
    }

    /// <summary>
    /// Every outcome of a turn may rest on its earlier commits, so none is given out as decided unless the append
    /// succeeded.
    /// </summary>
    private static EditOutcome Settle(EditOutcome decided, AppendResult result) => (result, decided) switch
    {
        (AppendResult.Appended, _) => decided,
        (AppendResult.Unknown, EditOutcome.Committed) => new EditOutcome.Unknown(),
        (AppendResult.StorageFull, _) => new EditOutcome.Unavailable(UnavailableReason.StorageFull),
        (AppendResult.Overloaded, _) => new EditOutcome.Unavailable(UnavailableReason.Overloaded),
        _ => new EditOutcome.Unavailable(UnavailableReason.StorageFailed),
    };

    private void Advance(OpenDocument<TState, TOp> document, Turn<TState, TOp> turn)
    {
        if (turn.Folded.Count == 0) return;
        // The record of a document that was new to this turn may have been made by someone else meanwhile: read it.
        if (turn.Durable.Stored is null) document.Unload();
        else document.Advance(turn.Durable, turn.Advanced(turn.Record(model.TitleOf(turn.State))));
        open.Weigh(document, model.MemoryOf(turn.State));
        var snapshotDue = false;
        foreach (var folded in turn.Folded)
        {
            document.Recent.Add(folded);
            snapshotDue |= document.Snapshots.Count(folded.Commit.Line.Length + folded.Cost.Work);
        }

        feed.Publish(document.Key, turn.Head); // 6. A hint: followers read the log.
        if (snapshotDue) _ = Task.Run(() => WriteSnapshotAsync(document, turn.Head, turn.State));
    }

    private async Task WriteSnapshotAsync(OpenDocument<TState, TOp> document, Revision revision, TState state)
    {
        var size = 0;
        try
        {
            var encoded = model.EncodeState(state);
            var snapshot = new StoredSnapshot(revision, encoded);
            await store.WriteSnapshotAsync(document.Key, snapshot, CancellationToken.None).ConfigureAwait(false);
            size = encoded.Length;
        }
        finally
        {
            document.Snapshots.Written(size);
        }
    }

    private ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeysAsync(
        DocumentKey key, IReadOnlyList<Submission<TOp>> submissions)
    {
        var keys = new List<string>(submissions.Count);
        foreach (var submission in submissions)
        {
            if (submission.Edit is { Key: { } editKey, DryRun: false }) keys.Add(editKey.Value);
        }

        return store.FindKeysAsync(key, keys, CancellationToken.None);
    }

    private static void AnswerAll(IReadOnlyList<Submission<TOp>> submissions, EditOutcome outcome)
    {
        foreach (var submission in submissions) submission.Answer(outcome);
    }
}
