using System.Buffers;
using System.Buffers.Binary;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>Consecutive commits of one document that stand side by side in the order of its tenant.</summary>
/// <param name="First">The slot of the first one.</param>
/// <param name="Count">How many.</param>
internal readonly record struct FeedRun(long First, int Count)
{
    /// <summary>Bytes that one takes in a row.</summary>
    public const int Size = sizeof(long) + sizeof(int);

    public long Document => Slot.Document(First);

    /// <summary>Whether the other one goes on where this one ends.</summary>
    public bool IsFollowedBy(FeedRun other) => other.First == First + Count && other.Document == Document;

    public Revision RevisionAt(int index) => new(Slot.Revision(First).Number + index);

    public void Write(ArrayBufferWriter<byte> to)
    {
        var span = to.GetSpan(Size);
        BinaryPrimitives.WriteInt64LittleEndian(span, First);
        BinaryPrimitives.WriteInt32LittleEndian(span[sizeof(long)..], Count);
        to.Advance(Size);
    }

    /// <exception cref="FormatException">The row is not what was written.</exception>
    public static List<FeedRun> Read(ReadOnlySpan<byte> row, long place)
    {
        var content = Sealed.Open(row, place);
        var runs = new List<FeedRun>(content.Length / Size);
        for (; content.Length >= Size; content = content[Size..])
        {
            runs.Add(new FeedRun(
                BinaryPrimitives.ReadInt64LittleEndian(content),
                BinaryPrimitives.ReadInt32LittleEndian(content[sizeof(long)..])));
        }

        return runs;
    }

    /// <summary>
    /// Of runs whose first commit has the number <paramref name="start"/> + 1, what stands in (after, upTo].
    /// </summary>
    public static IEnumerable<(long Number, FeedRun Run)> Cut(
        IEnumerable<FeedRun> runs, long start, long after, long upTo)
    {
        foreach (var run in runs)
        {
            var skip = Math.Clamp(after - start, 0, run.Count);
            var take = Math.Clamp(upTo - start, 0, run.Count) - skip;
            if (take > 0) yield return (start + skip + 1, new FeedRun(run.First + skip, (int)take));
            start += run.Count;
        }
    }
}
