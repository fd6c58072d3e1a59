using System.Collections.Concurrent;
using Easel.Documents;

namespace Easel.Tests.Documents;

/// <summary>A store that goes wrong where a story says so, and is honest everywhere else.</summary>
internal sealed class FaultyStore(IDocumentStore inner) : IDocumentStore
{
    /// <summary>Runs instead of an append; gets the real one to call or not to call.</summary>
    public Func<Append, Func<ValueTask<AppendResult>>, ValueTask<AppendResult>>? OnAppend { get; set; }

    /// <summary>Runs before a document is looked up, to fail or to wait.</summary>
    public Func<DocumentKey, Task>? OnFind { get; set; }

    /// <summary>Runs after a document was looked up, before anyone is told.</summary>
    public Func<DocumentKey, Task>? OnFound { get; set; }

    /// <summary>Runs instead of a snapshot.</summary>
    public Func<StoredSnapshot, Func<ValueTask>, ValueTask>? OnSnapshot { get; set; }

    /// <summary>Whether snapshots are found.</summary>
    public bool HasSnapshots { get; set; } = true;

    /// <summary>Runs before the order of a tenant is read, with the number that it is read after.</summary>
    public Func<string, long, Task>? OnReadFeed { get; set; }

    /// <summary>Runs before the tenants' orders are listed.</summary>
    public Action? OnListFeeds { get; set; }

    /// <summary>A revision that the log skips.</summary>
    public long? Missing { get; set; }

    public ConcurrentQueue<Append> Appends { get; } = new();

    public string Epoch => inner.Epoch;

    public async ValueTask<StoredDocument?> FindAsync(DocumentKey key, CancellationToken ct)
    {
        if (OnFind is { } find) await find(key);
        var found = await inner.FindAsync(key, ct);
        if (OnFound is { } after) await after(key);
        return found;
    }

    public ValueTask<bool> CreateAsync(DocumentRecord record, CancellationToken ct) => inner.CreateAsync(record, ct);

    public ValueTask<IReadOnlyList<StoredDocument>> ListAsync(DocumentListing listing, CancellationToken ct) =>
        inner.ListAsync(listing, ct);

    public ValueTask<IReadOnlyList<DocumentKey>> ListKeysAsync(DocumentKey? after, int limit, CancellationToken ct) =>
        inner.ListKeysAsync(after, limit, ct);

    public ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeysAsync(
        DocumentKey key, IReadOnlyList<string> keys, CancellationToken ct) => inner.FindKeysAsync(key, keys, ct);

    public async ValueTask<IReadOnlyList<Commit>> ReadAfterAsync(
        DocumentKey key, Revision after, int bytesMax, CancellationToken ct) =>
        [.. (await inner.ReadAfterAsync(key, after, bytesMax, ct)).Where(commit => commit.Revision.Number != Missing)];

    public ValueTask<StoredSnapshot?> ReadSnapshotAsync(DocumentKey key, Revision atOrBefore, CancellationToken ct) =>
        HasSnapshots ? inner.ReadSnapshotAsync(key, atOrBefore, ct) : ValueTask.FromResult<StoredSnapshot?>(null);

    public ValueTask WriteSnapshotAsync(DocumentKey key, StoredSnapshot snapshot, CancellationToken ct)
    {
        ValueTask Really() => inner.WriteSnapshotAsync(key, snapshot, ct);
        return OnSnapshot is { } write ? write(snapshot, Really) : Really();
    }

    public ValueTask EraseAsync(DocumentKey key, StoredSnapshot floor, CancellationToken ct) =>
        inner.EraseAsync(key, floor, ct);

    public async ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(
        string tenant, long after, int limit, CancellationToken ct)
    {
        if (OnReadFeed is { } read) await read(tenant, after);
        return await inner.ReadFeedAsync(tenant, after, limit, ct);
    }

    public ValueTask<IReadOnlyList<FeedHead>> ListFeedsAsync(CancellationToken ct)
    {
        OnListFeeds?.Invoke();
        return inner.ListFeedsAsync(ct);
    }

    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken ct)
    {
        Appends.Enqueue(append);
        ValueTask<AppendResult> Really() => inner.AppendAsync(append, ct);
        return OnAppend is { } go ? go(append, Really) : Really();
    }
}
