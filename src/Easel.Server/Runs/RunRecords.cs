using System.Collections.Immutable;
using Easel.Documents;
using Easel.Server.Tenancy;

namespace Easel.Server.Runs;

/// <summary>The runs that have ended, as documents of the kernel: one for each canvas.</summary>
internal sealed partial class RunRecords(RunDocuments documents, RunModel model, ILogger<RunRecords> log)
{
    /// <summary>The kind of these documents.</summary>
    public const string Kind = "runs";

    // Only the follower writes, and only one follower has the folder.
    private const int TriesMax = 4;

    public async ValueTask<ImmutableSortedDictionary<string, Run>> ReadAsync(DocumentKey canvas) =>
        (await documents.PeekAsync(canvas with { Kind = Kind })).State.Runs;

    /// <summary>The same for those who go on without: none, if the list is damaged.</summary>
    public async Task<ImmutableSortedDictionary<string, Run>> ReadKnownAsync(DocumentKey canvas)
    {
        try
        {
            return await ReadAsync(canvas);
        }
        catch (DocumentDamagedException damage)
        {
            LogDamage(damage);
            return model.Empty.Runs;
        }
    }

    public async Task<Run?> FindKnownAsync(DocumentKey canvas, string runId) =>
        (await ReadKnownAsync(canvas)).GetValueOrDefault(runId);

    /// <summary>Records the end of a run.</summary>
    /// <returns>Whether it is durable.</returns>
    public async Task<bool> TryEndAsync(DocumentKey canvas, Run run) =>
        await AddAsync(canvas, run, new RunOp.Ended(run)) is EditOutcome.Committed;

    /// <summary>Records that a run which had ended was undone, or that what undid it was taken back.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be, for now.</exception>
    public async Task SetUndoneAsync(DocumentKey canvas, Run run)
    {
        RunOp op = run.RedoneByRev is { } redone
            ? new RunOp.Redone(run.RunId, redone)
            : new RunOp.Undone(run.RunId, run.UndoneByRev!.Value);
        if (await AddAsync(canvas, run, op) is not EditOutcome.Committed)
            throw new StorageUnavailableException("a run that was undone could not be recorded");
    }

    private async Task<EditOutcome> AddAsync(DocumentKey canvas, Run run, RunOp op)
    {
        var (key, by) = (canvas with { Kind = Kind }, ServerActor.By with { CorrelationId = run.RunId });
        ImmutableArray<RunOp> ops = [op];
        var batch = new OpBatch<RunOp>(ops, model.EncodeOps(ops));
        for (var tries = 1; ; tries++)
        {
            var head = (await documents.PeekAsync(key)).Head;
            var outcome = await documents.SubmitAsync(key, new Edit<RunOp> { Base = head, Ops = batch, By = by });
            if (outcome is not EditOutcome.Stale || tries == TriesMax) return outcome;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The runs of a canvas cannot be read")]
    private partial void LogDamage(Exception damage);
}
