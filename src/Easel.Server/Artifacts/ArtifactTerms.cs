namespace Easel.Server.Artifacts;

/// <summary>Writes a content, and says what it is when it is there.</summary>
internal delegate Task<ArtifactDraft> ArtifactWriter(System.IO.Stream to, CancellationToken ct);

/// <summary>Under which conditions an artifact is committed.</summary>
/// <param name="Key">The same key gets the first answer again; null if it is never sent again.</param>
/// <param name="IsWanted">Asked when it is committed, for a content takes its time; null means it always is.</param>
internal sealed record ArtifactTerms(string? Key = null, Func<bool>? IsWanted = null);
