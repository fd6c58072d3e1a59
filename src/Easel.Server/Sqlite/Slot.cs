using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// A document's row number and a revision in one integer key. 2^27 documents a folder and 2^36 commits a document: a
/// commit every millisecond for two years.
/// </summary>
internal static class Slot
{
    private const int RevisionBits = 36;
    private const long RevisionMask = (1L << RevisionBits) - 1;

    /// <summary>A revision that no document can reach is as good as the last one.</summary>
    public static long Of(long document, Revision revision) =>
        (document << RevisionBits) | Math.Min(revision.Number, RevisionMask);

    public static long Last(long document) => (document << RevisionBits) | RevisionMask;

    public static long Document(long slot) => slot >> RevisionBits;

    public static Revision Revision(long slot) => new(slot & RevisionMask);
}
