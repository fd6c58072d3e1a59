using Easel.Documents;
using Easel.Server.Events;
using Microsoft.Extensions.Options;

namespace Easel.Server.Runs;

/// <summary>
/// Follows the order of each tenant and knows which runs go on and when they end. What it knows is in the log, so a
/// crash costs nothing: it begins where the last mark is, before the first run that had not ended.
/// </summary>
internal sealed partial class RunFollower(
    IDocumentStore store, EventFeed feed, RunRecords records, RunEnd end, RunMarks marks, IOptions<RunOptions> options,
    TimeProvider clock, ILogger<RunFollower> log) : BackgroundService
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly OpenRuns open = new();
    private Dictionary<string, long> read = [], marked = [];

    /// <summary>The runs of a canvas, also those that began a moment ago.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(DocumentKey canvas, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await ReadTenantAsync(canvas.Tenant, ct);
            var going = open.Of(canvas).ToDictionary(run => run.RunId);
            var ended = (await records.ReadAsync(canvas)).Values.Where(run => !going.ContainsKey(run.RunId));
            return [.. going.Values.Concat(ended).OrderByDescending(run => run.FromRev)];
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Ends a run now.</summary>
    /// <returns>Null if there is no such run.</returns>
    public async Task<Run?> EndAsync(DocumentKey canvas, string runId, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await ReadTenantAsync(canvas.Tenant, ct);
            if (open.Find(canvas, runId) is not { } run)
                return (await records.ReadAsync(canvas)).GetValueOrDefault(runId);
            open.End(run);
            return await TryEndAsync(run) ?? run.Run;
        }
        finally
        {
            turn.Release();
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        marked = marks.Read();
        read = new Dictionary<string, long>(marked);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.LookMs), clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            await turn.WaitAsync(CancellationToken.None);
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(fault);
            }
            catch (OperationCanceledException)
            {
                // The server stops; the log keeps what was not read.
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        foreach (var head in await store.ListFeedsAsync(ct))
        {
            if (head.Seq != read.GetValueOrDefault(head.Tenant)) await ReadTenantAsync(head.Tenant, ct);
        }

        var quietSince = clock.GetUtcNow() - TimeSpan.FromSeconds(options.Value.IdleSeconds);
        foreach (var run in open.Ended(quietSince)) await TryEndAsync(run);
        Mark();
    }

    private async Task ReadTenantAsync(string tenant, CancellationToken ct)
    {
        var (after, head) = (read.GetValueOrDefault(tenant), await feed.FindHeadAsync(tenant, ct));
        if (head < after) after = 0; // The store is an older one than the marks.
        await foreach (var (at, commit, _) in feed.ReadAsync(tenant, after, head, IsOfCanvas, ct))
        {
            if (commit is { IsErased: false } && commit.Line.Span.IndexOf("\"run_id\""u8) >= 0)
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
        if (isNew && open.Count >= options.Value.OpenMax) await TryEndAsync(open.Quietest()!);
        var known = isNew ? (await records.ReadAsync(at.Document)).GetValueOrDefault(runId) : null;
        open.Add(at.Document, runId, at.Revision, details, at.Seq, known);
    }

    private async Task<Run?> TryEndAsync(OpenRun run)
    {
        try
        {
            var ended = await end.TryAsync(run, CancellationToken.None);
            if (ended is not null) open.Remove(run);
            return ended;
        }
        catch (DocumentDamagedException damage)
        {
            // Nobody can say what it did; it must not be tried for ever.
            LogFault(damage);
            open.Remove(run);
            return null;
        }
    }

    private void Mark()
    {
        var next = read.ToDictionary(
            one => one.Key, one => open.FirstSeqOf(one.Key) is { } first ? first - 1 : one.Value);
        var news = next.Sum(one => Math.Abs(one.Value - marked.GetValueOrDefault(one.Key)));
        if (news < options.Value.MarkCommits) return;
        try
        {
            marks.Write(next);
            marked = next;
        }
        catch (IOException failure)
        {
            LogFault(failure);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Runs could not be followed; it is tried again")]
    private partial void LogFault(Exception fault);
}
