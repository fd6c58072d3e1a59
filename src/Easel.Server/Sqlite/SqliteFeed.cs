using System.Collections.Concurrent;

namespace Easel.Server.Sqlite;

/// <summary>
/// The order of each tenant's commits. It is the order in which the journal has them, so an append pays nothing for it;
/// when the journal is cut, what it said of the order moves to rows, in the same transaction.
/// </summary>
internal sealed class SqliteFeed
{
    private volatile ConcurrentDictionary<string, FeedTail> tails = new();

    public IEnumerable<FeedTail> Tails => tails.Values;

    /// <summary>The tail of a tenant that is about to commit.</summary>
    public FeedTail Open(string tenant, SqliteConnection db) => Open(tails, tenant, db);

    /// <summary>The tail of a tenant; null if it has no commits.</summary>
    public FeedTail? Find(string tenant, Func<long?> readHead)
    {
        // Rows change only for tenants whose tail is here, so what was read while it was not here still holds.
        var current = tails;
        if (current.TryGetValue(tenant, out var tail)) return tail;
        return readHead() is { } head ? current.GetOrAdd(tenant, new FeedTail(tenant, head)) : null;
    }

    /// <summary>
    /// Starts again from what is durable: the journal rows that are not in rows of the feed yet, in their order.
    /// </summary>
    public void Recover(SqliteConnection db, IEnumerable<(string Tenant, FeedRun Run)> journalled)
    {
        var recovered = new ConcurrentDictionary<string, FeedTail>();
        foreach (var (tenant, run) in journalled) Open(recovered, tenant, db).Append(run);
        tails = recovered;
    }

    private static FeedTail Open(ConcurrentDictionary<string, FeedTail> tails, string tenant, SqliteConnection db) =>
        tails.TryGetValue(tenant, out var tail)
            ? tail
            : tails.GetOrAdd(tenant, new FeedTail(tenant, FeedRows.Head(db, tenant) ?? 0));
}
