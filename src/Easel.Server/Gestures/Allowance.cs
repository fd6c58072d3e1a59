namespace Easel.Server.Gestures;

/// <summary>How much one socket may still send (SPEC GS5). Its room's lock guards it.</summary>
internal sealed class Allowance(GestureOptions options, TimeProvider clock)
{
    private double left = options.BurstMax;
    private long countedAt = clock.GetTimestamp();

    public bool TryTake()
    {
        var now = clock.GetTimestamp();
        left = Math.Min(options.BurstMax, left + (clock.GetElapsedTime(countedAt, now).TotalSeconds * options.RateMax));
        countedAt = now;
        if (left < 1) return false;
        left--;
        return true;
    }
}
