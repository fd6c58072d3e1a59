using Easel.Documents.Replays;
using Easel.Server.Wire;

namespace Easel.Server.Replays;

/// <summary>The part of a history that a request names.</summary>
internal abstract record HistoryCommand
{
    public long? FromRev { get; init; }

    public long? ToRev { get; init; }

    /// <summary>A subject, or an actor as it was shown.</summary>
    public string? Actor { get; init; }

    public string? RunId { get; init; }

    public string? CorrelationId { get; init; }

    public Refusal? Refuse()
    {
        var isRight = FromRev is null or >= 0 && ToRev is null or >= 0 && IsName(Actor) && IsName(RunId)
            && IsName(CorrelationId);
        return isRight ? null : Problems.InvalidRequest.Because(
            "Revisions are whole numbers from 0; actor, run_id and correlation_id have 1 to 255 characters.");
    }

    public HistoryRequest ToRequest() => new(
        FromRev, ToRev, Actor is null && RunId is null ? null : new ReplaySelection(Actor, RunId));

    private static bool IsName(string? text) => text is null || Ids.IsKey(text);
}

/// <summary>The body of <c>POST /canvas/{canvas_id}/replays</c>.</summary>
internal sealed record ReplayCommand : HistoryCommand
{
    /// <summary><c>keyframe</c> or <c>full</c>; without it, what the tenant's flag says.</summary>
    public string? Mode { get; init; }
}

/// <summary>The body of <c>POST /canvas/{canvas_id}/walkthroughs</c>.</summary>
internal sealed record WalkthroughCommand : HistoryCommand
{
    /// <summary><c>markdown</c> (without it), <c>json</c> or <c>debug</c>.</summary>
    public string? Format { get; init; }
}
