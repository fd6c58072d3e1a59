namespace Easel.Server.Limits;

/// <summary>
/// How much of a rate is left, as one number: when all that was taken will have been earned back. Taken from by all
/// threads without a lock.
/// </summary>
internal sealed class RateBucket
{
    private long earnedBackAt;

    /// <summary>Takes one, if there is one.</summary>
    /// <param name="now">Ticks of the clock.</param>
    /// <param name="interval">Ticks that earn one.</param>
    /// <param name="burst">How many there are when none was taken for long.</param>
    /// <param name="wait">Ticks until there is one; 0 if one was taken.</param>
    public bool TryTake(long now, long interval, int burst, out long wait)
    {
        while (true)
        {
            var before = Volatile.Read(ref earnedBackAt);
            var after = Math.Max(before, now) + interval;
            wait = Math.Max(0, after - now - (interval * burst));
            if (wait > 0) return false;
            if (Interlocked.CompareExchange(ref earnedBackAt, after, before) == before) return true;
        }
    }

    /// <summary>Gives back one that was taken. It cannot hold more than its burst for that.</summary>
    public void GiveBack(long interval) => Interlocked.Add(ref earnedBackAt, -interval);

    /// <summary>Whether a new one would be no different.</summary>
    public bool IsFull(long now) => Volatile.Read(ref earnedBackAt) <= now;
}
