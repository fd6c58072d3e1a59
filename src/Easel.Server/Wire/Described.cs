using System.Text.Json;
using System.Text.Json.Serialization;

namespace Easel.Server.Wire;

// The shapes that the hot paths read and write by hand. They are here for the OpenAPI document alone.

internal sealed record CommandRequest
{
    public required long BaseRev { get; init; }

    public required IReadOnlyList<Op> Ops { get; init; }

    public string? ActorId { get; init; }

    public string? CorrelationId { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? ActorType { get; init; }

    public IReadOnlyDictionary<string, string>? Routing { get; init; }

    public CommandIntent? Intent { get; init; }

    public string? OnMismatch { get; init; }

    public bool? DryRun { get; init; }
}

internal sealed record UndoCommand
{
    public required long BaseRev { get; init; }

    public string? Scope { get; init; }

    public string? RunId { get; init; }

    /// <summary>In the scope run: undoes all of it, as one commit.</summary>
    public bool? Whole { get; init; }

    public string? ActorId { get; init; }

    public string? CorrelationId { get; init; }

    public string? IdempotencyKey { get; init; }

    public CommandIntent? Intent { get; init; }

    public string? OnMismatch { get; init; }

    public bool? DryRun { get; init; }
}

internal sealed record RestoreCommand
{
    public required long BaseRev { get; init; }

    public required long ToRev { get; init; }

    public string? ActorId { get; init; }

    public string? CorrelationId { get; init; }

    public string? IdempotencyKey { get; init; }

    public CommandIntent? Intent { get; init; }

    public bool? DryRun { get; init; }
}

internal sealed record CommandIntent(string? Label, string? RunId);

internal sealed record CommandAnswer(bool Success, long HeadRev, long Rev, string EventId)
{
    public bool? Replayed { get; init; }

    public bool? DryRun { get; init; }

    public long? RebasedFrom { get; init; }

    public IReadOnlyList<Op>? Ops { get; init; }

    public IReadOnlyList<DroppedAnswer>? Dropped { get; init; }

    public long? UndoOf { get; init; }

    /// <summary>All that was undone, newest first, if a run was undone whole: their ops, one after the other.</summary>
    public IReadOnlyList<UndonePartAnswer>? Undoes { get; init; }

    public long? RedoOf { get; init; }

    public long? RestoreOf { get; init; }

    /// <summary>The ops were erased since, so they are not told.</summary>
    public bool? Erased { get; init; }
}

internal sealed record UndonePartAnswer(long Rev, int Ops);

internal sealed record DroppedAnswer(int OpIndex, string Reason);

internal sealed record ConflictAnswer(
    string Code, string Message, long ExpectedRev, long ActualHeadRev, long HeadRev, long BaseRev, string Recovery,
    IReadOnlyList<Op> RecoveryOps, string Epoch, string SnapshotRef, string Type, string Title, int Status,
    string Detail);

internal sealed record ProblemAnswer(string Type, string Title, int Status, string Detail, string Code, string Message)
{
    public int? OpIndex { get; init; }

    public string? Reason { get; init; }

    public long? OriginalRev { get; init; }
}

internal sealed record SnapshotAnswer(
    string CanvasId, long Rev, string Epoch, long HeadRev, string StateHash,
    IReadOnlyDictionary<string, AtomAnswer> Atoms, IReadOnlyDictionary<string, JsonElement> Meta,
    IReadOnlyList<string> RootAtomIds);

internal sealed record AtomAnswer(
    IReadOnlyList<string> Children, string Id, string? ParentId, IReadOnlyDictionary<string, JsonElement> Properties,
    string Type);

internal sealed record CommitPage(IReadOnlyList<CommitEvent> Commits, long HeadRev, long? Next);

/// <summary>A commit in pages, and as the data of an event on the stream.</summary>
internal sealed record CommitEvent(
    string Type, long Rev, IReadOnlyList<Op> Ops, string ActorId, string EventId, DateTimeOffset Ts, string ActorType,
    string Subject)
{
    public string? CorrelationId { get; init; }

    public CommandIntent? Intent { get; init; }

    /// <summary>The hash of the commit before; absent on commits of servers before hashes.</summary>
    public string? PrevHash { get; init; }

    /// <summary>The SHA-256 of the commit, with its ops replaced by their SHA-256.</summary>
    public string? Hash { get; init; }

    /// <summary>On a commit whose ops were erased.</summary>
    public ErasedOps? Erased { get; init; }
}

/// <summary>What is left of ops that were erased: their SHA-256.</summary>
internal sealed record ErasedOps(string OpsHash);

internal sealed record ReplayPage(IReadOnlyList<ReplayEvent> Events, string? Next);

internal sealed record ReplayEvent(
    string EventId, string Type, long Revision, string? CommandId, CommitEvent Data, DateTimeOffset Timestamp);

internal sealed record EventPage(IReadOnlyList<EventAnswer> Events, long? Next);

/// <summary>An event of a tenant (SPEC TF4).</summary>
internal sealed record EventAnswer(
    long Seq, string Type, string Tenant, string Env, string Kind, long Rev, string EventId)
{
    /// <summary>Absent, like all below it, on an event of a document that cannot be read.</summary>
    public DateTimeOffset? Ts { get; init; }

    public string? ActorId { get; init; }

    public string? ActorType { get; init; }

    public string? Subject { get; init; }

    public string? CorrelationId { get; init; }

    public string? CanvasId { get; init; }

    public string? Trace { get; init; }

    public string? ArtifactId { get; init; }

    /// <summary>What was done, where it was done to the tenant.</summary>
    public JsonElement? Data { get; init; }

    public string? PrevHash { get; init; }

    public string? Hash { get; init; }
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AddOp), "add")]
[JsonDerivedType(typeof(RemoveOp), "remove")]
[JsonDerivedType(typeof(UpdateOp), "update")]
[JsonDerivedType(typeof(MoveOp), "move")]
[JsonDerivedType(typeof(InsertTextOp), "insert_text")]
[JsonDerivedType(typeof(DeleteRangeOp), "delete_range")]
[JsonDerivedType(typeof(ReplaceTextRangeOp), "replace_text_range")]
[JsonDerivedType(typeof(SetMetaOp), "set_meta")]
[JsonDerivedType(typeof(ResetOp), "reset")]
internal abstract record Op;

internal sealed record AddOp(NewAtom Atom) : Op
{
    public string? ParentId { get; init; }

    public int? Index { get; init; }
}

internal sealed record NewAtom(string Id, string Type)
{
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }

    public string? ParentId { get; init; }
}

internal sealed record RemoveOp(string AtomId) : Op;

internal sealed record UpdateOp(string AtomId) : Op
{
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }

    public IReadOnlyList<string>? Unset { get; init; }
}

internal sealed record MoveOp(string AtomId, string? NewParentId, int NewIndex) : Op;

internal sealed record InsertTextOp(string AtomId, string Property, int At, string Text) : Op;

internal sealed record DeleteRangeOp(string AtomId, string Property, int At, int Length) : Op;

internal sealed record ReplaceTextRangeOp(string AtomId, string Property, int At, int Length, string Text) : Op;

internal sealed record SetMetaOp(string Key) : Op
{
    public JsonElement? Value { get; init; }

    public bool? Unset { get; init; }
}

internal sealed record ResetOp(ResetState State) : Op;

internal sealed record ResetState(
    IReadOnlyDictionary<string, AtomAnswer> Atoms, IReadOnlyDictionary<string, JsonElement> Meta,
    IReadOnlyList<string> RootAtomIds);

/// <summary>What a tenant may change of its flags; null goes back to what is inherited.</summary>
internal record FlagsRequest
{
    public bool? WsEnabled { get; init; }

    public bool? SseEnabled { get; init; }

    public string? GestureLogging { get; init; }

    public string? ReplayMode { get; init; }

    public string? VisibilityMode { get; init; }

    public bool? AutoMode { get; init; }

    public bool? ServerRebase { get; init; }

    public bool? ConflictFixture { get; init; }
}

internal sealed record FlagsAnswer(IReadOnlyDictionary<string, string> Sources) : FlagsRequest;

/// <summary>The request of a channel of maps; each channel has members of its own.</summary>
internal sealed record IpcRequestBody
{
    [JsonPropertyName("mapId")] public string? MapId { get; init; }

    [JsonPropertyName("baseRevision")] public long? BaseRevision { get; init; }

    [JsonPropertyName("command")] public JsonElement? Command { get; init; }

    [JsonPropertyName("steps")] public int? Steps { get; init; }

    [JsonPropertyName("mapPath")] public string? MapPath { get; init; }

    [JsonPropertyName("relativePath")] public string? RelativePath { get; init; }
}

/// <summary>The answer of a channel of maps.</summary>
internal sealed record IpcAnswerBody(bool Ok)
{
    public JsonElement? Value { get; init; }

    public JsonElement? Error { get; init; }
}
