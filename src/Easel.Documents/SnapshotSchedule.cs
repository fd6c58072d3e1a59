namespace Easel.Documents;

/// <summary>
/// Says when a snapshot is due: when the log since the last one outgrows both that snapshot and a fixed minimum. All
/// snapshots together then stay smaller than the log, and a cold open never folds much more than it reads. Commits that
/// cost more than their length count as much longer ones.
/// </summary>
internal sealed class SnapshotSchedule(DocumentOptions options)
{
    private long tailBytes;
    private long snapshotBytes;
    private int writing;

    /// <summary>Starts from what a load found.</summary>
    public void Start(long snapshot, long tail) => (snapshotBytes, tailBytes) = (snapshot, tail);

    /// <summary>Counts a commit.</summary>
    /// <param name="bytes">Its length, and what it costs beside that.</param>
    /// <returns>True if a snapshot is due now and the caller is the one to write it; <see cref="Written"/> ends
    ///   that.</returns>
    public bool Count(long bytes)
    {
        tailBytes += bytes;
        if (tailBytes < Math.Max(options.SnapshotTailMin, snapshotBytes)) return false;
        if (Interlocked.CompareExchange(ref writing, 1, 0) != 0) return false;
        tailBytes = 0;
        return true;
    }

    /// <summary>The snapshot is kept (its size), or failed (zero: the next one is due no later than usual).</summary>
    public void Written(long bytes)
    {
        if (bytes > 0) snapshotBytes = bytes;
        Volatile.Write(ref writing, 0);
    }
}
