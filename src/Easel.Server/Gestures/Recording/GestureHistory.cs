using System.Runtime.CompilerServices;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Replays;
using Easel.Server.Tenancy;

namespace Easel.Server.Gestures.Recording;

/// <summary>What was recorded, as far as others may see it: nothing where gestures are private.</summary>
internal sealed class GestureHistory(GestureRecorder recorder, GestureFiles files, Access access) : IGestureHistory
{
    public async IAsyncEnumerable<RecordedGesture> ReadAsync(
        DocumentKey canvas, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        if (access.FlagsOf(canvas.Tenant).Visibility == Visibility.Private) yield break;
        await recorder.FlushAsync(ct);
        await foreach (var gesture in files.ReadAsync(canvas, from, to, ct)) yield return gesture;
    }
}
