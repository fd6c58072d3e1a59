using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>Everything that a session tells its user. Switch over it; kinds may be added.</summary>
public abstract record CanvasEvent
{
    private CanvasEvent()
    {
    }

    /// <summary>
    /// Newer events of one kind make older ones pointless for a reader that is behind; null: they never do.
    /// </summary>
    internal virtual string? Kind => null;

    /// <summary>The view is another. A reader that is behind gets one for many.</summary>
    /// <param name="View">What to show.</param>
    /// <param name="Rev">The newest confirmed revision in it.</param>
    /// <param name="PendingCount">Edits in it that are not confirmed.</param>
    /// <param name="SkippedCommits">
    /// How many <see cref="Committed"/> events this one stands for, because the reader was too slow for them.
    /// </param>
    public sealed record Changed(Canvas View, long Rev, int PendingCount, int SkippedCommits = 0) : CanvasEvent
    {
        internal override string Kind => "changed";
    }

    /// <summary>A commit was taken in.</summary>
    /// <param name="Commit">As the stream brought it.</param>
    /// <param name="IsMine">Whether it is an edit of this session.</param>
    public sealed record Committed(CanvasCommit Commit, bool IsMine) : CanvasEvent;

    /// <summary>
    /// Others did something that leaves ops of a pending edit without meaning. Never lost, never merged with another.
    /// Only a process that ends before this was saved can decide anew, and tell again, in its next life.
    /// </summary>
    /// <param name="Key">The edit.</param>
    /// <param name="Ops">Which ops, and why. Empty if the rest of the edit had come true by itself.</param>
    /// <param name="IsGone">Whether nothing is left of the edit, so that it will not be committed.</param>
    public sealed record Dropped(string Key, ImmutableArray<DroppedEditOp> Ops, bool IsGone) : CanvasEvent;

    /// <summary>The server refused a pending edit as a whole. Never lost, never merged with another.</summary>
    /// <param name="Key">The edit.</param>
    /// <param name="Code">The problem code, for example <c>OP_INVALID</c>.</param>
    /// <param name="OpIndex">The op that it is about, by its place in the edit as it was made.</param>
    /// <param name="Reason">For people.</param>
    /// <param name="Ops">What was refused.</param>
    public sealed record Refused(string Key, string Code, int? OpIndex, string Reason, ImmutableArray<CanvasOp> Ops)
        : CanvasEvent;

    /// <summary>How the session stands with the server.</summary>
    public sealed record StatusChanged(SessionStatus Status) : CanvasEvent
    {
        internal override string Kind => "status";
    }

    /// <summary>Someone came, went, or looks elsewhere (SPEC GS3). The newest for each session is kept.</summary>
    public sealed record Presence(PresenceState State) : CanvasEvent
    {
        internal override string Kind => $"presence {State.SessionId ?? State.ActorId}";
    }

    /// <summary>Someone points, drags or selects (SPEC GS2). The newest for each session and kind is kept.</summary>
    public sealed record Gestured(Gesture Gesture) : CanvasEvent
    {
        internal override string Kind => $"gesture {Gesture.SessionId ?? Gesture.Subject} {Gesture.Kind}";
    }

    /// <summary>
    /// Something went wrong that the session goes on after, for example a pending edit that was not saved.
    /// </summary>
    public sealed record Failed(EaselException Error) : CanvasEvent
    {
        internal override string Kind => $"failed {Error.Code}";
    }
}

/// <summary>How a session stands with the server.</summary>
/// <param name="Phase">In one word.</param>
/// <param name="Code">Why, where there is something to say: a problem code.</param>
public readonly record struct SessionStatus(SessionPhase Phase, string? Code = null);

/// <summary>The words for <see cref="SessionStatus"/>.</summary>
public enum SessionPhase
{
    /// <summary>On its way to the server.</summary>
    Connecting,

    /// <summary>The stream is open: what others commit is seen at once.</summary>
    Live,

    /// <summary>The server cannot be reached; edits wait.</summary>
    Offline,

    /// <summary>The credentials do not allow it (any more); edits wait.</summary>
    Denied,

    /// <summary>The operator has frozen or killed the canvas; edits wait.</summary>
    Killed,

    /// <summary>Disposed.</summary>
    Closed,
}

/// <summary>Where someone is on the canvas.</summary>
/// <param name="Status"><c>online</c>, <c>idle</c> or <c>offline</c>.</param>
/// <param name="Data">All that was said: <c>selection</c>, <c>focus</c>, <c>viewport</c> and so on.</param>
public sealed record PresenceState(
    string ActorId, string? ActorType, string? Subject, string? SessionId, string Status, JsonElement Data);

/// <summary>What someone does that is not kept.</summary>
/// <param name="Kind"><c>cursor</c>, <c>selection</c>, <c>drag</c>, ...</param>
/// <param name="Data">As it was sent.</param>
public sealed record Gesture(string Kind, string? Subject, string? SessionId, JsonElement Data);
