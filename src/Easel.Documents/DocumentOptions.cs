using System.ComponentModel.DataAnnotations;

namespace Easel.Documents;

/// <summary>The limits of the kernel.</summary>
public sealed class DocumentOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Documents";

    /// <summary>
    /// Documents held open; the least recently used idle ones are closed first and cost a load when used again.
    /// </summary>
    [Range(1, 1_000_000)] public int OpenMax { get; set; } = 500;

    /// <summary>
    /// Bytes of memory that the states of open documents may take together, as far as their model says what they take
    /// (<see cref="IDocumentModel{TState, TOp}.MemoryOf"/>), for each kind of document; closed as above.
    /// </summary>
    [Range(1_024, 1L << 40)] public long OpenMemoryMax { get; set; } = 1 << 30;

    /// <summary>Edits that may wait for one document; the next one is answered as overloaded.</summary>
    [Range(1, 1_000_000)] public int WaitingMax { get; set; } = 10_000;

    /// <summary>
    /// Edits decided in one turn and made durable together. Bounds the work that a failed append throws away.
    /// </summary>
    [Range(1, 10_000)] public int TurnEditsMax { get; set; } = 256;

    /// <summary>Commits of an open document kept in memory for readers that are a little behind.</summary>
    [Range(1, 100_000)] public int RecentMax { get; set; } = 1_024;

    /// <summary>Bytes of those commits; with <see cref="OpenMax"/> this bounds the memory of history.</summary>
    [Range(1_024, 1 << 30)] public int RecentBytesMax { get; set; } = 4 << 20;

    /// <summary>
    /// How many missed commits the server will rebase an edit over; one further behind is answered as stale.
    /// </summary>
    [Range(1, 100_000)] public int RebaseMissedMax { get; set; } = 2_000;

    /// <summary>
    /// Pairs of an op and a missed op that one rebase may cross. Bounds how long it can hold a document.
    /// </summary>
    [Range(1, 100_000_000)] public long RebaseCrossingsMax { get; set; } = 20_000;

    /// <summary>
    /// Bytes of log that one rebase or undo may read. Bounds its time and memory where commits are large.
    /// </summary>
    [Range(1_024, 1 << 30)] public long RebaseBytesMax { get; set; } = 16 << 20;

    /// <summary>How many commits back from the head an undo or redo looks for what it may take back.</summary>
    [Range(1, 100_000)] public int UndoReachMax { get; set; } = 2_000;

    /// <summary>
    /// Pairs of an op and a later op that one undo may cross. Bounds how long it can hold a document.
    /// </summary>
    [Range(1, 100_000_000)] public long UndoCrossingsMax { get; set; } = 100_000;

    /// <summary>Commits that one undo of a whole scope may take back. Bounds how long it can hold a document.</summary>
    [Range(1, 10_000)] public int WholeUndoMax { get; set; } = 500;

    /// <summary>Ops that such an undo may have, for they become one commit.</summary>
    [Range(1, 1_000_000)] public int WholeUndoOpsMax { get; set; } = 10_000;

    /// <summary>
    /// Least log bytes between two snapshots. A snapshot is due when the log since the last one outgrows both this and
    /// that snapshot: the sum of snapshots then stays below the log, and a cold open folds at most about one snapshot's
    /// worth.
    /// </summary>
    [Range(1_024, 1 << 30)] public int SnapshotTailMin { get; set; } = 64 * 1_024;

    /// <summary>
    /// Times that an append may lose its race against another node before the edits are answered as unavailable.
    /// </summary>
    [Range(1, 1_000)] public int LostRacesMax { get; set; } = 16;
}
