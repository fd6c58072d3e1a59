using System.Collections.Immutable;
using System.Text.Json;

namespace Easel.Documents;

/// <summary>Everything that can become of an edit. Switch over it; there is no other way out.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    /// <summary>
    /// Applied whole and durable, now or (<paramref name="Replayed"/>) by an earlier submission of the same key.
    /// </summary>
    public sealed record Committed(Commit Commit, bool Replayed = false) : EditOutcome;

    /// <summary>A dry run that would have been committed as <paramref name="Commit"/>.</summary>
    public sealed record WouldCommit(Commit Commit) : EditOutcome;

    /// <summary>
    /// Built on another revision than <paramref name="Head"/>. Nothing changed; catch up and try again.
    /// </summary>
    public sealed record Stale(Revision Base, Revision Head) : EditOutcome;

    /// <summary>The rebase left no op to commit; <paramref name="Dropped"/> says why.</summary>
    public sealed record NothingLeft(Revision Head, ImmutableArray<DroppedOp> Dropped) : EditOutcome;

    /// <summary>No commit in the scope of the undo or redo can still be taken back.</summary>
    public sealed record NothingToUndo(Revision Head) : EditOutcome;

    /// <summary>An undo of a whole scope that would take back more than one commit may. Nothing changed.</summary>
    public sealed record TooMuch : EditOutcome;

    /// <summary>An op does not fit the document or a validator refused it. Retrying unchanged cannot help.</summary>
    public sealed record Rejected(int OpIndex, string Reason) : EditOutcome;

    /// <summary>The key belongs to another edit, which became <paramref name="Original"/>.</summary>
    public sealed record KeyReused(Revision Original) : EditOutcome;

    /// <summary>It was not wanted any more when its turn came (<see cref="Edit{TOp}.IsWanted"/>).</summary>
    public sealed record Withdrawn : EditOutcome;

    /// <summary>Not applied, for a reason that is not in the edit.</summary>
    public sealed record Unavailable(UnavailableReason Reason) : EditOutcome;

    /// <summary>It may or may not have been applied; only a retry with the same key can tell (SPEC GE6).</summary>
    public sealed record Unknown : EditOutcome;
}

/// <summary>Why an edit could not be served.</summary>
public enum UnavailableReason
{
    /// <summary>The disk is full.</summary>
    StorageFull,

    /// <summary>Storage failed or is being recovered.</summary>
    StorageFailed,

    /// <summary>The stored document does not add up; it is served to nobody rather than served wrong.</summary>
    DocumentDamaged,

    /// <summary>Too many edits wait for this document.</summary>
    Overloaded,
}

/// <summary>An op that a rebase could not keep, by its place in the edit as sent.</summary>
/// <param name="OpIndex">Zero-based.</param>
/// <param name="Reason">A code of SPEC RB, for example <c>ATOM_REMOVED</c>.</param>
public readonly record struct DroppedOp(int OpIndex, string Reason)
{
    /// <summary>Writes the member <c>dropped</c>, alike in a commit and in all answers (SPEC CM8).</summary>
    public static void WriteAll(Utf8JsonWriter json, ImmutableArray<DroppedOp> dropped)
    {
        json.WriteStartArray("dropped"u8);
        foreach (var (index, reason) in dropped)
        {
            json.WriteStartObject();
            json.WriteNumber("op_index"u8, index);
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
