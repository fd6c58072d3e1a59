using System.Collections.Immutable;
using System.Text.Json.Serialization;
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

    /// <summary>The replay that was made at its end, where the flag <c>auto_mode</c> was on.</summary>
    public string? ReplayId { get; init; }

    /// <summary>The audit that was made at its end.</summary>
    public string? AuditId { get; init; }

    /// <summary>Codes of what kept those from being made.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];
}

/// <summary>The runs of a canvas that have ended.</summary>
internal sealed record EndedRuns(ImmutableDictionary<string, Run> Runs);

/// <summary>What happens to runs, for the record.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Ended), "run_ended")]
internal abstract record RunOp
{
    /// <summary>A run that goes on after its end has ended again, with all that it did.</summary>
    public sealed record Ended(Run Run) : RunOp;
}

/// <summary>What the runs of a canvas are, for the kernel.</summary>
internal sealed class RunModel()
    : PlainModel<EndedRuns, RunOp>(RunJson.Default.EndedRuns, RunJson.Default.ImmutableArrayRunOp)
{
    /// <summary>Runs that a canvas remembers; the one that ended first is forgotten for a new one.</summary>
    public const int RunsMax = 10_000;

    /// <inheritdoc/>
    public override EndedRuns Empty { get; } = new(ImmutableDictionary<string, Run>.Empty);

    /// <inheritdoc/>
    public override EndedRuns? Apply(EndedRuns state, RunOp op, out string? misfit)
    {
        misfit = null;
        var run = ((RunOp.Ended)op).Run;
        var runs = state.Runs.SetItem(run.RunId, run);
        return new EndedRuns(runs.Count <= RunsMax ? runs : runs.Remove(runs.Values.MinBy(one => one.EndedAt)!.RunId));
    }
}

/// <summary>How runs are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EndedRuns))]
[JsonSerializable(typeof(ImmutableArray<RunOp>))]
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class RunJson : JsonSerializerContext;
