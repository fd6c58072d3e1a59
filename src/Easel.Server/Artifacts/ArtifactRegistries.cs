using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>The registries of all canvases, as documents of the kernel.</summary>
internal sealed class ArtifactRegistries(ArtifactDocuments documents, ArtifactModel model, TimeProvider clock)
{
    /// <summary>The kind of documents that registries are.</summary>
    public const string Kind = "artifacts";

    // A registry that is changed so often between two reads is being fought over.
    private const int TriesMax = 16;
    private const int FingerprintBytes = 16;
    private const int LogBytes = 1 << 20;

    /// <summary>All artifacts of a canvas.</summary>
    public async ValueTask<RegisteredArtifacts> ReadAsync(DocumentKey canvas) =>
        (await documents.PeekAsync(canvas with { Kind = Kind })).State;

    /// <summary>The artifacts that the log of a registry tells of, as they were written.</summary>
    public async IAsyncEnumerable<ArtifactRecord> ReadLogAsync(DocumentKey canvas)
    {
        var registry = canvas with { Kind = Kind };
        var last = (await documents.PeekAsync(registry)).Floor;
        while (await documents.ReadAfterAsync(registry, last, LogBytes) is { Count: > 0 } commits)
        {
            foreach (var written in commits.SelectMany(commit => OpsOf(registry, commit)).OfType<ArtifactOp.Written>())
                yield return written.Record;
            last = commits[^1].Revision;
        }
    }

    /// <summary>Says that a content is there. A repeated key gets the artifact that was written first.</summary>
    public async Task<ArtifactOutcome> AddAsync(ArtifactRecord record, Attribution by, ArtifactTerms terms)
    {
        var key = terms.Key is { } text ? new EditKey(text, FingerprintOf(record)) : null;
        by = by with { CorrelationId = record.CorrelationId ?? by.CorrelationId };
        return await SubmitAsync(record.Canvas, [new ArtifactOp.Written(record)], by, terms.IsWanted, key) switch
        {
            EditOutcome.Committed(_, Replayed: false) => new ArtifactOutcome.Written(record),
            EditOutcome.Committed(var commit, _) => await FindFirstAsync(record, commit),
            EditOutcome.KeyReused => Refused(Problems.KeyReused.Because("Another artifact has this key.")),
            EditOutcome.Rejected(_, var reason) => Refused(Problems.QuotaExceeded.Because($"Not kept: {reason}.")),
            EditOutcome.Withdrawn => Refused(Withdrawn),
            var outcome => Refused(Unavailability.Explain(outcome)),
        };
    }

    /// <summary>Makes tombstones. Null if that is durable.</summary>
    public async Task<Refusal?> DeleteAsync(
        DocumentKey canvas, IReadOnlyList<ArtifactRecord> records, Attribution by, Func<bool>? isWanted = null)
    {
        var at = clock.GetUtcNow();
        ImmutableArray<ArtifactOp> ops =
            [.. records.Select(record => new ArtifactOp.Deleted(record.Id, at, by.Subject))];
        return await SubmitAsync(canvas, ops, by, isWanted) switch
        {
            EditOutcome.Committed => null,
            EditOutcome.Rejected when records.Count == 1 => null, // Somebody else was faster.
            EditOutcome.Rejected => Problems.Overloaded.Because("The artifacts were changed meanwhile; try again."),
            EditOutcome.Withdrawn => Withdrawn,
            var outcome => Unavailability.Explain(outcome),
        };
    }

    /// <summary>Erases what the log of a registry says; the records that are there now stay as they are.</summary>
    public async Task ForgetAsync(DocumentKey canvas)
    {
        var registry = canvas with { Kind = Kind };
        await documents.EraseAsync(registry, (await documents.PeekAsync(registry)).Head);
    }

    private static Refusal Withdrawn { get; } =
        Problems.Forbidden.Because("The right to edit ended before the artifact could be changed.");

    private static ArtifactOutcome.Refused Refused(Refusal refusal) => new(refusal);

    /// <summary>Of an erased commit, it is the artifact that the same request would make.</summary>
    private async Task<ArtifactOutcome> FindFirstAsync(ArtifactRecord wanted, Commit commit)
    {
        var state = await ReadAsync(wanted.Canvas);
        var first = OpsOf(wanted.Canvas, commit) is [ArtifactOp.Written(var record)]
            ? state.Records.GetValueOrDefault(record.Id)
            : state.InOrder.FirstOrDefault(one =>
                !one.IsDeleted && FingerprintOf(one).AsSpan().SequenceEqual(FingerprintOf(wanted)));
        return first is not null
            ? new ArtifactOutcome.Written(first, Replayed: true)
            : Refused(Problems.ArtifactDeleted.Because("The artifact of this key is gone."));
    }

    /// <summary>What a commit says; nothing if it was erased.</summary>
    private ImmutableArray<ArtifactOp> OpsOf(DocumentKey document, Commit commit)
    {
        try
        {
            return commit.IsErased ? [] : model.ParseOps(commit.Ops);
        }
        catch (FormatException broken)
        {
            throw new DocumentDamagedException(document, broken.Message, broken);
        }
    }

    private async Task<EditOutcome> SubmitAsync(
        DocumentKey canvas, ImmutableArray<ArtifactOp> ops, Attribution by, Func<bool>? isWanted, EditKey? key = null)
    {
        var registry = canvas with { Kind = Kind };
        var batch = new OpBatch<ArtifactOp>(ops, model.EncodeOps(ops));
        for (var tries = 0; tries < TriesMax; tries++)
        {
            // What others did meanwhile is no reason not to do it, but a rebase goes back only so far.
            var outcome = await documents.SubmitAsync(registry, new Edit<ArtifactOp>
            {
                Base = (await documents.PeekAsync(registry)).Head,
                Ops = batch,
                By = by,
                Key = key,
                Rebase = true,
                IsWanted = isWanted,
            });
            if (outcome is not EditOutcome.Stale) return outcome;
        }

        return new EditOutcome.Unavailable(UnavailableReason.Overloaded);
    }

    /// <summary>Over all that must not change between repeats.</summary>
    private static byte[] FingerprintOf(ArtifactRecord record)
    {
        string?[] parts =
        [
            record.Subject, record.Kind, record.MimeType, record.Name, $"{record.FromRev}", record.CorrelationId,
            record.Sha256, .. record.Sources,
        ];
        var text = string.Join('\n', parts.Select(part => part is null ? "-" : $"+{part}"));
        return SHA256.HashData(Encoding.UTF8.GetBytes(text))[..FingerprintBytes];
    }
}
