namespace Easel.Server.Limits;

/// <summary>How much of something costly goes on at once.</summary>
/// <param name="RunningMax">How many run; others wait.</param>
/// <param name="WaitingMax">How many wait; one more is turned away.</param>
internal sealed record PlaceLimits(int RunningMax, int WaitingMax)
{
    /// <summary>How many of one tenant run.</summary>
    public int TenantRunningMax { get; init; } = RunningMax;

    /// <summary>How many of one tenant wait. Half of all, so that there is always room for another tenant's.</summary>
    public int TenantWaitingMax { get; init; } = (WaitingMax + 1) / 2;
}

/// <summary>
/// Places for something costly. A free one goes to the tenant that has the fewest, of those to the one that has waited
/// longest since its last: who asks often waits for itself, not others for it.
/// </summary>
internal sealed class Places(PlaceLimits limits)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Share> shares = []; // One a tenant at most.
    private readonly List<Waiter> line = [];
    private int running;
    private long turns;

    /// <summary>Takes a place, now or when it is its turn. Disposing it gives it back.</summary>
    /// <returns>Null if too many wait already.</returns>
    /// <exception cref="OperationCanceledException">It gave up waiting; its place in the line is free.</exception>
    public async ValueTask<IDisposable?> TakeAsync(string tenant, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (gate)
        {
            var share = shares.GetValueOrDefault(tenant) ?? new Share(tenant);
            if (MayRun(share)) return Run(share);
            if (line.Count >= limits.WaitingMax || share.Waiting >= limits.TenantWaitingMax) return null;
            line.Add(waiter = new Waiter(share));
            share.Waiting++;
            shares[tenant] = share;
        }

        await using var patience = ct.UnsafeRegister(_ => GiveUp(waiter, ct), null);
        return await waiter.Turn.Task;
    }

    private bool MayRun(Share share) => running < limits.RunningMax && share.Running < limits.TenantRunningMax;

    private Place Run(Share share)
    {
        running++;
        share.Running++;
        share.LastTurn = ++turns;
        shares[share.Tenant] = share;
        return new Place(this, share);
    }

    private void Free(Share share)
    {
        lock (gate)
        {
            running--;
            share.Running--;
            var next = line.Where(one => MayRun(one.Share)).MinBy(one => (one.Share.Running, one.Share.LastTurn));
            if (next is not null)
            {
                Leave(next);
                next.Turn.SetResult(Run(next.Share));
            }

            ForgetIdle();
        }
    }

    /// <summary>Whose turn has come meanwhile keeps it: its place is given back when it finds out.</summary>
    private void GiveUp(Waiter waiter, CancellationToken ct)
    {
        lock (gate)
        {
            if (!line.Contains(waiter)) return;
            Leave(waiter);
            ForgetIdle();
        }

        waiter.Turn.SetCanceled(ct);
    }

    private void Leave(Waiter waiter)
    {
        line.Remove(waiter);
        waiter.Share.Waiting--;
    }

    /// <summary>
    /// While somebody waits it is known who had a turn, or who comes back at once would be before those who wait.
    /// </summary>
    private void ForgetIdle()
    {
        if (line.Count > 0) return;
        foreach (var (tenant, share) in shares)
        {
            if (share is { Running: 0, Waiting: 0 }) shares.Remove(tenant);
        }
    }

    /// <summary>What a tenant has of the places.</summary>
    private sealed class Share(string tenant)
    {
        public string Tenant => tenant;

        public int Running { get; set; }

        public int Waiting { get; set; }

        public long LastTurn { get; set; }
    }

    private sealed class Waiter(Share share)
    {
        public Share Share => share;

        public TaskCompletionSource<IDisposable> Turn { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Place(Places places, Share share) : IDisposable
    {
        private Places? from = places;

        public void Dispose() => Interlocked.Exchange(ref from, null)?.Free(share);
    }
}
