using System.Collections.Immutable;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>An edit that is shown already and not confirmed yet.</summary>
public sealed record PendingEdit
{
    /// <summary>Names it for ever: sent as <c>correlation_id</c>, it makes sending again safe (SPEC CM3).</summary>
    public required string Key { get; init; }

    /// <summary>Its ops as they read on top of everything before it.</summary>
    public required ImmutableArray<PendingOp> Ops { get; init; }

    /// <summary>How many ops it was made of.</summary>
    public required int OpCount { get; init; }

    /// <summary>Bytes of those ops as JSON.</summary>
    public required int Bytes { get; init; }

    /// <summary>What it is for.</summary>
    public EditIntent? Intent { get; init; }

    /// <summary>Edits of one tag that follow each other become one while it is unsent.</summary>
    public string? Merge { get; init; }

    /// <summary>What was sent. It stays as it is until an answer says that it was not applied.</summary>
    public SentCommand? Sent { get; init; }

    /// <summary>The revision that the server's answer named, while the stream has not brought it.</summary>
    public long? CommittedAs { get; init; }

    /// <summary>
    /// Whether the state was replaced while the outcome was unknown: the new state may hold the edit already, and only
    /// the answer to its key can tell.
    /// </summary>
    public bool IsUncertain { get; init; }

    /// <summary>What that answer said of ops that the server's rebase dropped.</summary>
    internal ImmutableArray<DroppedOp> Answered { get; init; } = [];

    /// <summary>Ops whose drop was reported already, by place.</summary>
    internal ImmutableArray<int> Reported { get; init; } = [];

    /// <summary>Drops that are reported only when it is certain that they happened.</summary>
    internal ImmutableArray<DroppedEditOp> Withheld { get; init; } = [];

    internal ImmutableArray<CanvasOp> PlainOps => [.. Ops.Select(one => one.Op)];
}

/// <summary>One op of a pending edit.</summary>
/// <param name="Index">Its place in the edit as it was made. The parts of an op that was split share it.</param>
/// <param name="Op">As it reads now.</param>
public readonly record struct PendingOp(int Index, CanvasOp Op);

/// <summary>An op of a pending edit that lost its meaning.</summary>
/// <param name="Index">Its place in the edit as it was made.</param>
/// <param name="Op">As it last read.</param>
/// <param name="Reason">
/// A code of <see cref="RebaseReasons"/>, or <see cref="DroppedEditOp.DoesNotFit"/> with a reason for people.
/// </param>
public sealed record DroppedEditOp(int Index, CanvasOp Op, string Reason)
{
    /// <summary>The canvas became another in a way that no rebase explains.</summary>
    public const string DoesNotFit = "DOES_NOT_FIT";
}

/// <summary>A command as it went out, word for word.</summary>
/// <param name="Key">Of the edit.</param>
/// <param name="BaseRev">What the ops were built on.</param>
/// <param name="Ops">The ops then.</param>
/// <param name="ActorId">Who is to be shown as the author; null leaves it to the token.</param>
public sealed record SentCommand(
    string Key, long BaseRev, ImmutableArray<PendingOp> Ops, string? ActorId, EditIntent? Intent);
