namespace Easel.Server.Canvases;

/// <summary>The body of <c>POST /canvas</c>.</summary>
internal sealed record CreateCanvas(string? CanvasId, string? ProjectId, string? Title);

/// <summary>What is known of a canvas besides its content (SPEC RD1).</summary>
internal sealed record CanvasRecord
{
    public required string CanvasId { get; init; }

    public string? Title { get; init; }

    public required long HeadRev { get; init; }

    public required string Epoch { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public string? WorkspaceId { get; init; }

    public string? ProjectId { get; init; }

    public string? AppId { get; init; }

    public string? SurfaceId { get; init; }

    /// <summary>Only where the canvas was asked for by name: a list does not open what it lists.</summary>
    public CanvasCounts? Counts { get; init; }

    public required CanvasLinks Links { get; init; }
}

internal sealed record CanvasCounts(int Atoms, int Roots, long Commits);

internal sealed record CanvasLinks(
    string Self, string Snapshot, string Commands, string Commits, string Replay, string Stream);

/// <summary>A page of canvases; <paramref name="Next"/> is the cursor of the following one, or null.</summary>
internal sealed record CanvasPage(IReadOnlyList<CanvasRecord> Canvases, string? Next);
