using System.Collections.Concurrent;
using Easel.Documents;
using Easel.Server.Events;
using Microsoft.Extensions.Options;

namespace Easel.Server.Runs;

/// <summary>
/// Follows the order of each tenant and knows which runs go on and when they end. What it knows is in the log, so a
/// crash costs nothing: it begins where the last mark is, before the first run that had not ended. Reading takes turns;
/// ending a run, which may take long, does not.
/// </summary>
internal sealed partial class RunFollower(
    IDocumentStore store, EventFeed feed, RunRecords records, RunEnd end, RunMarks marks, IOptions<RunOptions> options,
    TimeProvider clock, ILogger<RunFollower> log) : BackgroundService
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly OpenRuns open = new();
    private readonly ConcurrentDictionary<(DocumentKey Canvas, string RunId), Task<Run?>> ending = new();
    private readonly CancellationTokenSource stopping = new();
    private Dictionary<string, long> read = [], marked = [];

    /// <summary>The runs of a canvas, also those that began a moment ago.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(DocumentKey canvas, CancellationToken ct)
    {
        List<Run> going = [];
        await TakeTurnAsync(async () =>
        {
            await ReadTenantAsync(canvas.Tenant, ct);
            going.AddRange(open.Of(canvas));
        });
        var names = going.Select(run => run.RunId).ToHashSet();
        var ended = (await records.ReadAsync(canvas)).Values.Where(run => !names.Contains(run.RunId));
        return [.. going.Concat(ended).OrderByDescending(run => run.FromRev)];
    }

    /// <summary>Ends a run now.</summary>
    /// <returns>Whether there is such a run; null for the run if its end has to be tried again, which it is.</returns>
    public async Task<(bool IsThere, Run? Ended)> EndAsync(DocumentKey canvas, string runId, CancellationToken ct)
    {
        OpenRun? run = null;
        await TakeTurnAsync(async () =>
        {
            await ReadTenantAsync(canvas.Tenant, ct);
            run = open.Find(canvas, runId);
            if (run is not null) open.Set(run with { HasEnded = true });
        });
        if (run is not null) return (true, await FinishAsync(run).WaitAsync(ct));
        var known = (await records.ReadAsync(canvas)).GetValueOrDefault(runId);
        return (known is not null, known);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        marked = marks.Read();
        read = new Dictionary<string, long>(marked);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync(); // The log keeps what is not done.
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        turn.Dispose();
        stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.LookMs), clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                await LookAsync();
            }
            catch (Exception fault)
            {
                if (!stoppingToken.IsCancellationRequested) LogFault(fault);
            }
        }
    }

    private async Task LookAsync()
    {
        foreach (var head in await store.ListFeedsAsync(stopping.Token))
        {
            if (head.Seq != read.GetValueOrDefault(head.Tenant))
                await TakeTurnAsync(() => TryReadTenantAsync(head.Tenant));
        }

        var now = clock.GetUtcNow();
        IReadOnlyList<OpenRun> due = [];
        await TakeTurnAsync(() =>
        {
            due = open.Due(now - TimeSpan.FromSeconds(options.Value.IdleSeconds), now);
            return Task.CompletedTask;
        });
        await Task.WhenAll(due.Select(FinishAsync));
        await TakeTurnAsync(() =>
        {
            Mark();
            return Task.CompletedTask;
        });
    }

    private async Task TakeTurnAsync(Func<Task> act)
    {
        await turn.WaitAsync(stopping.Token);
        try
        {
            await act();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What cannot be read of one tenant keeps no other waiting.</summary>
    private async Task TryReadTenantAsync(string tenant)
    {
        try
        {
            await ReadTenantAsync(tenant, stopping.Token);
        }
        catch (Exception fault) when (fault is DocumentDamagedException or StorageUnavailableException)
        {
            LogFault(fault);
        }
    }

    private async Task ReadTenantAsync(string tenant, CancellationToken ct)
    {
        var (after, head) = (read.GetValueOrDefault(tenant), await feed.FindHeadAsync(tenant, ct));
        if (head < after) after = 0; // The store is an older one than the marks.
        await foreach (var (at, commit, _) in feed.ReadAsync(tenant, after, head, IsOfCanvas, ct))
        {
            if (commit is { IsErased: false } && commit.Line.Span.IndexOf("\"intent\":"u8) >= 0)
                await AddAsync(at, commit);
            read[tenant] = at.Seq;
        }
    }

    private static bool IsOfCanvas(DocumentKey key) => key.Kind == TenantEvent.CanvasKind;

    /// <summary>What takes something back is not work of a run, even if it belongs to it.</summary>
    private async Task AddAsync(FeedEntry at, Commit commit)
    {
        var details = commit.ReadDetails();
        if (details.TakesBack is not null || details.By.ReadRunId() is not { } runId) return;
        var isNew = open.Find(at.Document, runId) is null;
        if (isNew && open.Count >= options.Value.OpenMax) open.EndQuietest();
        var known = isNew ? await FindEndedAsync(at.Document, runId) : null;
        open.Add(at.Document, runId, at.Revision, details, at.Seq, known);
    }

    /// <summary>A list of runs that cannot be read is no reason not to read on.</summary>
    private async Task<Run?> FindEndedAsync(DocumentKey canvas, string runId)
    {
        try
        {
            return (await records.ReadAsync(canvas)).GetValueOrDefault(runId);
        }
        catch (DocumentDamagedException damage)
        {
            LogFault(damage);
            return null;
        }
    }

    /// <summary>Ends a run, once, however many want it. Null if that has to be tried again later.</summary>
    private Task<Run?> FinishAsync(OpenRun run)
    {
        var name = (run.Canvas, run.Run.RunId);
        return ending.GetOrAdd(name, _ => Task.Run(async () =>
        {
            try
            {
                return await FinishNowAsync(run);
            }
            finally
            {
                ending.TryRemove(name, out var _);
            }
        }));
    }

    private async Task<Run?> FinishNowAsync(OpenRun run)
    {
        Run? ended = null;
        try
        {
            ended = await end.TryAsync(run, stopping.Token);
        }
        catch (Exception fault)
        {
            if (stopping.IsCancellationRequested) return null;
            LogFault(fault);
        }

        var later = clock.GetUtcNow() + TimeSpan.FromSeconds(options.Value.RetrySeconds);
        await TakeTurnAsync(() =>
        {
            if (ended is not null) open.Remove(run);
            else if (open.Find(run.Canvas, run.Run.RunId) is { } still) open.Set(still with { NotBefore = later });
            return Task.CompletedTask;
        });
        return ended;
    }

    private void Mark()
    {
        var first = open.FirstSeqs();
        var next = read.ToDictionary(
            one => one.Key, one => first.TryGetValue(one.Key, out var seq) ? seq - 1 : one.Value);
        var news = next.Sum(one => Math.Abs(one.Value - marked.GetValueOrDefault(one.Key)));
        if (news >= options.Value.MarkCommits && marks.TryWrite(next)) marked = next;
    }

    [LoggerMessage(1, LogLevel.Error, "Runs could not be followed or ended; it is tried again")]
    private partial void LogFault(Exception fault);
}
