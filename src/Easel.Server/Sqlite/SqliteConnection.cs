using SQLitePCL;

namespace Easel.Server.Sqlite;

/// <summary>
/// One connection, used by one thread at a time. A thin layer over the C interface: nothing is hidden but the codes.
/// </summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly sqlite3 handle;
    private readonly List<SqliteStatement> statements = [];

    private SqliteConnection(sqlite3 handle) => this.handle = handle;

    /// <summary>Pages written by this connection so far.</summary>
    public int PagesWritten
    {
        get
        {
            const int CacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE
            raw.sqlite3_db_status(handle, CacheWrite, out var written, out _, resetFlg: 0);
            return written;
        }
    }

    /// <summary>Opens a database file, making it if <paramref name="writable"/>.</summary>
    public static SqliteConnection Open(string file, bool writable)
    {
        _ = SqliteEngine.Version;
        var flags = writable ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READONLY;
        var result = raw.sqlite3_open_v2(file, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new SqliteConnection(handle);
        try
        {
            connection.Check(result);
            raw.sqlite3_extended_result_codes(handle, 1);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        var prepared = new SqliteStatement(this, statement);
        statements.Add(prepared);
        return prepared;
    }

    /// <summary>Prepares a statement that its user disposes.</summary>
    public SqliteStatement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Runs statements that answer nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    /// <summary>The first column of the first row as text.</summary>
    public string? Scalar(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var statement));
        using (statement)
        {
            var result = raw.sqlite3_step(statement);
            if (result == raw.SQLITE_DONE) return null;
            if (result != raw.SQLITE_ROW) Check(result);
            return raw.sqlite3_column_text(statement, 0).utf8_to_string();
        }
    }

    /// <summary>Copies what the log file holds into the database file.</summary>
    /// <returns>False if readers kept some of it in the log.</returns>
    public bool Checkpoint(bool truncate)
    {
        var mode = truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE;
        var result = raw.sqlite3_wal_checkpoint_v2(handle, null, mode, out var inLog, out var copied);
        if (result != raw.SQLITE_BUSY) Check(result);
        return result != raw.SQLITE_BUSY && inLog == copied;
    }

    /// <summary>Throws unless the code is OK.</summary>
    public void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw new SqliteException(result, raw.sqlite3_errmsg(handle).utf8_to_string());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements) statement.Dispose();
        handle.Dispose();
    }
}

/// <summary>SQLite refused something.</summary>
internal sealed class SqliteException(int code, string message) : Exception($"SQLite {code}: {message}")
{
    private const int PrimaryMask = 0xff;

    /// <summary>Whether there was no room for the write.</summary>
    public bool IsFull => (code & PrimaryMask) == raw.SQLITE_FULL;

    /// <summary>Whether the file is not what SQLite wrote.</summary>
    public bool IsCorrupt => (code & PrimaryMask) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
