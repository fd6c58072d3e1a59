namespace Easel.Client;

/// <summary>The way to one canvas on a server.</summary>
internal interface ICanvasTransport
{
    /// <summary>Sends a command. Whatever goes wrong on the way is a <see cref="CommandReply.Unknown"/>.</summary>
    Task<CommandReply> SendAsync(Outgoing request, CancellationToken ct);

    /// <summary>The newest state, or that of a revision.</summary>
    /// <exception cref="EaselException">It was refused or cannot be reached.</exception>
    Task<CanvasSnapshot> SnapshotAsync(long? rev, CancellationToken ct);

    /// <summary>The commits after a cursor as they happen, until the stream ends.</summary>
    /// <exception cref="EaselException">It was refused, broke off or fell silent.</exception>
    IAsyncEnumerable<StreamEvent> FollowAsync(string cursor, CancellationToken ct);
}

/// <summary>What a stream says.</summary>
internal abstract record StreamEvent
{
    private StreamEvent()
    {
    }

    /// <summary>It is open.</summary>
    public sealed record Opened : StreamEvent;

    /// <summary>How long to wait before coming back (SPEC ST4).</summary>
    public sealed record Retry(TimeSpan After) : StreamEvent;

    public sealed record Committed(CanvasCommit Commit) : StreamEvent;

    /// <summary>Commits do not lead on from the cursor (SPEC ST3).</summary>
    public sealed record Reset : StreamEvent;

    public sealed record Killed : StreamEvent;
}
