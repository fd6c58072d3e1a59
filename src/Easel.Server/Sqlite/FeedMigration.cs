using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// Gives the commits of a folder that an older server filled a place in their tenant's order: what has left the journal
/// document by document, in the order in which documents were made, then what stands in the journal, in its order.
/// </summary>
internal static class FeedMigration
{
    /// <exception cref="UnsafeStorageException">A journal row cannot be read.</exception>
    public static void Run(SqliteConnection db)
    {
        var feeds = new Dictionary<string, List<FeedRun>>();
        var heads = new Dictionary<long, (string Tenant, long Head)>();
        foreach (var (id, tenant) in Documents(db))
        {
            var head = SqliteRows.ShelvedHead(db, id).Number;
            heads[id] = (tenant, head);
            Add(feeds, tenant, id, 0, head);
        }

        long through = 0;
        foreach (var (seq, row) in SqliteRows.Journal(db))
        {
            through = seq;
            foreach (var (id, commits) in SqliteDocuments.ReadJournal(seq, row))
            {
                // A journal row may hold what has left the journal already; one of nobody is found by who opens it.
                if (!heads.TryGetValue(id, out var known)) continue;
                var last = commits[^1].Commit.Revision.Number;
                Add(feeds, known.Tenant, id, known.Head, last);
                heads[id] = known with { Head = Math.Max(known.Head, last) };
            }
        }

        foreach (var (tenant, runs) in feeds) FeedRows.Write(db, tenant, 0, runs);
        FeedRows.WriteThrough(db, through);
    }

    private static void Add(
        Dictionary<string, List<FeedRun>> feeds, string tenant, long document, long after, long upTo)
    {
        if (upTo <= after) return;
        if (!feeds.TryGetValue(tenant, out var runs)) feeds.Add(tenant, runs = []);
        for (; after < upTo; after += int.MaxValue)
        {
            var count = (int)Math.Min(upTo - after, int.MaxValue);
            runs.Add(new FeedRun(Slot.Of(document, new Revision(after + 1)), count));
        }
    }

    private static List<(long Id, string Tenant)> Documents(SqliteConnection db)
    {
        using var rows = db.PrepareOnce("SELECT id, tenant FROM document ORDER BY id");
        var found = new List<(long, string)>();
        while (rows.Step()) found.Add((rows.Integer(0), rows.Text(1)));
        return found;
    }
}
