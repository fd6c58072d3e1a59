using System.Buffers;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>A row of the journal or a run without what was erased.</summary>
/// <param name="Key">Its number in the journal, or the slot of the run.</param>
internal sealed record ErasedRow(bool IsJournal, long Key, ReadOnlyMemory<byte> Bytes);

/// <summary>Rows that hold ops of a document up to its floor, as they are to be instead.</summary>
/// <param name="Last">The last row that was looked at.</param>
/// <param name="IsEnd">Whether there are no more.</param>
internal sealed record ErasedRows(IReadOnlyList<ErasedRow> Rows, long Last, bool IsEnd)
{
    // So much is read, and replaced in one transaction: the writes of others wait no longer than for a large commit.
    private const long StepBytes = 256 * 1_024;

    /// <summary>Documents whose erasure was begun.</summary>
    public static List<DocumentKey> Unfinished(SqliteConnection db)
    {
        using var rows = db.PrepareOnce("SELECT document FROM erasing");
        var found = new List<DocumentKey>();
        while (rows.Step())
        {
            if (FeedRows.FindDocument(db, rows.Integer(0)) is { } key) found.Add(key);
        }

        return found;
    }

    /// <exception cref="FormatException">A row is damaged.</exception>
    public static ErasedRows InJournal(SqliteConnection db, long document, Revision floor, long after)
    {
        using var rows = db.PrepareOnce("SELECT seq, entries FROM journal WHERE seq > ? ORDER BY seq");
        return Read(rows.Bind(after), after, (seq, content, to) =>
        {
            var entries = Journal.Read(content);
            if (!entries.Exists(entry => entry.Document == document && Holds(entry.Commits, floor))) return false;
            foreach (var entry in entries)
            {
                var commits = entry.Document == document ? Erase(entry.Commits, floor) : entry.Commits;
                Journal.Write(entry with { Commits = commits }, to);
            }

            return true;
        }, isJournal: true);
    }

    /// <exception cref="FormatException">A row is damaged.</exception>
    public static ErasedRows InRuns(SqliteConnection db, long document, Revision floor, long after)
    {
        // The last run that reaches below the floor may go on above it.
        using var rows = db.PrepareOnce("""
            SELECT slot, commits FROM run WHERE slot > ?1
              AND slot <= coalesce((SELECT min(slot) FROM run WHERE slot BETWEEN ?2 AND ?3), ?3) ORDER BY slot
            """);
        rows.Bind(Math.Max(after, Slot.Of(document, Revision.Zero))).Bind(Slot.Of(document, floor));
        return Read(rows.Bind(Slot.Last(document)), after, (slot, content, to) =>
        {
            var commits = Journal.ReadRun(ref content);
            if (!Holds(commits, floor)) return false;
            Journal.WriteRun(Erase(commits, floor), to);
            return true;
        }, isJournal: false);
    }

    private delegate bool Rewrite(long key, ReadOnlySpan<byte> content, ArrayBufferWriter<byte> to);

    private static ErasedRows Read(SqliteStatement rows, long last, Rewrite rewrite, bool isJournal)
    {
        var found = new List<ErasedRow>();
        for (long bytes = 0; bytes < StepBytes;)
        {
            if (!rows.Step()) return new ErasedRows(found, last, IsEnd: true);
            last = rows.Integer(0);
            var row = rows.Blob(1);
            bytes += row.Length;
            var to = new ArrayBufferWriter<byte>();
            if (!rewrite(last, Sealed.Open(row, last), to)) continue;
            Sealed.Close(to, last);
            found.Add(new ErasedRow(isJournal, last, to.WrittenMemory));
        }

        return new ErasedRows(found, last, IsEnd: false);
    }

    private static bool Holds(IReadOnlyList<StoredCommit> commits, Revision floor) =>
        commits.Any(stored => stored.Commit.Revision <= floor && !stored.Commit.IsErased);

    private static List<StoredCommit> Erase(IReadOnlyList<StoredCommit> commits, Revision floor) =>
        [.. commits.Select(stored => stored.Above(floor))];
}
