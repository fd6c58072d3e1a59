using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>
/// Ops in order, twice: parsed for the fold, and as the JSON array that log, stream and recovery carry unchanged (SPEC
/// OP0).
/// </summary>
public sealed record OpBatch<TOp>(ImmutableArray<TOp> Items, ReadOnlyMemory<byte> Json);

/// <summary>
/// Makes an edit repeatable: the same key with the same fingerprint gets the first answer again, with another it is
/// refused.
/// </summary>
/// <param name="Value">1-255 characters, unique within a document.</param>
/// <param name="Fingerprint">16 bytes over everything that must not change between repeats (SPEC CM3).</param>
public sealed record EditKey(string Value, ReadOnlyMemory<byte> Fingerprint);

/// <summary>What someone wants changed, and the revision they were looking at when they decided it.</summary>
public sealed record Edit<TOp>
{
    /// <summary>The revision that the ops were built on.</summary>
    public required Revision Base { get; init; }

    /// <summary>Applied together or not at all. Ignored in an undo, which finds its own.</summary>
    public required OpBatch<TOp> Ops { get; init; }

    /// <summary>Who asks.</summary>
    public required Attribution By { get; init; }

    /// <summary>Absent for edits that are never repeated.</summary>
    public EditKey? Key { get; init; }

    /// <summary>Asks for the ops to be transformed over what was missed, instead of being refused as stale.</summary>
    public bool Rebase { get; init; }

    /// <summary>Set if this is an undo or redo; with <see cref="Rebase"/> it may name an old base.</summary>
    public UndoRequest? Undo { get; init; }

    /// <summary>Set if the ops bring back the state of an older revision: recorded with the commit.</summary>
    public Revision? RestoreOf { get; init; }

    /// <summary>
    /// Asked when the edit is decided, for it may have waited: whether it is still wanted. Null means it always is.
    /// Must be fast.
    /// </summary>
    public Func<bool>? IsWanted { get; init; }

    /// <summary>Asks what would happen; nothing is stored and no key is looked up or bound.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where the document goes if this edit is what creates it.</summary>
    public Placement Placement { get; init; } = Placement.None;
}
