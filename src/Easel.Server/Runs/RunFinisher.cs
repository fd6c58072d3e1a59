using System.Collections.Concurrent;
using Easel.Documents;

namespace Easel.Server.Runs;

/// <summary>
/// Ends runs: makes what is made at an end, which may take long and needs no turn, and records it, which does. What
/// fails is tried again later.
/// </summary>
internal sealed partial class RunFinisher(
    OpenRuns open, RunRecords records, RunEnd end, RunOptions options, TimeProvider clock, ILogger log) : IDisposable
{
    // Lazy: what is begun is in the table before it can leave it, and begins once.
    private readonly ConcurrentDictionary<RunState, Lazy<Task<Run?>>> ending = new();
    private readonly ConcurrentDictionary<string, Lazy<Task>> tenants = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>
    /// Begins to end runs: of each tenant one after the other, so that no tenant's thousand or large ones keep the
    /// others waiting. A tenant whose runs are being ended already is passed over.
    /// </summary>
    public void Begin(IReadOnlyList<OpenRun> due)
    {
        foreach (var ofTenant in due.GroupBy(run => run.Canvas.Tenant))
        {
            var (tenant, runs) = (ofTenant.Key, ofTenant.ToList());
            _ = tenants.GetOrAdd(tenant, new Lazy<Task>(() => Task.Run(() => FinishAllAsync(tenant, runs)))).Value;
        }
    }

    /// <summary>Ends a run as it is now, once, however many want it.</summary>
    /// <returns>The run; null if that has to be tried again later.</returns>
    public Task<Run?> FinishAsync(OpenRun run)
    {
        var state = new RunState(run.Canvas, run.Run.RunId, run.Run.ToRev);
        return ending.GetOrAdd(state, new Lazy<Task<Run?>>(() => Task.Run(() => FinishAsync(state, run)))).Value;
    }

    /// <summary>Ends what goes on; what is not done by then is done after the next start.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await stopping.CancelAsync();
        var ends = ending.Values.Select(one => one.Value);
        await Task.WhenAll([.. tenants.Values.Select(one => one.Value), .. ends]).WaitAsync(ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    private async Task FinishAllAsync(string tenant, IReadOnlyList<OpenRun> due)
    {
        try
        {
            foreach (var run in due)
            {
                // It may have gone on while the ones before it were ended.
                if (await open.TakeTurnAsync(() => IsThere(run), stopping.Token)) await FinishAsync(run);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: the rest is done after the next start.
        }
        finally
        {
            tenants.TryRemove(tenant, out _);
        }
    }

    private bool IsThere(OpenRun run) => open.Find(run.Canvas, run.Run.RunId)?.Run.ToRev == run.Run.ToRev;

    private async Task<Run?> FinishAsync(RunState state, OpenRun run)
    {
        try
        {
            var ended = await MakeAsync(run);
            if (ended is null) await PostponeAsync(run);
            return ended;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            ending.TryRemove(state, out _);
        }
    }

    private async Task<Run?> MakeAsync(OpenRun run)
    {
        try
        {
            // A crash can come between the record and the next mark.
            var known = await records.FindKnownAsync(run.Canvas, run.Run.RunId);
            var made = known?.ToRev >= run.Run.ToRev ? known : await end.TryMakeAsync(run, stopping.Token);
            return made is null ? null : await open.TakeTurnAsync(() => RecordAsync(run, made), stopping.Token);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            LogFault(fault);
            return null;
        }
    }

    /// <summary>
    /// Within a turn: while that was made which belongs to its end, the run may have been undone, or may have gone on
    /// and ended again.
    /// </summary>
    private async Task<Run?> RecordAsync(OpenRun run, Run made)
    {
        var known = await records.FindKnownAsync(run.Canvas, made.RunId);
        if (known?.ToRev >= made.ToRev) made = known;
        else
        {
            if (open.Find(run.Canvas, made.RunId)?.Run is { } now)
                made = made with { UndoneByRev = now.UndoneByRev, RedoneByRev = now.RedoneByRev };
            if (!await records.TryEndAsync(run.Canvas, made)) return null;
        }

        open.Remove(run);
        return made;
    }

    private Task<bool> PostponeAsync(OpenRun run) => open.TakeTurnAsync(
        () =>
        {
            var later = clock.GetUtcNow() + TimeSpan.FromSeconds(options.RetrySeconds);
            if (open.Find(run.Canvas, run.Run.RunId) is { } still) open.Set(still with { NotBefore = later });
            return true;
        },
        stopping.Token);

    [LoggerMessage(1, LogLevel.Error, "A run could not be ended; it is tried again")]
    private partial void LogFault(Exception fault);

    /// <summary>A run as it was when its end began; one that went on is another.</summary>
    private readonly record struct RunState(DocumentKey Canvas, string RunId, long ToRev);
}
