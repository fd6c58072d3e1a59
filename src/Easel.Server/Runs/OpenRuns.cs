using Easel.Documents;

namespace Easel.Server.Runs;

/// <summary>A run that goes on.</summary>
/// <param name="Seq">Where its first commit stands in the order of its tenant.</param>
/// <param name="HasEnded">Whether it said so, or was told to.</param>
internal sealed record OpenRun(DocumentKey Canvas, Run Run, long Seq, bool HasEnded);

/// <summary>The runs that go on, as the commits tell. Not safe for several threads.</summary>
internal sealed class OpenRuns
{
    private readonly Dictionary<(DocumentKey Canvas, string RunId), OpenRun> runs = [];

    public int Count => runs.Count;

    /// <summary>Adds a commit to the run that it names.</summary>
    /// <param name="known">The run, if it ended before and goes on now.</param>
    public void Add(DocumentKey canvas, string runId, Revision revision, CommitDetails commit, long seq, Run? known)
    {
        var by = commit.By;
        var run = runs.GetValueOrDefault((canvas, runId))?.Run ?? known
            ?? new Run(runId, by.ActorId, by.ActorType, by.Subject, revision.Number, revision.Number, 0, commit.At,
                commit.At);
        if (revision.Number <= run.ToRev && run.Commits > 0) return; // Known already: it was read before a restart.
        var first = runs.GetValueOrDefault((canvas, runId))?.Seq ?? seq;
        var after = run with { ToRev = revision.Number, Commits = run.Commits + 1, LastAt = commit.At, EndedAt = null };
        runs[(canvas, runId)] = new OpenRun(canvas, after, first, Says(by, "run_ended"));
    }

    public OpenRun? Find(DocumentKey canvas, string runId) => runs.GetValueOrDefault((canvas, runId));

    public IEnumerable<Run> Of(DocumentKey canvas) =>
        runs.Values.Where(one => one.Canvas == canvas).Select(one => one.Run);

    /// <summary>Those that have ended: they said so, or have been quiet since.</summary>
    public IReadOnlyList<OpenRun> Ended(DateTimeOffset quietSince) =>
        [.. runs.Values.Where(one => one.HasEnded || one.Run.LastAt <= quietSince)];

    /// <summary>The one that has been quiet longest.</summary>
    public OpenRun? Quietest() => runs.Values.MinBy(one => one.Run.LastAt);

    public void End(OpenRun run) => runs[(run.Canvas, run.Run.RunId)] = run with { HasEnded = true };

    public void Remove(OpenRun run) => runs.Remove((run.Canvas, run.Run.RunId));

    /// <summary>Before this, all runs of a tenant have ended.</summary>
    public long? FirstSeqOf(string tenant)
    {
        long? first = null;
        foreach (var run in runs.Values)
        {
            if (run.Canvas.Tenant == tenant && !(run.Seq >= first)) first = run.Seq;
        }

        return first;
    }

    private static bool Says(Attribution by, string member)
    {
        using var intent = System.Text.Json.JsonDocument.Parse(by.Intent);
        return intent.RootElement.TryGetProperty(member, out var said)
            && said.ValueKind == System.Text.Json.JsonValueKind.True;
    }
}
