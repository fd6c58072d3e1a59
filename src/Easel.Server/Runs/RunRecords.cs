using System.Collections.Immutable;
using Easel.Documents;

namespace Easel.Server.Runs;

/// <summary>The runs that have ended, as documents of the kernel: one for each canvas.</summary>
internal sealed class RunRecords(RunDocuments documents, RunModel model)
{
    /// <summary>The kind of these documents.</summary>
    public const string Kind = "runs";

    // Only the follower writes, and only one follower has the folder.
    private const int TriesMax = 4;

    public async ValueTask<ImmutableDictionary<string, Run>> ReadAsync(DocumentKey canvas) =>
        (await documents.PeekAsync(canvas with { Kind = Kind })).State.Runs;

    /// <summary>Records the end of a run.</summary>
    public async Task<EditOutcome> AddAsync(DocumentKey canvas, Run run, Attribution by)
    {
        var key = canvas with { Kind = Kind };
        ImmutableArray<RunOp> ops = [new RunOp.Ended(run)];
        var batch = new OpBatch<RunOp>(ops, model.EncodeOps(ops));
        for (var tries = 1; ; tries++)
        {
            var head = (await documents.PeekAsync(key)).Head;
            var outcome = await documents.SubmitAsync(key, new Edit<RunOp> { Base = head, Ops = batch, By = by });
            if (outcome is not EditOutcome.Stale || tries == TriesMax) return outcome;
        }
    }
}
