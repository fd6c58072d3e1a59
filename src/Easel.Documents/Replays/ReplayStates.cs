using Easel.Documents.Canvases;

namespace Easel.Documents.Replays;

/// <summary>
/// Says where a player may begin: after the ops since the last state have outgrown both the state that would be written
/// and a minimum. All states but the first are then together no longer than all ops, and a player that goes to any
/// moment folds at most as much as it reads anyway.
/// </summary>
internal sealed class ReplayStates
{
    private const int OpsBytesMin = 16 * 1_024;

    private long opsBytes;
    private long notBefore = OpsBytesMin;

    /// <summary>Counts the ops of an entry.</summary>
    public void Count(int bytes) => opsBytes += bytes;

    /// <summary>The state to write now; empty if none is due.</summary>
    public ReadOnlyMemory<byte> TakeDue(Canvas canvas)
    {
        if (opsBytes < Math.Max(notBefore, canvas.Weight)) return default;
        var state = CanvasJson.Encode(canvas);
        if (state.Length > opsBytes)
        {
            // The weight is only what it has at least. Encoding again before this much came would be in vain.
            notBefore = state.Length;
            return default;
        }

        (opsBytes, notBefore) = (0, OpsBytesMin);
        return state;
    }
}
