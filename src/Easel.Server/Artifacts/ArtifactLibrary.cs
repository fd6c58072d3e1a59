using System.Collections.Concurrent;
using System.Collections.Immutable;
using Easel.Documents;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Artifacts;

/// <summary>
/// Keeps what canvases produce. The content is durable in the blob store before the record is committed to the
/// canvas's registry, and that commit is the event too: what is named can be read, and what is not named is swept.
/// </summary>
internal sealed class ArtifactLibrary(
    IBlobStore blobs, ArtifactDocuments documents, ArtifactModel model, ArtifactIndices indices, IDocumentStore store,
    TimeProvider clock, IOptions<ArtifactOptions> options)
{
    // A registry that is changed so often between two reads is being fought over.
    private const int TriesMax = 16;

    private readonly ConcurrentDictionary<string, byte> writing = new();

    /// <summary>Whether an artifact is being written, so that its blob may be there before its record.</summary>
    public bool IsWriting(string id) => writing.ContainsKey(id);

    /// <summary>Keeps what <paramref name="write"/> writes, as an artifact of a canvas.</summary>
    /// <remarks>What <paramref name="write"/> throws passes through; nothing is kept then.</remarks>
    public async Task<ArtifactOutcome> WriteAsync(
        DocumentKey canvas, Attribution by, ArtifactDraft draft, Func<System.IO.Stream, CancellationToken, Task> write,
        CancellationToken ct)
    {
        var index = await indices.GetAsync(canvas.Tenant, canvas.Env);
        if ((draft.Refuse() ?? RefuseSources(index, draft)) is { } refusal) return new ArtifactOutcome.Refused(refusal);
        var id = BlobKey.NewId();
        writing[id] = 0;
        MeteredSink? content = null;
        try
        {
            await blobs.WriteAsync(BlobKey.Of(canvas, id), WriteContentAsync, ct);
            var record = await DescribeAsync(canvas, by, draft, id, content!);
            return await CommitAsync(record, by, index);
        }
        catch (ArtifactTooLargeException tooLarge)
        {
            return new ArtifactOutcome.Refused(Explain(tooLarge));
        }
        catch (StorageUnavailableException failure)
        {
            return new ArtifactOutcome.Refused(Explain(failure));
        }
        finally
        {
            index.Release(content?.Room ?? 0);
            writing.TryRemove(id, out _);
        }

        async Task WriteContentAsync(System.IO.Stream to, CancellationToken token)
        {
            content = new MeteredSink(to, options.Value.BytesMax, index, options.Value.TenantBytesMax);
            await write(content, token);
        }
    }

    /// <summary>Finds an artifact or its tombstone; null if there is none.</summary>
    public async ValueTask<ArtifactRecord?> FindAsync(string tenant, string env, string id, CancellationToken ct)
    {
        if (!BlobKey.IsId(id) || (await indices.GetAsync(tenant, env)).CanvasOf(id) is not { } canvasId) return null;
        return (await documents.PeekAsync(RegistryOf(new DocumentKey(tenant, env, "canvas", canvasId))))
            .State.Records.GetValueOrDefault(id);
    }

    /// <summary>The artifacts of a canvas with their tombstones, oldest first.</summary>
    public async ValueTask<IReadOnlyList<ArtifactRecord>> ListAsync(DocumentKey canvas, CancellationToken ct) =>
        [.. (await documents.PeekAsync(RegistryOf(canvas))).State.Records.Values];

    /// <summary>Reads a content; null if it was deleted.</summary>
    /// <exception cref="StorageUnavailableException">It is not as it was written.</exception>
    public async Task<System.IO.Stream?> OpenAsync(ArtifactRecord record, CancellationToken ct) =>
        record.IsDeleted ? null : await blobs.OpenAsync(record.Key, 0, record.Size, ct);

    private static DocumentKey RegistryOf(DocumentKey canvas) => canvas with { Kind = ArtifactIndices.Kind };

    private static Refusal? RefuseSources(ArtifactIndex index, ArtifactDraft draft) =>
        draft.Sources.FirstOrDefault(source => index.CanvasOf(source) is null) is { } missing
            ? Problems.NotFound.Because($"There is no artifact {missing} to be made from.")
            : null;

    private async ValueTask<ArtifactRecord> DescribeAsync(
        DocumentKey canvas, Attribution by, ArtifactDraft draft, string id, MeteredSink content)
    {
        var placement = (await store.FindAsync(canvas, CancellationToken.None))?.Record.Placement ?? Placement.None;
        return new ArtifactRecord
        {
            Id = id,
            Tenant = canvas.Tenant,
            Env = canvas.Env,
            CanvasId = canvas.Id,
            WorkspaceId = placement.WorkspaceId,
            ProjectId = placement.ProjectId,
            Kind = draft.Kind,
            MimeType = draft.MimeType,
            Name = draft.Name,
            Size = content.Count,
            Sha256 = content.Sha256,
            Rev = draft.Rev,
            FromRev = draft.FromRev,
            CorrelationId = draft.CorrelationId,
            Sources = draft.Sources,
            Summary = draft.Summary,
            CreatedAt = clock.GetUtcNow(),
            ActorId = by.ActorId,
            ActorType = by.ActorType,
            Subject = by.Subject,
        };
    }

    private async Task<ArtifactOutcome> CommitAsync(ArtifactRecord record, Attribution by, ArtifactIndex index)
    {
        var outcome = await SubmitAsync(
            RegistryOf(record.Canvas), new ArtifactOp.Written(record),
            by with { CorrelationId = record.CorrelationId ?? by.CorrelationId });
        switch (outcome)
        {
            case EditOutcome.Committed:
                index.Note(record);
                return new ArtifactOutcome.Written(record);
            case EditOutcome.Unknown:
                indices.Doubt(record.Tenant, record.Env); // The blob stays: the record may name it.
                return new ArtifactOutcome.Refused(Unavailability.Explain(outcome));
            default:
                await blobs.DeleteAsync(record.Key, CancellationToken.None);
                return new ArtifactOutcome.Refused(outcome is EditOutcome.Rejected(_, var reason)
                    ? Problems.TooLarge.Because(reason)
                    : Unavailability.Explain(outcome));
        }
    }

    private async Task<EditOutcome> SubmitAsync(DocumentKey registry, ArtifactOp op, Attribution by)
    {
        ImmutableArray<ArtifactOp> ops = [op];
        var batch = new OpBatch<ArtifactOp>(ops, model.EncodeOps(ops));
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var head = (await documents.PeekAsync(registry)).Head;
            var outcome = await documents.SubmitAsync(
                registry, new Edit<ArtifactOp> { Base = head, Ops = batch, By = by, Rebase = true });
            if (outcome is not EditOutcome.Stale) return outcome;
        }

        return new EditOutcome.Unavailable(UnavailableReason.Overloaded);
    }

    private Refusal Explain(ArtifactTooLargeException tooLarge) => Problems.TooLarge.Because(tooLarge.IsQuota
        ? "The artifacts of the tenant would become too large; delete some."
        : $"An artifact may have {options.Value.BytesMax} bytes.");

    private static Refusal Explain(StorageUnavailableException failure) =>
        failure.IsUnknown ? Unavailability.Explain(new EditOutcome.Unknown())
        : Unavailability.Explain(new EditOutcome.Unavailable(
            failure.IsFull ? UnavailableReason.StorageFull : UnavailableReason.StorageFailed));
}
