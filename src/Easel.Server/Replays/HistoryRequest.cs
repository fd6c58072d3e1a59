using Easel.Documents.Replays;

namespace Easel.Server.Replays;

/// <summary>Which part of a canvas's history somebody wants to see again.</summary>
/// <param name="FromRev">The revision to begin from; null: as far back as it goes.</param>
/// <param name="ToRev">The revision to end with; null: the head.</param>
/// <param name="Selection">Whose work; it narrows the range to what lies between its first and last commit.</param>
internal sealed record HistoryRequest(long? FromRev, long? ToRev, ReplaySelection? Selection);
