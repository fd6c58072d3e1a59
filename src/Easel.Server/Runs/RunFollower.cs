using System.Collections.Concurrent;
using Easel.Documents;
using Easel.Server.Events;
using Microsoft.Extensions.Options;

namespace Easel.Server.Runs;

/// <summary>
/// Follows the order of each tenant and knows which runs go on and when they end. What it knows is in the log, so a
/// crash costs nothing: it goes on where the last mark is.
/// </summary>
internal sealed partial class RunFollower : BackgroundService
{
    // What is read in one turn: whoever waits for the next one waits for no more.
    private const int PageEntries = 256;

    // What is read of a tenant in one look: the runs of the others end meanwhile.
    private const int LookPages = 16;

    private readonly IDocumentStore store;
    private readonly EventFeed feed;
    private readonly RunRecords records;
    private readonly RunMarks marks;
    private readonly RunOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly OpenRuns open;
    private readonly RunFinisher finisher;
    private readonly CancellationTokenSource stopping = new();
    private ConcurrentDictionary<string, long> read = [];
    private Dictionary<string, long> marked = [];

    public RunFollower(
        IDocumentStore store, EventFeed feed, RunRecords records, RunEnd end, RunMarks marks,
        IOptions<RunOptions> options, TimeProvider clock, ILogger<RunFollower> log)
    {
        (this.store, this.feed, this.records, this.marks) = (store, feed, records, marks);
        (this.options, this.clock, this.log) = (options.Value, clock, log);
        open = new OpenRuns(options.Value.OpenMax);
        finisher = new RunFinisher(open, records, end, options.Value, clock, log);
    }

    /// <summary>The runs of a canvas, also those that began a moment ago.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(DocumentKey canvas, CancellationToken ct)
    {
        await ReadAllAsync(canvas.Tenant, ct);
        var going = await open.TakeTurnAsync(() => open.Of(canvas).Select(one => one.Run).ToList(), ct);
        var names = going.Select(run => run.RunId).ToHashSet();
        var ended = (await records.ReadAsync(canvas)).Values.Where(run => !names.Contains(run.RunId));
        return [.. going.Concat(ended).OrderByDescending(run => run.FromRev)];
    }

    /// <summary>Ends a run now.</summary>
    /// <returns>Whether there is such a run; null for the run if its end has to be tried again, which it is.</returns>
    public async Task<(bool IsThere, Run? Ended)> EndAsync(DocumentKey canvas, string runId, CancellationToken ct)
    {
        await ReadAllAsync(canvas.Tenant, ct);
        var run = await open.TakeTurnAsync(
            () =>
            {
                if (open.Find(canvas, runId) is not { } going) return null;
                open.Set(going with { HasEnded = true });
                return going;
            },
            ct);
        if (run is not null) return (true, await finisher.FinishAsync(run).WaitAsync(ct));
        var known = (await records.ReadAsync(canvas)).GetValueOrDefault(runId);
        return (known is not null, known);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var known = marks.Read();
        (marked, read) = (known.Seqs, new ConcurrentDictionary<string, long>(known.Seqs));
        foreach (var run in known.Open) open.Set(run);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        await finisher.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        finisher.Dispose();
        open.Dispose();
        stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.LookMs), clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                while (await LookAsync())
                {
                    // A tenant has more than fits in a look.
                }
            }
            catch (Exception fault)
            {
                if (!stoppingToken.IsCancellationRequested) LogFault(fault);
            }
        }
    }

    /// <returns>Whether there is more to be read at once.</returns>
    private async Task<bool> LookAsync()
    {
        HashSet<string> behind = [];
        foreach (var head in await store.ListFeedsAsync(stopping.Token))
        {
            if (head.Seq != read.GetValueOrDefault(head.Tenant) && await TryReadOnAsync(head))
                behind.Add(head.Tenant);
        }

        var now = clock.GetUtcNow();
        var quietSince = now - TimeSpan.FromSeconds(options.IdleSeconds);
        var due = await open.TakeTurnAsync(() => open.Due(quietSince, now), stopping.Token);
        // Whether a run is quiet is not known before all is read.
        finisher.Begin([.. due.Where(run => !behind.Contains(run.Canvas.Tenant))]);
        await MarkAsync();
        return behind.Count > 0;
    }

    /// <summary>What cannot be read of one tenant keeps no other waiting.</summary>
    /// <returns>Whether there is more.</returns>
    private async Task<bool> TryReadOnAsync(FeedHead head)
    {
        try
        {
            var pages = 0;
            while (await ReadPageAsync(head, stopping.Token))
            {
                if (++pages == LookPages) return true;
            }
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            LogTenantFault(head.Tenant, fault);
        }

        return false;
    }

    /// <summary>Reads up to where the tenant is now.</summary>
    private async Task ReadAllAsync(string tenant, CancellationToken ct)
    {
        var head = new FeedHead(tenant, await feed.FindHeadAsync(tenant, ct));
        while (await ReadPageAsync(head, ct))
        {
        }
    }

    /// <summary>Reads a page of a tenant's order, in a turn.</summary>
    /// <returns>Whether there is more up to that head.</returns>
    private Task<bool> ReadPageAsync(FeedHead head, CancellationToken ct) => open.TakeTurnAsync(
        async () =>
        {
            var (tenant, after) = (head.Tenant, read.GetValueOrDefault(head.Tenant));
            if (head.Seq < after && await feed.FindHeadAsync(tenant, ct) < after)
            {
                read[tenant] = after = 0; // The store is an older one than the marks.
                open.Clear(tenant);
            }

            var upTo = Math.Min(head.Seq, after + PageEntries);
            await foreach (var (at, commit, _) in feed.ReadAsync(tenant, after, upTo, IsOfCanvas, ct))
            {
                if (open.IsFull(tenant)) return false; // The log keeps it until some have ended.
                if (commit is not null && IsOfRuns(commit)) await AddAsync(at, commit.ReadDetails());
                read[tenant] = at.Seq;
            }

            return upTo < head.Seq && read.GetValueOrDefault(tenant) == upTo;
        },
        ct);

    private static bool IsOfCanvas(DocumentKey key) => key.Kind == TenantEvent.CanvasKind;

    /// <summary>Whether it may name a run, or take back what does. An erasure leaves that in a commit (TF5).</summary>
    private static bool IsOfRuns(Commit commit) =>
        commit.Line.Span.IndexOf("\"intent\":"u8) >= 0 || commit.Line.Span.IndexOf("do_of\":"u8) >= 0;

    private async Task AddAsync(FeedEntry at, CommitDetails commit)
    {
        if (commit.TakesBack is not null)
        {
            await TakeBackAsync(at, commit);
            return;
        }

        if (commit.By.ReadRunId() is not { } runId) return;
        var isNew = open.Find(at.Document, runId) is null;
        var known = isNew ? await records.FindKnownAsync(at.Document, runId) : null;
        open.Add(at.Document, runId, at.Revision, commit, known);
    }

    /// <summary>What takes something back is not work of a run, even if it names one. It may undo one whole.</summary>
    private async Task TakeBackAsync(FeedEntry at, CommitDetails taker)
    {
        var undone = taker.Undoes.IsEmpty ? null : taker.By.ReadRunId();
        foreach (var one in open.Of(at.Document).ToList())
        {
            var after = one.Run.After(at.Revision, taker, undone);
            if (after != one.Run) open.Set(one with { Run = after });
        }

        foreach (var run in (await records.ReadKnownAsync(at.Document)).Values)
        {
            if (run.RunId != undone && run.UndoneByRev is null) continue; // Nearly all of them.
            var (after, going) = (run.After(at.Revision, taker, undone), open.Find(at.Document, run.RunId));
            if (after != run && !(going?.Run.ToRev > run.ToRev)) await records.SetUndoneAsync(at.Document, after);
        }
    }

    private async Task MarkAsync()
    {
        var news = read.Sum(one => Math.Abs(one.Value - marked.GetValueOrDefault(one.Key)));
        if (news < options.MarkCommits) return;
        var (seqs, runs) = await open.TakeTurnAsync(
            () => (new Dictionary<string, long>(read), open.All), stopping.Token);
        if (marks.TryWrite(seqs, runs)) marked = seqs;
    }

    [LoggerMessage(1, LogLevel.Error, "Runs could not be followed; it is tried again")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(2, LogLevel.Error, "The runs of {Tenant} could not be followed; it is tried again")]
    private partial void LogTenantFault(string tenant, Exception fault);
}
