using Microsoft.Extensions.Options;

namespace Easel.Server.Replays;

/// <summary>How many builds each tenant has at once.</summary>
internal sealed class BuildPlaces(IOptions<ReplayOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> taken = [];

    /// <summary>Takes a place; null if none is free. Disposing it gives it back.</summary>
    public IDisposable? TryTake(string tenant)
    {
        lock (gate)
        {
            var here = taken.GetValueOrDefault(tenant);
            if (here >= options.Value.BuildsMax) return null;
            taken[tenant] = here + 1;
            return new Place(this, tenant);
        }
    }

    private void Free(string tenant)
    {
        lock (gate)
        {
            if (--taken[tenant] == 0) taken.Remove(tenant);
        }
    }

    private sealed class Place(BuildPlaces places, string tenant) : IDisposable
    {
        private BuildPlaces? from = places;

        public void Dispose() => Interlocked.Exchange(ref from, null)?.Free(tenant);
    }
}
