using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>
/// Maps in the kernel. A request is decided on the durable present and then committed on it; only commits that make no
/// revision of the map may come in between, so what was decided is what is committed.
/// </summary>
public sealed class GuardedMaps(GuardedDocuments<MapState, MapOp> documents)
{
    // Each time round, somebody else's commit has succeeded.
    private const int OvertakenMax = 100;

    private static readonly MapModel Model = new();

    /// <summary>Begins a map that is not there yet.</summary>
    public Task<EditOutcome> OpenAsync(
        DocumentKey key, MapOp.Opened opened, Attribution by, Placement placement, Func<bool>? isWanted = null) =>
        documents.SubmitAsync(
            key, EditOf(Revision.Zero, opened, by) with { Placement = placement, IsWanted = isWanted });

    /// <summary>The durable present; before a map was opened an empty state.</summary>
    public Task<DocumentView<MapState>> ReadAsync(DocumentKey key) => documents.PeekAsync(key);

    /// <summary>Edits, undoes or redoes.</summary>
    /// <param name="key">The map.</param>
    /// <param name="action">What is asked.</param>
    /// <param name="request">As the client sent it; null if it sent none.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="isWanted">Asked when it is decided, for it may have waited; see <see cref="Edit{TOp}"/>.</param>
    public async Task<MapAnswer> RequestAsync(
        DocumentKey key, MapAction action, JsonTree? request, Attribution by, Func<bool>? isWanted = null)
    {
        var view = await documents.PeekAsync(key).ConfigureAwait(false);
        var decision = MapGuard.Decide(view.State, action, request);
        if (decision is not MapDecision.Accepted accepted) return new MapAnswer(decision, null);

        var edit = EditOf(view.Head, accepted.Op, by) with { IsWanted = isWanted };
        var outcome = await documents.SubmitAsync(key, edit).ConfigureAwait(false);
        var isAsDecided = outcome is EditOutcome.Committed { Commit.Revision: var made } && made == view.Head.Next();
        if (isAsDecided) return new MapAnswer(decision, outcome);
        var present = (await documents.PeekAsync(key).ConfigureAwait(false)).State;
        if (IsOvertaken(outcome))
        {
            var stale = MapGuard.Stale(view.State.Revision, present.Revision);
            return new MapAnswer(new MapDecision.Refused(stale), null);
        }

        // Where a save came in between, the reply tells by what the file holds now whether the map is dirty.
        var after = accepted.Reply.After with { SavedAt = present.SavedAt, Path = present.Path };
        return new MapAnswer(accepted with { Reply = accepted.Reply with { After = after } }, outcome);
    }

    /// <summary>
    /// Commits what is not guarded by a base: that a version was saved or validated, or that the map begins anew.
    /// </summary>
    /// <param name="key">The map.</param>
    /// <param name="op">What is to be recorded.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="onlyAt">The only revision of the map at which it may be recorded; else it is stale.</param>
    /// <param name="isWanted">As for a request.</param>
    public async Task<EditOutcome> RecordAsync(
        DocumentKey key, MapOp op, Attribution by, long? onlyAt = null, Func<bool>? isWanted = null)
    {
        for (var overtaken = 0; ; overtaken++)
        {
            var view = await documents.PeekAsync(key).ConfigureAwait(false);
            if (onlyAt is { } revision && view.State.Revision != revision)
                return new EditOutcome.Stale(view.Head, view.Head);
            var edit = EditOf(view.Head, op, by) with { IsWanted = isWanted };
            var outcome = await documents.SubmitAsync(key, edit).ConfigureAwait(false);
            if (!IsOvertaken(outcome) || overtaken == OvertakenMax) return outcome;
        }
    }

    private static bool IsOvertaken(EditOutcome outcome) => outcome is EditOutcome.Stale or EditOutcome.NothingLeft;

    private static Edit<MapOp> EditOf(Revision head, MapOp op, Attribution by) => new()
    {
        Base = head,
        Ops = new OpBatch<MapOp>([op], Model.EncodeOps([op])),
        By = by,
        Rebase = true,
    };
}

/// <summary>What becomes of a request to a map.</summary>
/// <param name="Decision">What the map says; an accepted one counts only if the outcome is committed.</param>
/// <param name="Outcome">What the kernel says; null where nothing was submitted.</param>
public sealed record MapAnswer(MapDecision Decision, EditOutcome? Outcome)
{
    /// <summary>What to tell the client, if its request was committed.</summary>
    public MapReply? Reply => Outcome is EditOutcome.Committed ? (Decision as MapDecision.Accepted)?.Reply : null;

    /// <summary>Why the map refused; null if it did not.</summary>
    public MapEditError? Error => (Decision as MapDecision.Refused)?.Error;
}
