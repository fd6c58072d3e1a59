using SQLitePCL;

namespace Easel.Server.Sqlite;

/// <summary>A prepared statement: bind in order, step, read, and it is ready to be bound again.</summary>
internal sealed class SqliteStatement(SqliteConnection connection, sqlite3_stmt statement) : IDisposable
{
    private int bound;

    public SqliteStatement Bind(long value)
    {
        connection.Check(raw.sqlite3_bind_int64(statement, ++bound, value));
        return this;
    }

    public SqliteStatement Bind(string? value)
    {
        bound++;
        connection.Check(value is null
            ? raw.sqlite3_bind_null(statement, bound)
            : raw.sqlite3_bind_text(statement, bound, value));
        return this;
    }

    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        connection.Check(raw.sqlite3_bind_blob(statement, ++bound, value));
        return this;
    }

    /// <summary>Moves to the next row; after the last one the statement is reset.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW) return true;
        Reset();
        if (result != raw.SQLITE_DONE) connection.Check(result);
        return false;
    }

    /// <summary>Runs a statement that answers no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Lets go of the rows that were not read. A statement left open would hold back checkpoints.</summary>
    public void Reset()
    {
        bound = 0;
        raw.sqlite3_reset(statement);
        raw.sqlite3_clear_bindings(statement);
    }

    public long Integer(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) =>
        raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL ? null : Text(column);

    /// <summary>The bytes themselves, valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();
}
