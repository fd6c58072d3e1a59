using System.Collections.Immutable;
using System.Text.Json;

namespace Easel.Documents;

/// <summary>What a commit records beside its ops.</summary>
public sealed record CommitDetails
{
    /// <summary>The document's name, which makes the first half of the event id.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Who made it.</summary>
    public required Attribution By { get; init; }

    /// <summary>When, by the server's clock; never earlier than the commit before it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Set when the server rebased the edit: the base it was sent with.</summary>
    public Revision? RebasedFrom { get; init; }

    /// <summary>What that rebase had to drop.</summary>
    public ImmutableArray<DroppedOp> Dropped { get; init; } = [];

    /// <summary>The commit that this one undid (SPEC CM10); the newest, if it undid several.</summary>
    public Revision? UndoOf { get; init; }

    /// <summary>
    /// All that this one undid, newest first, if it undid a run whole: its ops are those parts, one after the other
    /// (SPEC CM12).
    /// </summary>
    public ImmutableArray<UndonePart> Undoes { get; init; } = [];

    /// <summary>The undo that this one took back.</summary>
    public Revision? RedoOf { get; init; }

    /// <summary>The revision whose state this one brought back.</summary>
    public Revision? RestoreOf { get; init; }

    /// <summary>
    /// The hash of the commit before it, or <see cref="CommitHash.Genesis"/>. Null on commits of servers
    /// before hashes.
    /// </summary>
    public CommitHash? Previous { get; init; }

    /// <summary>The commit that is no longer in force because of this one; the newest, if there are several.</summary>
    public Revision? TakesBack => UndoOf ?? RedoOf;

    /// <summary>All commits that are no longer in force because of this one.</summary>
    public IEnumerable<Revision> AllTakenBack =>
        !Undoes.IsEmpty ? Undoes.Select(part => part.Revision) : TakesBack is { } one ? [one] : [];
}

/// <summary>The part of a commit's ops that undoes one of several commits.</summary>
/// <param name="Revision">What it undoes.</param>
/// <param name="OpCount">How many ops it has.</param>
public readonly record struct UndonePart(Revision Revision, int OpCount)
{
    /// <summary>Writes the member <c>undoes</c>, alike in a commit and in the answer of who made it.</summary>
    public static void WriteAll(Utf8JsonWriter json, ImmutableArray<UndonePart> parts)
    {
        json.WriteStartArray("undoes"u8);
        foreach (var (revision, count) in parts)
        {
            json.WriteStartObject();
            json.WriteNumber("rev"u8, revision.Number);
            json.WriteNumber("ops"u8, count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
