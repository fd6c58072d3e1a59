using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// The idempotency keys of shelved commits, written in sorted batches: random keys one by one would touch a page each,
/// and cost more than the commits. A new batch takes in the newest ones that are not larger, so that a document has
/// few.
/// </summary>
internal sealed class KeyPages(SqliteConnection db)
{
    // 256 entries of 16 bytes: one page of the database a seek.
    private const int PageEntriesMax = 256;

    // Taking in a larger batch would hold the writer for too long; from here on batches only add up.
    private const int MergedEntriesMax = 128 * 1_024;

    private readonly SqliteStatement batches = db.Prepare(
        "SELECT batch, sum(length(entries) / 16) FROM key_page WHERE document = ? GROUP BY batch ORDER BY batch DESC");

    private readonly SqliteStatement read = db.Prepare(
        "SELECT first_hash, entries FROM key_page WHERE document = ? AND batch = ?");

    private readonly SqliteStatement delete = db.Prepare("DELETE FROM key_page WHERE document = ? AND batch = ?");
    private readonly SqliteStatement insert = db.Prepare("INSERT INTO key_page VALUES (?, ?, ?, ?)");

    /// <summary>Adds a batch of (hash, revision) pairs whose newest commit is <paramref name="upTo"/>.</summary>
    public void Add(long document, Revision upTo, List<(long Hash, long Revision)> entries)
    {
        if (entries.Count == 0) return;
        foreach (var batch in TakeIn(document, Smaller(document, entries.Count), entries))
            delete.Bind(document).Bind(batch).Run();
        entries.Sort();
        Span<byte> page = stackalloc byte[(PageEntriesMax * 2 * sizeof(long)) + Sealed.Size];
        for (var at = 0; at < entries.Count; at += PageEntriesMax)
        {
            var count = Math.Min(PageEntriesMax, entries.Count - at);
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(page[(16 * i)..], entries[at + i].Hash);
                BinaryPrimitives.WriteInt64LittleEndian(page[((16 * i) + 8)..], entries[at + i].Revision);
            }

            var row = page[..((16 * count) + Sealed.Size)];
            Sealed.Close(row, entries[at].Hash ^ document);
            insert.Bind(document).Bind(upTo.Number).Bind(entries[at].Hash).Bind(row).Run();
        }
    }

    /// <summary>Hash and revision of each entry of a page.</summary>
    /// <exception cref="FormatException">The page is damaged.</exception>
    public static ReadOnlySpan<long> Entries(long document, long firstHash, ReadOnlySpan<byte> page) =>
        MemoryMarshal.Cast<byte, long>(Sealed.Open(page, firstHash ^ document));

    private List<long> Smaller(long document, int size)
    {
        var smaller = new List<long>();
        batches.Bind(document);
        while (batches.Step())
        {
            var count = batches.Integer(1);
            if (count > size || size + count > MergedEntriesMax) break;
            size += (int)count;
            smaller.Add(batches.Integer(0));
        }

        batches.Reset();
        return smaller;
    }

    /// <summary>Adds the entries of older batches.</summary>
    /// <returns>The batches taken in: none if one is damaged. Its document pays for that, not everyone who
    ///   writes.</returns>
    private List<long> TakeIn(long document, List<long> older, List<(long Hash, long Revision)> entries)
    {
        var own = entries.Count;
        try
        {
            foreach (var batch in older) TakeIn(document, batch, entries);
            return older;
        }
        catch (FormatException)
        {
            read.Reset();
            entries.RemoveRange(own, entries.Count - own);
            return [];
        }
    }

    private void TakeIn(long document, long batch, List<(long Hash, long Revision)> entries)
    {
        read.Bind(document).Bind(batch);
        while (read.Step())
        {
            var page = Entries(document, read.Integer(0), read.Blob(1));
            for (var i = 0; i < page.Length; i += 2) entries.Add((page[i], page[i + 1]));
        }
    }
}
