namespace Easel.Server.Gestures;

/// <summary>How much one socket may still send (SPEC GS5), whatever rooms it goes to.</summary>
internal sealed class Allowance(GestureOptions options, TimeProvider clock)
{
    private readonly Lock gate = new();
    private double left = options.BurstMax;
    private long countedAt = clock.GetTimestamp();

    public bool TryTake()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            var earned = clock.GetElapsedTime(countedAt, now).TotalSeconds * options.RateMax;
            left = Math.Min(options.BurstMax, left + earned);
            countedAt = now;
            if (left < 1) return false;
            left--;
            return true;
        }
    }
}
