using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>
/// A commit with its ops parsed, the state that they were folded over (states share structure, so it is small) and the
/// ops' footprint.
/// </summary>
public sealed record FoldedCommit<TState, TOp>(
    Commit Commit, ImmutableArray<TOp> Ops, TState Before, ulong Footprint)
{
    /// <summary>What it cost beside its bytes.</summary>
    internal FoldCost Cost { get; init; }
}

/// <summary>
/// The newest commits of an open document, for readers and rebases that are a little behind. Bounded in number and
/// bytes; whoever is further behind reads the log.
/// </summary>
internal sealed class RecentCommits<TState, TOp>(DocumentOptions options)
{
    // A commit's parsed ops and its share of the state before it weigh about this much beside its line.
    private const int FoldedBytes = 2_048;

    // Nobody's next revision is this late: until it is started, everyone reads the log.
    private const long NotStarted = long.MaxValue;

    private readonly Lock gate = new();
    private readonly FoldedCommit<TState, TOp>?[] ring = new FoldedCommit<TState, TOp>?[options.RecentMax];

    // Beside the ring and not in its commits: a contended document looks at hundreds of these for every edit.
    private readonly ulong[] footprints = new ulong[options.RecentMax];
    private long first = NotStarted;
    private long last;
    private long bytes;

    /// <summary>No more are held than this.</summary>
    public int CountMax => ring.Length;

    /// <summary>Starts with what follows <paramref name="start"/> up to the head, knowing nothing before it.</summary>
    public void Start(Revision start, IEnumerable<FoldedCommit<TState, TOp>> commits)
    {
        lock (gate)
        {
            (first, last, bytes) = (start.Number + 1, start.Number, 0);
            foreach (var commit in commits) Append(commit);
        }
    }

    /// <summary>Forgets everything, until it is started again.</summary>
    public void Clear()
    {
        lock (gate)
        {
            first = NotStarted;
            Array.Clear(ring);
        }
    }

    /// <summary>Takes the commit that follows the newest, and lets go of the oldest beyond the limits.</summary>
    public void Add(FoldedCommit<TState, TOp> folded)
    {
        lock (gate)
        {
            if (first != NotStarted) Append(folded);
        }
    }

    /// <summary>Copies what follows <paramref name="after"/>, oldest first.</summary>
    /// <returns>False if it reaches further back than this does.</returns>
    public bool TryReadAfter(Revision after, int countMax, List<FoldedCommit<TState, TOp>> into)
    {
        lock (gate)
        {
            if (after.Number + 1 < first) return false;
            var upTo = Math.Min(last, after.Number + countMax);
            for (var n = after.Number + 1; n <= upTo; n++) into.Add(ring[n % ring.Length]!);
            return true;
        }
    }

    /// <summary>
    /// Copies those that follow <paramref name="after"/> and may touch ops of this footprint, oldest first. A contended
    /// document asks this for every edit, and most commits are elsewhere.
    /// </summary>
    /// <returns>False if it reaches further back than this does.</returns>
    public bool TryReadTouching(Revision after, ulong footprint, List<FoldedCommit<TState, TOp>> into)
    {
        lock (gate)
        {
            if (after.Number + 1 < first) return false;
            for (var n = after.Number + 1; n <= last; n++)
            {
                var at = n % ring.Length;
                if ((footprints[at] & footprint) != 0) into.Add(ring[at]!);
            }

            return true;
        }
    }

    /// <summary>Copies the newest, oldest first.</summary>
    /// <returns>False if fewer are held than <paramref name="countMax"/> and the document has more.</returns>
    public bool TryReadNewest(int countMax, List<FoldedCommit<TState, TOp>> into)
    {
        lock (gate)
        {
            if (first == NotStarted) return false;
            var wanted = Math.Max(1, last - countMax + 1);
            for (var n = Math.Max(first, wanted); n <= last; n++) into.Add(ring[n % ring.Length]!);
            return first <= wanted;
        }
    }

    private void Append(FoldedCommit<TState, TOp> folded)
    {
        if (last - first + 1 == ring.Length) DropOldest();
        last = folded.Commit.Revision.Number;
        ring[last % ring.Length] = folded;
        footprints[last % ring.Length] = folded.Footprint;
        bytes += BytesOf(folded);
        while (bytes > options.RecentBytesMax && first < last) DropOldest();
    }

    private static long BytesOf(FoldedCommit<TState, TOp> folded) =>
        folded.Commit.Line.Length + FoldedBytes + folded.Cost.Memory;

    private void DropOldest()
    {
        ref var oldest = ref ring[first++ % ring.Length];
        bytes -= BytesOf(oldest!);
        oldest = null;
    }
}
