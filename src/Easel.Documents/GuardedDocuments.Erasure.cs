namespace Easel.Documents;

/// <summary>Erasing: what was written is forgotten for good; that it was written, by whom and when, stays.</summary>
public sealed partial class GuardedDocuments<TState, TOp>
{
    /// <summary>
    /// Erases what was written up to a revision that the document has reached. What the document held there stays: it
    /// is the state from which all that follows is rebuilt. Done when the store keeps nothing of it. Doing it again,
    /// or for an older revision, finishes what a failure left undone. See <see cref="CanEraseAsync"/>.
    /// </summary>
    /// <exception cref="DocumentDamagedException">The stored document does not add up.</exception>
    /// <exception cref="StorageUnavailableException">It was not finished, and goes on at the next start at the latest.
    /// </exception>
    public async Task EraseAsync(DocumentKey key, Revision upTo)
    {
        var state = await ReadAtAsync(key, upTo).ConfigureAwait(false);
        if (state is null)
        {
            upTo = (await PeekAsync(key).ConfigureAwait(false)).Floor;
            state = await ReadAtAsync(key, upTo).ConfigureAwait(false)
                ?? throw new DocumentDamagedException(key, $"the state at {upTo} is missing");
        }

        try
        {
            var floor = new StoredSnapshot(upTo, model.EncodeState(state));
            await store.EraseAsync(key, floor, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // Memory knows the commits with their ops, and not the floor. Whatever failed, it may be there.
            open.Get(key).Unload();
        }
    }

    /// <summary>
    /// Whether a document's commits have hashes, so that they can be proved without their ops. Those of older servers
    /// have none; they come before all others, if there are any.
    /// </summary>
    public async ValueTask<bool> CanEraseAsync(DocumentKey key) =>
        await ReadAfterAsync(key, Revision.Zero, bytesMax: 0).ConfigureAwait(false) is not [{ Previous: null }, ..];
}
