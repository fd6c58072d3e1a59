using Easel.Documents;

namespace Easel.Server.Replays;

/// <summary>A part of a canvas's history that is there: the commits in (From, To].</summary>
/// <param name="FromAt">When the first of them was made.</param>
/// <param name="ToAt">When the last of them was.</param>
internal sealed record HistoryRange(
    DocumentKey Canvas, string Epoch, Revision From, Revision To, DateTimeOffset FromAt, DateTimeOffset ToAt);
