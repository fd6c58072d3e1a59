using System.Text.Json;
using Easel.Documents;

namespace Easel.Server.Runs;

/// <summary>A run whose end is not on record.</summary>
/// <param name="HasEnded">Whether it said so, or was told to.</param>
/// <param name="NotBefore">When its end may be tried again, after it failed.</param>
internal sealed record OpenRun(DocumentKey Canvas, Run Run, bool HasEnded, DateTimeOffset NotBefore = default);

/// <summary>
/// The runs that go on, as the commits tell, and those whose end is not on record yet. Whoever uses them takes a turn.
/// </summary>
/// <param name="goingMax">
/// Runs that go on at once, of all tenants; for one more, the tenant with the most has to end its quietest.
/// </param>
internal sealed class OpenRuns(int goingMax) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Dictionary<(DocumentKey Canvas, string RunId), OpenRun> runs = [];
    private readonly Dictionary<string, int> waiting = [];

    /// <summary>How many go on.</summary>
    public int Going { get; private set; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<OpenRun> All => [.. runs.Values];

    public async Task<T> TakeTurnAsync<T>(Func<Task<T>> act, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return await act();
        }
        finally
        {
            turn.Release();
        }
    }

    public Task<T> TakeTurnAsync<T>(Func<T> act, CancellationToken ct) =>
        TakeTurnAsync(() => Task.FromResult(act()), ct);

    /// <summary>Whether so many runs of a tenant wait for their end that its log is better read on later.</summary>
    public bool IsFull(string tenant) => waiting.GetValueOrDefault(tenant) >= goingMax;

    /// <summary>Adds a commit to the run that it names.</summary>
    /// <param name="known">The run, if it ended before and goes on now.</param>
    public void Add(DocumentKey canvas, string runId, Revision revision, CommitDetails commit, Run? known)
    {
        var (by, going) = (commit.By, Find(canvas, runId));
        var run = going?.Run ?? known ?? new Run(
            runId, by.ActorId, by.ActorType, by.Subject, revision.Number, revision.Number, 0, commit.At, commit.At);
        if (revision.Number <= run.ToRev && run.Commits > 0) return; // Known already: it was read before a restart.
        var after = run with
        {
            ToRev = revision.Number,
            Commits = run.Commits + 1,
            LastAt = commit.At,
            EndedAt = null,
            UndoneByRev = null,
            RedoneByRev = null,
        };
        var hasEnded = SaysEnded(by);
        if (!hasEnded && going is not { HasEnded: false } && Going >= goingMax) EndQuietest(canvas.Tenant);
        Set(new OpenRun(canvas, after, hasEnded));
    }

    public OpenRun? Find(DocumentKey canvas, string runId) => runs.GetValueOrDefault((canvas, runId));

    public IEnumerable<OpenRun> Of(DocumentKey canvas) => runs.Values.Where(one => one.Canvas == canvas);

    /// <summary>Those to be ended now, the quietest first: they said so, or have been quiet since.</summary>
    public IReadOnlyList<OpenRun> Due(DateTimeOffset quietSince, DateTimeOffset now) =>
    [
        .. runs.Values.Where(one => (one.HasEnded || one.Run.LastAt <= quietSince) && one.NotBefore <= now)
            .OrderBy(one => one.Run.LastAt),
    ];

    public void Set(OpenRun run)
    {
        Forget(run.Canvas, run.Run.RunId);
        runs.Add((run.Canvas, run.Run.RunId), run);
        Count(run, 1);
    }

    /// <summary>Forgets a run, unless it has gone on since.</summary>
    public void Remove(OpenRun run)
    {
        if (Find(run.Canvas, run.Run.RunId)?.Run.ToRev == run.Run.ToRev) Forget(run.Canvas, run.Run.RunId);
    }

    /// <summary>Forgets all runs of a tenant.</summary>
    public void Clear(string tenant)
    {
        foreach (var run in All.Where(run => run.Canvas.Tenant == tenant)) Forget(run.Canvas, run.Run.RunId);
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Whoever has the most ends one of its own, so that nobody's many end the run of another.</summary>
    private void EndQuietest(string newcomer)
    {
        var quietest = runs.Values.Where(one => !one.HasEnded).GroupBy(one => one.Canvas.Tenant)
            .MaxBy(own => own.Count() + (own.Key == newcomer ? 1 : 0))?.MinBy(one => one.Run.LastAt);
        if (quietest is not null) Set(quietest with { HasEnded = true });
    }

    private void Forget(DocumentKey canvas, string runId)
    {
        if (runs.Remove((canvas, runId), out var run)) Count(run, -1);
    }

    private void Count(OpenRun run, int change)
    {
        if (!run.HasEnded)
        {
            Going += change;
            return;
        }

        var tenant = run.Canvas.Tenant;
        if (waiting.GetValueOrDefault(tenant) + change is > 0 and var count) waiting[tenant] = count;
        else waiting.Remove(tenant);
    }

    private static bool SaysEnded(Attribution by)
    {
        using var intent = JsonDocument.Parse(by.Intent);
        return intent.RootElement.TryGetProperty("run_ended", out var said) && said.ValueKind == JsonValueKind.True;
    }
}
