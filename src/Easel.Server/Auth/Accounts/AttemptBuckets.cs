namespace Easel.Server.Auth.Accounts;

/// <summary>A bucket of attempts for each name, of which one comes back after each interval.</summary>
internal sealed class AttemptBuckets(int burst, TimeSpan refill, int rememberedMax, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Bucket>> buckets = new(StringComparer.Ordinal);
    private readonly LinkedList<Bucket> oldestFirst = new();

    /// <returns>Zero if an attempt was taken, else how long until there is one.</returns>
    public TimeSpan TryTake(string name)
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            var bucket = Take(name);
            var left = bucket is null
                ? burst
                : Math.Min(burst, bucket.Left + (clock.GetElapsedTime(bucket.At, now) / refill));
            var isAllowed = left >= 1;
            Put(new Bucket(name, isAllowed ? left - 1 : left, now));
            return isAllowed ? TimeSpan.Zero : (1 - left) * refill;
        }
    }

    public void GiveBack(string name)
    {
        lock (gate)
        {
            if (Take(name) is { } bucket) Put(bucket with { Left = bucket.Left + 1 });
        }
    }

    private Bucket? Take(string name)
    {
        if (!buckets.Remove(name, out var node)) return null;
        oldestFirst.Remove(node);
        return node.Value;
    }

    private void Put(Bucket bucket)
    {
        if (buckets.Count >= rememberedMax) Take(oldestFirst.First!.Value.Name);
        buckets[bucket.Name] = oldestFirst.AddLast(bucket);
    }

    private sealed record Bucket(string Name, double Left, long At);
}
