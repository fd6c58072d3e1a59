using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Easel.Documents;
using Easel.Server.Records;

namespace Easel.Server.Runs;

/// <summary>
/// What somebody, mostly an agent, did in one go: the commits whose intent names the same run (SPEC AR6).
/// </summary>
/// <param name="RunId">Named by who made it; unique on a canvas.</param>
/// <param name="FromRev">The first commit.</param>
/// <param name="ToRev">The last one so far.</param>
/// <param name="Commits">How many; others may have committed in between.</param>
internal sealed record Run(
    string RunId, string ActorId, string ActorType, string Subject, long FromRev, long ToRev, long Commits,
    DateTimeOffset BeganAt, DateTimeOffset LastAt)
{
    /// <summary>Null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The place of its end among the ends of the canvas's runs; 0 before it is on record.</summary>
    public long Number { get; init; }

    /// <summary>The replay that was made at its end, where the flag <c>auto_mode</c> was on.</summary>
    public string? ReplayId { get; init; }

    /// <summary>The audit that was made at its end.</summary>
    public string? AuditId { get; init; }

    /// <summary>Codes of what kept those from being made.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The newest commit that undid it whole (SPEC CM12), unless it went on since.</summary>
    public long? UndoneByRev { get; init; }

    /// <summary>The commit that took that one back.</summary>
    public long? RedoneByRev { get; init; }

    /// <summary>What it is after a commit that takes something back; itself if that changes nothing.</summary>
    /// <param name="undone">The run that the commit undoes whole, if it does.</param>
    public Run After(Revision revision, CommitDetails taker, string? undone)
    {
        var rev = revision.Number;
        if (rev <= Math.Max(ToRev, Math.Max(UndoneByRev ?? 0, RedoneByRev ?? 0))) return this;
        return RunId == undone || Takes(RedoneByRev) ? this with { UndoneByRev = rev, RedoneByRev = null }
            : Takes(UndoneByRev) ? this with { RedoneByRev = rev }
            : this;

        bool Takes(long? known) => known is { } one && taker.AllTakenBack.Contains(new Revision(one));
    }
}

/// <summary>The runs of a canvas that have ended, by name.</summary>
/// <param name="Ends">How many ends there were: the number of the newest. Clocks can go back.</param>
internal sealed record EndedRuns(ImmutableSortedDictionary<string, Run> Runs, long Ends = 0);

/// <summary>What happens to runs, for the record.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Ended), "run_ended")]
[JsonDerivedType(typeof(Undone), "run_undone")]
[JsonDerivedType(typeof(Redone), "run_redone")]
internal abstract record RunOp
{
    /// <summary>A run that goes on after its end has ended again, with all that it did.</summary>
    public sealed record Ended(Run Run) : RunOp;

    /// <summary>A run that had ended was undone whole by a commit.</summary>
    public sealed record Undone(string RunId, long ByRev) : RunOp;

    /// <summary>What undid it was taken back by a commit.</summary>
    public sealed record Redone(string RunId, long ByRev) : RunOp;
}

/// <summary>What the runs of a canvas are, for the kernel.</summary>
internal sealed class RunModel()
    : PlainModel<EndedRuns, RunOp>(RunJson.Default.EndedRuns, RunJson.Default.ImmutableArrayRunOp)
{
    /// <summary>Runs that a canvas remembers; the one that ended first is forgotten for a new one.</summary>
    public const int RunsMax = 10_000;

    /// <inheritdoc/>
    public override EndedRuns Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, Run>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public override EndedRuns? Apply(EndedRuns state, RunOp op, out string? misfit)
    {
        misfit = null;
        return op switch
        {
            RunOp.Ended(var run) => End(state.Runs, run with { Number = state.Ends + 1 }),
            RunOp.Undone(var id, var rev) => With(id, run => run with { UndoneByRev = rev, RedoneByRev = null }),
            RunOp.Redone(var id, var rev) => With(id, run => run with { RedoneByRev = rev }),
            _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
        };

        // One that was forgotten stays so.
        EndedRuns With(string id, Func<Run, Run> change) => state.Runs.TryGetValue(id, out var run)
            ? state with { Runs = state.Runs.SetItem(id, change(run)) }
            : state;
    }

    /// <inheritdoc/>
    public override EndedRuns DecodeState(ReadOnlyMemory<byte> json)
    {
        var (runs, ends) = base.DecodeState(json);
        runs = runs.WithComparers(StringComparer.Ordinal);
        // Older servers gave no numbers. In what they wrote, times are the best order there is.
        foreach (var run in runs.Values.Where(run => run.Number == 0).OrderBy(run => run.EndedAt))
            runs = runs.SetItem(run.RunId, run with { Number = ++ends });
        return new EndedRuns(runs, ends);
    }

    private static EndedRuns End(ImmutableSortedDictionary<string, Run> runs, Run run)
    {
        runs = runs.SetItem(run.RunId, run);
        if (runs.Count > RunsMax) runs = runs.Remove(runs.Values.MinBy(one => one.Number)!.RunId);
        return new EndedRuns(runs, run.Number);
    }
}

/// <summary>How runs are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EndedRuns))]
[JsonSerializable(typeof(ImmutableArray<RunOp>))]
[JsonSerializable(typeof(MarkedRuns))]
internal sealed partial class RunJson : JsonSerializerContext;
