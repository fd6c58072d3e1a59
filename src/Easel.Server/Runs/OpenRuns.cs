using System.Text.Json;
using Easel.Documents;

namespace Easel.Server.Runs;

/// <summary>A run that goes on.</summary>
/// <param name="HasEnded">Whether it said so, or was told to.</param>
/// <param name="NotBefore">When its end may be tried again, after it failed.</param>
internal sealed record OpenRun(DocumentKey Canvas, Run Run, bool HasEnded, DateTimeOffset NotBefore = default);

/// <summary>The runs that go on, as the commits tell. Not safe for several threads.</summary>
internal sealed class OpenRuns
{
    private readonly Dictionary<(DocumentKey Canvas, string RunId), OpenRun> runs = [];

    public int Count => runs.Count;

    /// <summary>All of them.</summary>
    public IReadOnlyList<OpenRun> All => [.. runs.Values];

    /// <summary>Adds a commit to the run that it names.</summary>
    /// <param name="known">The run, if it ended before and goes on now.</param>
    public void Add(DocumentKey canvas, string runId, Revision revision, CommitDetails commit, Run? known)
    {
        var by = commit.By;
        var run = Find(canvas, runId)?.Run ?? known ?? new Run(
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
        Set(new OpenRun(canvas, after, SaysEnded(by)));
    }

    public OpenRun? Find(DocumentKey canvas, string runId) => runs.GetValueOrDefault((canvas, runId));

    public IEnumerable<OpenRun> Of(DocumentKey canvas) => runs.Values.Where(one => one.Canvas == canvas);

    /// <summary>
    /// Those to be ended now, one of each tenant, so that no tenant's thousand keep the others waiting: they said so,
    /// or have been quiet since.
    /// </summary>
    public IReadOnlyList<OpenRun> Due(DateTimeOffset quietSince, DateTimeOffset now) =>
    [
        .. runs.Values.Where(one => (one.HasEnded || one.Run.LastAt <= quietSince) && one.NotBefore <= now)
            .OrderBy(one => one.Run.LastAt).DistinctBy(one => one.Canvas.Tenant),
    ];

    /// <summary>Lets the one end that has been quiet longest.</summary>
    public void EndQuietest()
    {
        if (runs.Values.MinBy(one => one.Run.LastAt) is { } quietest) Set(quietest with { HasEnded = true });
    }

    public void Set(OpenRun run) => runs[(run.Canvas, run.Run.RunId)] = run;

    /// <summary>Forgets a run, unless it has gone on since.</summary>
    public void Remove(OpenRun run)
    {
        if (Find(run.Canvas, run.Run.RunId)?.Run.ToRev == run.Run.ToRev) runs.Remove((run.Canvas, run.Run.RunId));
    }

    /// <summary>Forgets all runs of a tenant.</summary>
    public void Clear(string tenant)
    {
        foreach (var run in All.Where(run => run.Canvas.Tenant == tenant)) runs.Remove((run.Canvas, run.Run.RunId));
    }

    private static bool SaysEnded(Attribution by)
    {
        using var intent = JsonDocument.Parse(by.Intent);
        return intent.RootElement.TryGetProperty("run_ended", out var said) && said.ValueKind == JsonValueKind.True;
    }
}
