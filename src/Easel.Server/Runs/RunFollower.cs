using System.Collections.Concurrent;
using System.Collections.Immutable;
using Easel.Documents;
using Easel.Server.Events;
using Microsoft.Extensions.Options;

namespace Easel.Server.Runs;

/// <summary>
/// Follows the order of each tenant and knows which runs go on and when they end. What it knows is in the log, so a
/// crash costs nothing: it goes on where the last mark is. Reading takes turns; making what is made when a run ends,
/// which may take long, does not.
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
            going.AddRange(open.Of(canvas).Select(one => one.Run));
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
        var known = marks.Read();
        (marked, read) = (known.Seqs, new Dictionary<string, long>(known.Seqs));
        foreach (var run in known.Open) open.Set(run);
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
        if (head < after)
        {
            read[tenant] = after = 0; // The store is an older one than the marks.
            open.Clear(tenant);
        }

        await foreach (var (at, commit, _) in feed.ReadAsync(tenant, after, head, IsOfCanvas, ct))
        {
            if (commit is not null && IsOfRuns(commit)) await AddAsync(at, commit.ReadDetails());
            read[tenant] = at.Seq;
        }
    }

    private static bool IsOfCanvas(DocumentKey key) => key.Kind == TenantEvent.CanvasKind;

    /// <summary>Whether it may name a run, or take back what does.</summary>
    private static bool IsOfRuns(Commit commit) => !commit.IsErased
        && (commit.Line.Span.IndexOf("\"intent\":"u8) >= 0 || commit.Line.Span.IndexOf("do_of\":"u8) >= 0);

    private async Task AddAsync(FeedEntry at, CommitDetails commit)
    {
        if (commit.TakesBack is not null)
        {
            await TakeBackAsync(at, commit);
            return;
        }

        if (commit.By.ReadRunId() is not { } runId) return;
        var isNew = open.Find(at.Document, runId) is null;
        if (isNew && open.Count >= options.Value.OpenMax) open.EndQuietest();
        var known = isNew ? await FindEndedAsync(at.Document, runId) : null;
        open.Add(at.Document, runId, at.Revision, commit, known);
    }

    /// <summary>What takes something back is not work of a run, even if it names one. It may undo one whole.</summary>
    private async Task TakeBackAsync(FeedEntry at, CommitDetails taker)
    {
        foreach (var one in open.Of(at.Document).ToList())
            open.Set(one with { Run = one.Run.After(at.Revision, taker) });
        foreach (var run in (await ReadEndedAsync(at.Document)).Values)
        {
            var (after, going) = (run.After(at.Revision, taker), open.Find(at.Document, run.RunId));
            if (after != run && !(going?.Run.ToRev > run.ToRev)) await records.SetUndoneAsync(at.Document, after);
        }
    }

    private async Task<Run?> FindEndedAsync(DocumentKey canvas, string runId) =>
        (await ReadEndedAsync(canvas)).GetValueOrDefault(runId);

    /// <summary>A list of runs that cannot be read is no reason not to read on.</summary>
    private async Task<ImmutableDictionary<string, Run>> ReadEndedAsync(DocumentKey canvas)
    {
        try
        {
            return await records.ReadAsync(canvas);
        }
        catch (DocumentDamagedException damage)
        {
            LogFault(damage);
            return [];
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
            // A crash can come between the record and the next mark.
            var known = await FindEndedAsync(run.Canvas, run.Run.RunId);
            var isRecorded = known?.ToRev >= run.Run.ToRev;
            var made = isRecorded ? known : await end.TryMakeAsync(run, stopping.Token);
            await TakeTurnAsync(async () =>
            {
                ended = isRecorded || made is null ? made : await RecordAsync(run, made);
                if (ended is not null) open.Remove(run);
            });
        }
        catch (Exception fault)
        {
            if (stopping.IsCancellationRequested) return null;
            LogFault(fault);
        }

        if (ended is null) await PostponeAsync(run);
        return ended;
    }

    /// <summary>Within a turn: it may have been undone while that was made which belongs to its end.</summary>
    private async Task<Run?> RecordAsync(OpenRun run, Run made)
    {
        if (open.Find(run.Canvas, made.RunId)?.Run is { } now)
            made = made with { UndoneByRev = now.UndoneByRev, RedoneByRev = now.RedoneByRev };
        return await records.TryEndAsync(run.Canvas, made) ? made : null;
    }

    private Task PostponeAsync(OpenRun run) => TakeTurnAsync(() =>
    {
        var later = clock.GetUtcNow() + TimeSpan.FromSeconds(options.Value.RetrySeconds);
        if (open.Find(run.Canvas, run.Run.RunId) is { } still) open.Set(still with { NotBefore = later });
        return Task.CompletedTask;
    });

    private void Mark()
    {
        var news = read.Sum(one => Math.Abs(one.Value - marked.GetValueOrDefault(one.Key)));
        if (news >= options.Value.MarkCommits && marks.TryWrite(read, open.All))
            marked = new Dictionary<string, long>(read);
    }

    [LoggerMessage(1, LogLevel.Error, "Runs could not be followed or ended; it is tried again")]
    private partial void LogFault(Exception fault);
}
