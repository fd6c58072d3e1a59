namespace Easel.Documents;

/// <summary>
/// Where documents are kept. A store knows bytes, order and durability, never what ops mean; every implementation
/// passes the same contract suite.
/// </summary>
/// <remarks>
/// What an implementer owes: an append is atomic (its commits, their keys and the record together), durable before it
/// is answered, and refused when the head is not the expected one. Reads see every append that was answered before they
/// began. A failure whose effect cannot be known is reported as unknown, never as not applied. A read that cannot be
/// served throws <see cref="StorageUnavailableException"/>, one that finds nonsense
/// <see cref="DocumentDamagedException"/>.
/// </remarks>
public interface IDocumentStore
{
    /// <summary>Names the history that new documents begin; replaced only when stored history is (SPEC ST3).</summary>
    string Epoch { get; }

    /// <summary>Finds a document, or null if it has neither a record nor commits.</summary>
    ValueTask<StoredDocument?> FindAsync(DocumentKey key, CancellationToken ct);

    /// <summary>Makes a record for a document without commits.</summary>
    /// <returns>False if the document was there already; it is left as it is.</returns>
    ValueTask<bool> CreateAsync(DocumentRecord record, CancellationToken ct);

    /// <summary>Lists documents of one tenant, environment and kind in ascending order of id.</summary>
    ValueTask<IReadOnlyList<StoredDocument>> ListAsync(DocumentListing listing, CancellationToken ct);

    /// <summary>Names of all documents of all tenants, in a stable order, for verification and backup.</summary>
    ValueTask<IReadOnlyList<DocumentKey>> ListKeysAsync(DocumentKey? after, int limit, CancellationToken ct);

    /// <summary>
    /// Looks up which of <paramref name="keys"/> have been committed. Absent keys are absent from the answer.
    /// </summary>
    ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeysAsync(
        DocumentKey key, IReadOnlyList<string> keys, CancellationToken ct);

    /// <summary>
    /// Reads commits after <paramref name="after"/> in order, without gaps, until <paramref name="bytesMax"/> is passed
    /// (at least one if there is one) or the log ends.
    /// </summary>
    ValueTask<IReadOnlyList<Commit>> ReadAfterAsync(
        DocumentKey key, Revision after, int bytesMax, CancellationToken ct);

    /// <summary>The newest snapshot at or before a revision, or null if there is none.</summary>
    ValueTask<StoredSnapshot?> ReadSnapshotAsync(DocumentKey key, Revision atOrBefore, CancellationToken ct);

    /// <summary>
    /// Keeps a snapshot. It only saves work: losing one loses nothing, except the one at the document's floor. One from
    /// below the floor is not kept.
    /// </summary>
    ValueTask WriteSnapshotAsync(DocumentKey key, StoredSnapshot snapshot, CancellationToken ct);

    /// <summary>
    /// Erases what was written up to a revision, which becomes the document's floor: the ops of those commits
    /// (<see cref="Commit.WithoutOps"/>) and the snapshots below it. Their keys, hashes and places in the order stay.
    /// </summary>
    /// <remarks>
    /// The floor and its snapshot become durable first, together; from then on no read shows the ops. When this is
    /// answered, they are gone from all that the store keeps. What a crash leaves undone is done after the next start.
    /// Asking again, also for an older revision, makes sure of that.
    /// </remarks>
    /// <param name="floor">The state from which the document is rebuilt from now on, at most at the head. All commits
    ///   up to it have hashes.</param>
    ValueTask EraseAsync(DocumentKey key, StoredSnapshot floor, CancellationToken ct);

    /// <summary>
    /// Reads where commits stand in the order of their tenant: all commits of all its documents, numbered from 1
    /// without gaps in the transaction that made them durable. The commits of a document stand in the order of their
    /// revisions. What stands after <paramref name="after"/>, at most <paramref name="limit"/>.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The order cannot be read.</exception>
    ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(string tenant, long after, int limit, CancellationToken ct);

    /// <summary>How many commits each tenant has; tenants without any are left out.</summary>
    ValueTask<IReadOnlyList<FeedHead>> ListFeedsAsync(CancellationToken ct);

    /// <summary>Makes commits durable, whole or not at all.</summary>
    ValueTask<AppendResult> AppendAsync(Append append, CancellationToken ct);
}

/// <summary>A document as the store knows it.</summary>
/// <param name="Record">What was recorded when it was created.</param>
/// <param name="Epoch">Which history its revisions count in.</param>
/// <param name="Head">Its newest revision.</param>
/// <param name="UpdatedAt">When that was made; the record's time at revision 0.</param>
public sealed record StoredDocument(DocumentRecord Record, string Epoch, Revision Head, DateTimeOffset UpdatedAt)
{
    /// <summary>The revision below which content was erased and no state can be rebuilt; 0 if nothing was.</summary>
    public Revision Floor { get; init; }
}

/// <summary>Which documents to list.</summary>
/// <param name="Within">Only those that live there; parts that are null are not looked at.</param>
/// <param name="AfterId">Where the page before ended; null for the first.</param>
/// <param name="Limit">At most this many.</param>
public sealed record DocumentListing(
    string Tenant, string Env, string Kind, Placement Within, string? AfterId, int Limit);

/// <summary>A commit's place in the order of its tenant.</summary>
/// <param name="Seq">Its number there.</param>
public sealed record FeedEntry(long Seq, DocumentKey Document, Revision Revision);

/// <summary>The number of a tenant's newest commit.</summary>
public sealed record FeedHead(string Tenant, long Seq);

/// <summary>What became of an idempotency key.</summary>
public sealed record KeyUse(Revision Revision, ReadOnlyMemory<byte> Fingerprint);

/// <summary>A state as the model encoded it.</summary>
public sealed record StoredSnapshot(Revision Revision, ReadOnlyMemory<byte> State);

/// <summary>Consecutive commits of one document.</summary>
/// <param name="Record">Creates the document if it has neither record nor commits; its title, if it has one, becomes
///   current.</param>
/// <param name="Head">The head that they were decided on; the first commit makes the next revision.</param>
/// <param name="Commits">At least one, without gaps.</param>
public sealed record Append(DocumentRecord Record, Revision Head, IReadOnlyList<Commit> Commits);

/// <summary>How an append ended.</summary>
public enum AppendResult
{
    /// <summary>Durable.</summary>
    Appended,

    /// <summary>The head had moved. Nothing was applied.</summary>
    LostRace,

    /// <summary>The disk is full. Nothing was applied.</summary>
    StorageFull,

    /// <summary>More waits for storage than may wait. Nothing was applied.</summary>
    Overloaded,

    /// <summary>Storage failed. Nothing was applied.</summary>
    StorageFailed,

    /// <summary>Storage failed at the moment of commit: it may be applied, and only reading it back can tell.</summary>
    Unknown,
}

/// <summary>Storage could not serve a read, or make something durable that is not an append.</summary>
public sealed class StorageUnavailableException(
    string finding, Exception? cause = null, bool isFull = false, bool isUnknown = false,
    bool isOverloaded = false)
    : Exception(finding, cause)
{
    /// <summary>Whether what was to be made durable may have become so.</summary>
    public bool IsUnknown => isUnknown;

    /// <summary>Whether more waits for storage than may wait.</summary>
    public bool IsOverloaded => isOverloaded;

    /// <summary>Whether it is for want of room.</summary>
    public bool IsFull => isFull;
}

/// <summary>A stored document does not add up. It is never treated as missing or empty.</summary>
public sealed class DocumentDamagedException : Exception
{
    /// <summary>Says which document and what is wrong with it.</summary>
    public DocumentDamagedException(DocumentKey key, string finding, Exception? cause = null)
        : base($"document {key.Id} of {key.Tenant} is damaged: {finding}", cause)
    {
    }
}
