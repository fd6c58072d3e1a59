using System.Buffers;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>The order of a tenant's commits as rows of the database.</summary>
internal static class FeedRows
{
    private const int NumberBits = 40;
    private const long NumberMask = (1L << NumberBits) - 1;

    // Rows stay below a few pages, so that reading a little of the order reads a little of the file.
    private const int RowRunsMax = 512;

    private const string Through = "feed_through";

    /// <summary>The number of the newest commit in rows; null if the tenant has none.</summary>
    public static long? Head(SqliteConnection db, string tenant) =>
        FindTenant(db, tenant) is { } id ? Head(db, id) : null;

    public static List<string> Tenants(SqliteConnection db)
    {
        using var rows = db.PrepareOnce("SELECT name FROM feed_tenant ORDER BY name");
        var names = new List<string>();
        while (rows.Step()) names.Add(rows.Text(0));
        return names;
    }

    /// <summary>What stands in rows after one number up to another, at most so many commits.</summary>
    /// <exception cref="FormatException">A row is damaged.</exception>
    public static List<(long Number, FeedRun Run)> Read(SqliteConnection db, string tenant, long after, long upTo)
    {
        var found = new List<(long, FeedRun)>();
        if (FindTenant(db, tenant) is not { } id) return found;
        using var rows = db.PrepareOnce("SELECT place, runs FROM feed WHERE place > ? AND place <= ? ORDER BY place");
        rows.Bind(Place(id, after)).Bind(Place(id, NumberMask));
        while (rows.Step())
        {
            var place = rows.Integer(0);
            var runs = FeedRun.Read(rows.Blob(1), place);
            var last = place & NumberMask;
            found.AddRange(FeedRun.Cut(runs, last - runs.Sum(run => (long)run.Count), after, upTo));
            if (last >= upTo) break;
        }

        return found;
    }

    /// <summary>Adds what comes next in the order.</summary>
    /// <param name="after">The number of the newest commit in rows.</param>
    public static void Write(SqliteConnection db, string tenant, long after, IEnumerable<FeedRun> runs)
    {
        var id = FindTenant(db, tenant) ?? AddTenant(db, tenant);
        using var insert = db.PrepareOnce("INSERT INTO feed VALUES (?, ?)");
        foreach (var some in runs.Chunk(RowRunsMax))
        {
            var row = new ArrayBufferWriter<byte>((some.Length * FeedRun.Size) + Sealed.Size);
            foreach (var run in some)
            {
                run.Write(row);
                after += run.Count;
            }

            var place = Place(id, after);
            Sealed.Close(row, place);
            insert.Bind(place).Bind(row.WrittenSpan).Run();
        }
    }

    /// <summary>The last journal row whose commits stand in rows here; it may still be in the journal.</summary>
    public static long ReadThrough(SqliteConnection db)
    {
        using var row = db.PrepareOnce("SELECT CAST(value AS INTEGER) FROM folder WHERE name = ?");
        return row.Bind(Through).Step() ? row.Integer(0) : 0;
    }

    public static void WriteThrough(SqliteConnection db, long seq)
    {
        using var row = db.PrepareOnce("INSERT OR REPLACE INTO folder VALUES (?, CAST(? AS TEXT))");
        row.Bind(Through).Bind(seq).Run();
    }

    public static DocumentKey? FindDocument(SqliteConnection db, long id)
    {
        using var row = db.PrepareOnce("SELECT tenant, env, kind, name FROM document WHERE id = ?");
        return row.Bind(id).Step() ? new DocumentKey(row.Text(0), row.Text(1), row.Text(2), row.Text(3)) : null;
    }

    private static long Place(long tenant, long number) => (tenant << NumberBits) | Math.Min(number, NumberMask);

    private static long Head(SqliteConnection db, long tenant)
    {
        using var newest = db.PrepareOnce(
            "SELECT place FROM feed WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1");
        newest.Bind(Place(tenant, 0)).Bind(Place(tenant, NumberMask));
        return newest.Step() ? newest.Integer(0) & NumberMask : 0;
    }

    private static long? FindTenant(SqliteConnection db, string tenant)
    {
        using var find = db.PrepareOnce("SELECT id FROM feed_tenant WHERE name = ?");
        return find.Bind(tenant).Step() ? find.Integer(0) : null;
    }

    private static long AddTenant(SqliteConnection db, string tenant)
    {
        using var add = db.PrepareOnce("INSERT INTO feed_tenant (name) VALUES (?) RETURNING id");
        add.Bind(tenant).Step();
        return add.Integer(0);
    }
}
