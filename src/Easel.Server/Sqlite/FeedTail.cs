namespace Easel.Server.Sqlite;

/// <summary>
/// The newest commits of a tenant in order: those that stand in the journal only. The writer thread changes it, after
/// the transaction; any thread reads it.
/// </summary>
internal sealed class FeedTail(string tenant, long shelved)
{
    private readonly Lock gate = new();
    private readonly List<FeedRun> runs = [];
    private long start = shelved;
    private long head = shelved;

    public string Tenant => tenant;

    /// <summary>The number of the newest commit.</summary>
    public long Head
    {
        get
        {
            lock (gate) return head;
        }
    }

    public void Append(FeedRun run)
    {
        lock (gate)
        {
            head += run.Count;
            if (runs.Count > 0 && runs[^1].IsFollowedBy(run))
                runs[^1] = runs[^1] with { Count = runs[^1].Count + run.Count };
            else runs.Add(run);
        }
    }

    /// <summary>What stands in (after, upTo], and the number before the first commit that stands here.</summary>
    public (List<(long Number, FeedRun Run)> Runs, long Start) Read(long after, long upTo)
    {
        lock (gate) return ([.. FeedRun.Cut(runs, start, after, upTo)], start);
    }

    /// <summary>Everything up to a number stands in rows now, durably.</summary>
    public void Shelved(long upTo)
    {
        lock (gate)
        {
            var left = FeedRun.Cut(runs, start, upTo, head).Select(one => one.Run).ToList();
            runs.Clear();
            runs.AddRange(left);
            start = Math.Max(start, upTo);
        }
    }
}
