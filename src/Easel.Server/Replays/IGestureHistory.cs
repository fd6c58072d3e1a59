using Easel.Documents;
using Easel.Documents.Replays;

namespace Easel.Server.Replays;

/// <summary>The gestures that were recorded on a canvas.</summary>
internal interface IGestureHistory
{
    /// <summary>Those from one time to another, both included, in the order of their times.</summary>
    IAsyncEnumerable<RecordedGesture> ReadAsync(
        DocumentKey canvas, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}
