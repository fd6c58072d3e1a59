namespace Easel.Documents.Replays;

/// <summary>
/// Whose work a replay is about. What others did meanwhile is in it too, or the states would not be exact; the entries
/// of the selection are marked as its own.
/// </summary>
/// <param name="Actor">A subject, or an actor as it was shown; null for any.</param>
/// <param name="RunId">The run that the commits' intent names; null for any.</param>
public sealed record ReplaySelection(string? Actor, string? RunId)
{
    /// <summary>Whether an edit belongs to it.</summary>
    public bool Covers(Attribution by) =>
        (Actor is null || by.Subject == Actor || by.ActorId == Actor) && (RunId is null || by.ReadRunId() == RunId);
}
