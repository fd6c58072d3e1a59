using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>Reads of single rows that both the writer and the readers need.</summary>
internal static class SqliteRows
{
    private const string SelectDocument =
        "SELECT id, tenant, env, kind, name, epoch, title, workspace_id, project_id, app_id, surface_id, created_at, "
        + "created_by, floor FROM document WHERE ";

    public static SqliteDocument? FindDocument(SqliteConnection db, DocumentKey key)
    {
        using var find = db.PrepareOnce(SelectDocument + "tenant = ? AND env = ? AND kind = ? AND name = ?");
        return ReadDocument(db, find.Bind(key.Tenant).Bind(key.Env).Bind(key.Kind).Bind(key.Id));
    }

    public static SqliteDocument? FindDocument(SqliteConnection db, long id)
    {
        using var find = db.PrepareOnce(SelectDocument + "id = ?");
        return ReadDocument(db, find.Bind(id));
    }

    /// <summary>The newest revision that stands in a run.</summary>
    public static Revision ShelvedHead(SqliteConnection db, long document)
    {
        using var newest = db.PrepareOnce("SELECT slot FROM run WHERE slot BETWEEN ? AND ? ORDER BY slot DESC LIMIT 1");
        newest.Bind(Slot.Of(document, Revision.Zero)).Bind(Slot.Last(document));
        return newest.Step() ? Slot.Revision(newest.Integer(0)) : Revision.Zero;
    }

    public static IEnumerable<(long Seq, byte[] Row)> Journal(SqliteConnection db)
    {
        using var rows = db.PrepareOnce("SELECT seq, entries FROM journal ORDER BY seq");
        while (rows.Step()) yield return (rows.Integer(0), rows.Blob(1).ToArray());
    }

    private static SqliteDocument? ReadDocument(SqliteConnection db, SqliteStatement row)
    {
        if (!row.Step()) return null;
        var key = new DocumentKey(row.Text(1), row.Text(2), row.Text(3), row.Text(4));
        var placement = new Placement(row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9), row.TextOrNull(10));
        var createdAt = ReadTime(key, row.Integer(11));
        var record = new DocumentRecord(key, placement, row.TextOrNull(6), createdAt, row.Text(12));
        var (id, epoch) = (row.Integer(0), row.Text(5));
        return new SqliteDocument(id, record, epoch, ShelvedHead(db, id), new Revision(row.Integer(13)));
    }

    private static DateTimeOffset ReadTime(DocumentKey key, long milliseconds)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        catch (ArgumentOutOfRangeException broken)
        {
            throw new DocumentDamagedException(key, "its record names no possible time", broken);
        }
    }
}
