using System.Collections.Concurrent;

namespace Easel.Server.Limits;

/// <summary>
/// A bucket for each name, of so many and no more. Who has been quiet for long enough is forgotten, and nobody else:
/// beyond the limit the newest share one bucket, so that no flood of names gives anybody a fresh one.
/// </summary>
internal sealed class RateTable<TName>(int knownMax, TimeProvider clock)
    where TName : notnull
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1); // It looks at all of them.

    private readonly ConcurrentDictionary<TName, RateBucket> buckets = new();
    private readonly RateBucket newest = new();
    private readonly Lock sweeping = new();
    private long sweptAt;

    /// <summary>How many names are known.</summary>
    public int Known => buckets.Count;

    public RateBucket Find(TName name)
    {
        if (buckets.TryGetValue(name, out var bucket)) return bucket;
        if (buckets.Count >= knownMax) Sweep();
        return buckets.Count < knownMax ? buckets.GetOrAdd(name, static _ => new RateBucket()) : newest;
    }

    private void Sweep()
    {
        lock (sweeping)
        {
            var now = clock.GetTimestamp();
            if (sweptAt != 0 && clock.GetElapsedTime(sweptAt, now) < SweepEvery) return;
            sweptAt = now;
            foreach (var (name, bucket) in buckets)
            {
                if (bucket.IsFull(now)) buckets.TryRemove(name, out _);
            }
        }
    }
}
