using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// A read connection with its statements; used by one thread at a time, never writing, never checkpointing.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteStatement runs;
    private readonly SqliteStatement snapshot;
    private readonly SqliteStatement keyPages;
    private readonly SqliteStatement findKey;
    private readonly SqliteStatement keyBatches;
    private readonly SqliteStatement list;
    private readonly SqliteStatement listKeys;

    public SqliteReader(SqliteConnection db)
    {
        Connection = db;
        runs = db.Prepare("SELECT slot, commits FROM run WHERE slot > ? AND slot <= ? ORDER BY slot");
        snapshot = db.Prepare("SELECT slot, state FROM snapshot WHERE slot BETWEEN ? AND ? ORDER BY slot DESC LIMIT 1");
        keyPages = db.Prepare("SELECT first_hash, entries FROM key_page WHERE document = ?");
        keyBatches = db.Prepare("SELECT DISTINCT batch FROM key_page WHERE document = ? ORDER BY batch DESC");
        findKey = db.Prepare("""
            SELECT first_hash, entries FROM key_page WHERE document = ? AND batch = ? AND first_hash <= ?
            ORDER BY first_hash DESC LIMIT 1
            """);
        list = db.Prepare("""
            SELECT name FROM document
            WHERE tenant = ? AND env = ? AND kind = ? AND name > ?
              AND workspace_id IS coalesce(?, workspace_id) AND project_id IS coalesce(?, project_id)
              AND app_id IS coalesce(?, app_id) AND surface_id IS coalesce(?, surface_id)
            ORDER BY name LIMIT ?
            """);
        listKeys = db.Prepare("""
            SELECT tenant, env, kind, name FROM document WHERE (tenant, env, kind, name) > (?, ?, ?, ?)
            ORDER BY tenant, env, kind, name LIMIT ?
            """);
    }

    public SqliteConnection Connection { get; }

    /// <summary>
    /// Shelved commits after one revision up to another, until the bytes are passed; at least one if there is one.
    /// </summary>
    public List<StoredCommit> Runs(long document, Revision after, Revision upTo, int bytesMax)
    {
        var found = new List<StoredCommit>();
        long bytes = 0;
        runs.Bind(Slot.Of(document, after)).Bind(Slot.Last(document));
        while (runs.Step())
        {
            var run = Sealed.Open(runs.Blob(1), runs.Integer(0));
            foreach (var commit in Journal.ReadRun(ref run))
            {
                if (commit.Commit.Revision <= after) continue;
                bytes += commit.Commit.Line.Length;
                if (commit.Commit.Revision <= upTo && (bytes <= bytesMax || found.Count == 0)) found.Add(commit);
                else bytes = long.MaxValue / 2;
            }

            if (bytes > bytesMax) break;
        }

        runs.Reset();
        return found;
    }

    public StoredSnapshot? Snapshot(long document, Revision atOrBefore)
    {
        snapshot.Bind(Slot.Of(document, Revision.Zero)).Bind(Slot.Of(document, atOrBefore));
        var found = snapshot.Step()
            ? new StoredSnapshot(
                Slot.Revision(snapshot.Integer(0)), Sealed.Open(snapshot.Blob(1), snapshot.Integer(0)).ToArray())
            : null;
        snapshot.Reset();
        return found;
    }

    public KeyFilter ShelvedKeys(long document)
    {
        var filter = new KeyFilter();
        keyPages.Bind(document);
        while (keyPages.Step())
        {
            var entries = KeyPages.Entries(document, keyPages.Integer(0), keyPages.Blob(1));
            for (var i = 0; i < entries.Length; i += 2) filter.Add(entries[i]);
        }

        return filter;
    }

    /// <summary>The revisions of shelved commits whose keys have this hash, newest batch first.</summary>
    public List<Revision> FindKey(long document, long hash)
    {
        // One moment for all reads: the shelver may merge batches in between, and a key must not slip through.
        Connection.Execute("BEGIN");
        try
        {
            return FindKeyNow(document, hash);
        }
        finally
        {
            Connection.Execute("COMMIT");
        }
    }

    public List<DocumentKey> List(DocumentListing listing)
    {
        var within = listing.Within;
        list.Bind(listing.Tenant).Bind(listing.Env).Bind(listing.Kind).Bind(listing.AfterId ?? "")
            .Bind(within.WorkspaceId).Bind(within.ProjectId).Bind(within.AppId).Bind(within.SurfaceId)
            .Bind(listing.Limit);
        var found = new List<DocumentKey>();
        while (list.Step()) found.Add(new DocumentKey(listing.Tenant, listing.Env, listing.Kind, list.Text(0)));
        return found;
    }

    public List<DocumentKey> ListKeys(DocumentKey? after, int limit)
    {
        listKeys.Bind(after?.Tenant ?? "").Bind(after?.Env ?? "").Bind(after?.Kind ?? "").Bind(after?.Id ?? "");
        listKeys.Bind(limit);
        var found = new List<DocumentKey>();
        while (listKeys.Step())
            found.Add(new DocumentKey(listKeys.Text(0), listKeys.Text(1), listKeys.Text(2), listKeys.Text(3)));
        return found;
    }

    public void Dispose() => Connection.Dispose();

    private List<Revision> FindKeyNow(long document, long hash)
    {
        var batches = new List<long>();
        keyBatches.Bind(document);
        while (keyBatches.Step()) batches.Add(keyBatches.Integer(0));
        var found = new List<Revision>();
        foreach (var batch in batches)
        {
            findKey.Bind(document).Bind(batch).Bind(hash);
            if (findKey.Step())
            {
                var entries = KeyPages.Entries(document, findKey.Integer(0), findKey.Blob(1));
                for (var i = 0; i < entries.Length; i += 2)
                {
                    if (entries[i] == hash) found.Add(new Revision(entries[i + 1]));
                }
            }

            findKey.Reset();
        }

        return found;
    }
}
