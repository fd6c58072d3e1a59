namespace Easel.Documents;

/// <summary>Reading: the present, the past, and what came after a revision. Nothing here waits for a turn.</summary>
public sealed partial class GuardedDocuments<TState, TOp>
{
    /// <summary>The durable present; null if the document has neither a record nor commits.</summary>
    /// <exception cref="DocumentDamagedException">The stored document does not add up.</exception>
    public async Task<DocumentView<TState>?> ReadAsync(DocumentKey key)
    {
        var view = await PeekAsync(key).ConfigureAwait(false);
        return view.Record is null ? null : view;
    }

    /// <summary>
    /// As <see cref="ReadAsync"/>, with an unknown name read as an empty document at revision 0 (SPEC TE7).
    /// </summary>
    public async Task<DocumentView<TState>> PeekAsync(DocumentKey key)
    {
        var loaded = await open.Get(key).LoadAsync(history).ConfigureAwait(false);
        return new DocumentView<TState>(
            loaded.Stored, loaded.Epoch, loaded.Head, loaded.Floor, loaded.State, loaded.LastAt);
    }

    /// <summary>
    /// The state as it was at a revision that the document has reached; null if what led to it was erased.
    /// </summary>
    public async Task<TState?> ReadAtAsync(DocumentKey key, Revision revision)
    {
        var view = await PeekAsync(key).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision.Number, view.Head.Number);
        return revision == view.Head ? view.State : await history.StateAtAsync(key, revision).ConfigureAwait(false);
    }

    /// <summary>
    /// Commits after a revision, oldest first, without gaps: from memory if it reaches, else from the log, until
    /// <paramref name="bytesMax"/> is passed (at least one if there is one).
    /// </summary>
    public async ValueTask<IReadOnlyList<Commit>> ReadAfterAsync(DocumentKey key, Revision after, int bytesMax)
    {
        var recent = new List<FoldedCommit<TState, TOp>>();
        if (!open.Get(key).Recent.TryReadAfter(after, options.RecentMax, recent))
            return await store.ReadAfterAsync(key, after, bytesMax, CancellationToken.None).ConfigureAwait(false);
        long bytes = 0;
        return [.. recent.TakeWhile(one => (bytes += one.Commit.Line.Length) <= bytesMax || one == recent[0])
            .Select(one => one.Commit)];
    }

    /// <summary>
    /// As <see cref="ReadAfterAsync"/>, with each commit's ops and the state that they were folded over; null if some
    /// of them were erased.
    /// </summary>
    public async ValueTask<IReadOnlyList<FoldedCommit<TState, TOp>>?> ReadFoldedAfterAsync(
        DocumentKey key, Revision after, int bytesMax)
    {
        var recent = new List<FoldedCommit<TState, TOp>>();
        if (!open.Get(key).Recent.TryReadAfter(after, options.RecentMax, recent))
        {
            var page = await store.ReadAfterAsync(key, after, bytesMax, CancellationToken.None).ConfigureAwait(false);
            return page.Count == 0
                ? []
                : await history.FoldAfterAsync(key, after, page[^1].Revision, long.MaxValue).ConfigureAwait(false);
        }

        long bytes = 0;
        return [.. recent.TakeWhile(one => (bytes += one.Commit.Line.Length) <= bytesMax || one == recent[0])];
    }

    /// <summary>Makes a record for a document without commits.</summary>
    /// <returns>False if the document was there already; it is left as it is.</returns>
    public async ValueTask<bool> CreateAsync(DocumentRecord record)
    {
        var isNew = await store.CreateAsync(record, CancellationToken.None).ConfigureAwait(false);
        if (isNew) open.Get(record.Key).Unload(); // Whoever had it open as an unknown name reads the record.
        return isNew;
    }

    /// <summary>Looks up what a key was used for.</summary>
    public async ValueTask<Commit?> FindCommitAsync(DocumentKey key, string editKey)
    {
        var found = await store.FindKeysAsync(key, [editKey], CancellationToken.None).ConfigureAwait(false);
        return found.TryGetValue(editKey, out var use)
            ? await history.ReadCommitAsync(key, use.Revision).ConfigureAwait(false)
            : null;
    }
}

/// <summary>A document at one durable revision.</summary>
/// <param name="Record">Null while it has neither a record nor commits.</param>
/// <param name="Epoch">Which history the revision counts in.</param>
/// <param name="Head">The newest revision.</param>
/// <param name="Floor">The revision below which content was erased; 0 if none was.</param>
/// <param name="State">The content there.</param>
/// <param name="UpdatedAt">When it was made.</param>
public sealed record DocumentView<TState>(
    DocumentRecord? Record, string Epoch, Revision Head, Revision Floor, TState State, DateTimeOffset UpdatedAt);
