using System.Collections.Concurrent;
using Easel.Documents;
using Easel.Server.Limits;
using Easel.Server.Operations;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Artifacts;

/// <summary>
/// Keeps what canvases produce. The content is durable in the blob store before the record is committed to the
/// canvas's registry, and that commit is the event too: what is named can be read, and what is not named is swept.
/// </summary>
internal sealed partial class ArtifactLibrary(
    IBlobStore blobs, ArtifactRegistries registries, ArtifactIndices indices, IDocumentStore store,
    ArtifactNews news, DamagedArtifacts damaged, TimeProvider clock, IOptions<ArtifactOptions> options,
    ILogger<ArtifactLibrary> log)
{
    private readonly ConcurrentDictionary<string, byte> writing = new();

    private readonly Places places = new(
        new PlaceLimits(options.Value.WritesMax, WaitingMax: 0) { TenantRunningMax = options.Value.TenantWritesMax });

    /// <summary>Whether an artifact is being written, so that its blob may be there before its record.</summary>
    public bool IsWriting(string id) => writing.ContainsKey(id);

    /// <summary>
    /// Keeps what <paramref name="write"/> writes, as an artifact of a canvas. What it is may be known only when it is
    /// there.
    /// </summary>
    /// <remarks>What <paramref name="write"/> throws passes through; nothing is kept then.</remarks>
    public async Task<ArtifactOutcome> WriteAsync(
        DocumentKey canvas, Attribution by, ArtifactWriter write, ArtifactTerms terms, CancellationToken ct)
    {
        using var place = await places.TakeAsync(canvas.Tenant, ct);
        if (place is null) return new ArtifactOutcome.Refused(TooManyAtOnce);
        var index = await indices.GetAsync(canvas.Tenant, canvas.Env);
        var id = BlobKey.NewId();
        writing[id] = 0;
        MeteredSink? content = null;
        ArtifactDraft? draft = null;
        try
        {
            await blobs.WriteAsync(BlobKey.Of(canvas, id), WriteContentAsync, ct);
            Measures.ArtifactBytes.Add(content!.Count);
            return await CommitAsync(canvas, by, draft!, id, content, terms, index);
        }
        catch (ArtifactRefusedException refused)
        {
            return new ArtifactOutcome.Refused(refused.Refusal);
        }
        catch (StorageUnavailableException failure)
        {
            LogFailure(failure, id);
            return new ArtifactOutcome.Refused(Explain(failure));
        }
        finally
        {
            index.Release(content?.Room ?? 0);
            if (content is not null) await content.DisposeAsync();
            writing.TryRemove(id, out _);
        }

        async Task WriteContentAsync(System.IO.Stream to, CancellationToken token)
        {
            content = new MeteredSink(to, options.Value.BytesMax, index, options.Value.TenantBytesMax);
            draft = await write(content, token);
            if ((Refuse(draft, index) ?? RefuseHash(draft, content)) is { } refusal)
                throw new ArtifactRefusedException(refusal);
        }
    }

    /// <summary>Deletes a content for good; what is left is a tombstone. Null if that is done, now or before.</summary>
    public async ValueTask<Refusal?> DeleteAsync(ArtifactRecord record, Attribution by, Func<bool>? isWanted = null) =>
        record.IsDeleted ? null : await DeleteAsync(record.Canvas, [record], by, isWanted);

    /// <summary>The same for several of one canvas, together.</summary>
    public async ValueTask<Refusal?> DeleteAsync(
        DocumentKey canvas, IReadOnlyList<ArtifactRecord> records, Attribution by, Func<bool>? isWanted = null)
    {
        var index = await indices.GetAsync(canvas.Tenant, canvas.Env);
        if (await registries.DeleteAsync(canvas, records, by, isWanted) is { } refusal)
        {
            if (refusal.Problem == Problems.OutcomeUnknown) indices.Doubt(canvas.Tenant, canvas.Env);
            return refusal;
        }

        foreach (var record in records)
        {
            index.Note(record.ToTombstone(clock.GetUtcNow(), by.Subject));
            await DropAsync(record.Key);
        }

        return null;
    }

    /// <summary>What is said of a source that is not there, or that who names it cannot see.</summary>
    public static Refusal NoSource(string id) =>
        Problems.InvalidRequest.Because($"There is no artifact {id} to be made from.");

    private static Refusal TooManyAtOnce =>
        Problems.Overloaded.Because("Too many artifacts are being written; try again soon.");

    private static Refusal? Refuse(ArtifactDraft draft, ArtifactIndex index) =>
        draft.Refuse() ?? (draft.Sources.FirstOrDefault(source => index.CanvasOf(source) is null) is { } missing
            ? NoSource(missing)
            : null);

    private static Refusal? RefuseHash(ArtifactDraft draft, MeteredSink content) =>
        draft.Sha256 is { } claimed && !claimed.Equals(content.Sha256, StringComparison.OrdinalIgnoreCase)
            ? Problems.HashMismatch.Because($"What arrived has the SHA-256 {content.Sha256}.")
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
            ImageType = ImageTypes.Sniff(content.Head),
            Name = draft.Name,
            Size = content.Count,
            Sha256 = content.Sha256,
            Rev = draft.Rev,
            FromRev = draft.FromRev,
            CorrelationId = draft.CorrelationId,
            Sources = draft.Sources,
            Summary = draft.Summary,
            IsForEditors = draft.IsForEditors,
            CreatedAt = clock.GetUtcNow(),
            ActorId = by.ActorId,
            ActorType = by.ActorType,
            Subject = by.Subject,
        };
    }

    private async Task<ArtifactOutcome> CommitAsync(
        DocumentKey canvas, Attribution by, ArtifactDraft draft, string id, MeteredSink content, ArtifactTerms terms,
        ArtifactIndex index)
    {
        ArtifactRecord record;
        ArtifactOutcome outcome;
        try
        {
            record = await DescribeAsync(canvas, by, draft, id, content);
            outcome = await registries.AddAsync(record, by, terms);
        }
        catch (Exception failure) when (failure is StorageUnavailableException or DocumentDamagedException)
        {
            await DropAsync(BlobKey.Of(canvas, id)); // Canvas or registry could not be read: nothing was committed.
            throw;
        }

        switch (outcome)
        {
            case ArtifactOutcome.Written(_, Replayed: false):
                index.Note(record);
                if (await IsErasedAsync(record)) return await TakeBackAsync(record, by);
                news.Post(record);
                break;
            case ArtifactOutcome.Refused(var refusal) when refusal.Problem == Problems.OutcomeUnknown:
                indices.Doubt(record.Tenant, record.Env); // The blob stays: the record may name it.
                break;
            default:
                await DropAsync(record.Key);
                break;
        }

        return outcome;
    }

    /// <summary>
    /// Whether what it was made from has been erased. Asked after the commit: an erasure sets the floor before it looks
    /// which artifacts there are, so that one of the two sees the other. By then it is written, whatever fails here.
    /// </summary>
    private async Task<bool> IsErasedAsync(ArtifactRecord record)
    {
        if (!record.IsDerived) return false;
        try
        {
            return await store.FindAsync(record.Canvas, CancellationToken.None) is { } canvas
                && ArtifactErasure.IsErased(record, canvas.Floor);
        }
        catch (StorageUnavailableException failure)
        {
            LogFailure(failure, record.Id); // The sweep looks again.
            return false;
        }
    }

    private async Task<ArtifactOutcome> TakeBackAsync(ArtifactRecord record, Attribution by)
    {
        const string Left = "What it was made from was erased meanwhile; the sweep removes what is left of it.";
        Refusal? refusal;
        try
        {
            refusal = await DeleteAsync(record, by);
        }
        catch (StorageUnavailableException failure)
        {
            LogFailure(failure, record.Id);
            refusal = Explain(failure);
        }

        return new ArtifactOutcome.Refused(Unavailability.After(Left, refusal)
            ?? Problems.RevUnknown.Because("What it was made from was erased meanwhile."));
    }

    /// <summary>Removes a blob that nobody may read. Where that fails, the sweep does it.</summary>
    private async Task DropAsync(BlobKey key)
    {
        try
        {
            await blobs.DeleteAsync(key, CancellationToken.None);
        }
        catch (StorageUnavailableException failure)
        {
            LogFailure(failure, key.Id);
        }
    }

    private static Refusal Explain(StorageUnavailableException failure) => Unavailability.Explain(
        failure.IsUnknown ? new EditOutcome.Unknown()
        : new EditOutcome.Unavailable(failure.IsFull ? UnavailableReason.StorageFull
            : failure.IsOverloaded ? UnavailableReason.Overloaded : UnavailableReason.StorageFailed));

    [LoggerMessage(1, LogLevel.Error, "The storage of artifacts failed for {Id}")]
    private partial void LogFailure(Exception failure, string id);
}
