namespace Easel.Documents.Replays;

/// <summary>What a replay is of; known before it is written.</summary>
public sealed record ReplayRange
{
    /// <summary>The canvas.</summary>
    public required string CanvasId { get; init; }

    /// <summary>The history in which the revisions count.</summary>
    public required string Epoch { get; init; }

    /// <summary>The revision that it begins from; the first commit in it is the next one.</summary>
    public required Revision From { get; init; }

    /// <summary>The revision that it ends with.</summary>
    public required Revision To { get; init; }

    /// <summary>When the first commit in it was made: the zero of its times.</summary>
    public required DateTimeOffset FromAt { get; init; }

    /// <summary>When the last one was.</summary>
    public required DateTimeOffset ToAt { get; init; }

    /// <summary>How much of it is kept.</summary>
    public required ReplayMode Mode { get; init; }

    /// <summary>Whose work it is about; null for everybody's.</summary>
    public ReplaySelection? Selection { get; init; }

    /// <summary>Milliseconds from the first commit to the last.</summary>
    public long Duration => TimeOf(ToAt);

    /// <summary>A moment on the time axis of the replay, in milliseconds.</summary>
    public long TimeOf(DateTimeOffset at) => Math.Max(0, (long)(at - FromAt).TotalMilliseconds);
}
