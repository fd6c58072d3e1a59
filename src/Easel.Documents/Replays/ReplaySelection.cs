namespace Easel.Documents.Replays;

/// <summary>
/// Whose work a replay is about. What others did meanwhile is in it too, or the states would not be exact; the entries
/// of the selection are marked as its own.
/// </summary>
/// <param name="Actor">A subject, or an actor as it was shown; null for any.</param>
/// <param name="RunId">The run that the commits' intent names; null for any.</param>
public sealed record ReplaySelection(string? Actor, string? RunId)
{
    /// <summary>Whether a commit belongs to it. What takes something back belongs to no run (SPEC AR6).</summary>
    public bool Covers(CommitDetails commit) =>
        (Actor is null || commit.By.Subject == Actor || commit.By.ActorId == Actor)
        && (RunId is null || (commit.TakesBack is null && commit.By.ReadRunId() == RunId));
}
