using System.Buffers;

namespace Easel.Server.Sqlite;

/// <summary>The commits of one document inside a journal row.</summary>
internal readonly record struct JournalEntry(long Document, IReadOnlyList<StoredCommit> Commits)
{
    /// <summary>Their place in the order of the tenant.</summary>
    public FeedRun Run => new(Slot.Of(Document, Commits[0].Commit.Revision), Commits.Count);
}

/// <summary>
/// How a journal row is written: entries one after the other, each a document, a count and its commits.
/// </summary>
internal static class Journal
{
    public static void Write(JournalEntry entry, ArrayBufferWriter<byte> to)
    {
        StoredCommit.WriteInteger(to, checked((int)entry.Document));
        WriteRun(entry.Commits, to);
    }

    /// <exception cref="FormatException">The row is not what was written.</exception>
    public static List<JournalEntry> Read(ReadOnlySpan<byte> row)
    {
        var entries = new List<JournalEntry>();
        while (!row.IsEmpty) entries.Add(new JournalEntry(StoredCommit.ReadInteger(ref row), ReadRun(ref row)));
        return entries;
    }

    public static void WriteRun(IReadOnlyList<StoredCommit> commits, ArrayBufferWriter<byte> to)
    {
        StoredCommit.WriteInteger(to, commits.Count);
        foreach (var commit in commits) commit.WriteTo(to);
    }

    /// <exception cref="FormatException">The run is not what was written.</exception>
    public static List<StoredCommit> ReadRun(ref ReadOnlySpan<byte> run)
    {
        var commits = new List<StoredCommit>();
        for (var left = StoredCommit.ReadInteger(ref run); left > 0; left--) commits.Add(StoredCommit.Read(ref run));
        return commits;
    }
}
