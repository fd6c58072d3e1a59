namespace Easel.Documents.Replays;

/// <summary>What a finished replay holds.</summary>
/// <param name="Entries">Its entries that are steps, states not counted.</param>
/// <param name="DurationMs">Milliseconds from the first commit to the last.</param>
/// <param name="StateHash">The <c>state_hash</c> of the end (SPEC OP3).</param>
/// <param name="Bytes">The length of the file.</param>
public sealed record ReplaySummary(int Entries, long DurationMs, string StateHash, long Bytes);
