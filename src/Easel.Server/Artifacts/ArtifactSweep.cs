using Easel.Documents;
using Easel.Server.Operations;
using Easel.Server.Tenancy;
using Microsoft.Extensions.Options;

namespace Easel.Server.Artifacts;

/// <summary>What one sweep found.</summary>
/// <param name="Removed">Contents that no record names, and uploads that never ended.</param>
/// <param name="Damaged">Records whose content is missing or has another length: they are left as they are.</param>
internal sealed record Swept(int Removed, int Damaged);

/// <summary>
/// Removes what uploads left that were broken off, contents of tombstones, and what an erasure could not finish; and
/// tells of contents that are missing. At the start, and then from time to time.
/// </summary>
internal sealed partial class ArtifactSweep(
    IBlobStore blobs, ArtifactLibrary library, ArtifactIndices indices, ArtifactRegistries registries,
    ArtifactErasure erasure, DamagedArtifacts damaged, IDocumentStore store, TimeProvider clock,
    IOptions<ArtifactOptions> options, ILogger<ArtifactSweep> log) : BackgroundService
{
    private const int PageMax = 500;

    /// <summary>One sweep. Contents that are being written, or were a short time ago, are left alone.</summary>
    public async Task<Swept> SweepAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - options.Value.SweepGrace;
        var removed = await blobs.ClearUnfinishedAsync(before, ct);
        var registered = await ListRegistriesAsync(ct);
        var there = new Dictionary<string, long>();
        await foreach (var blob in blobs.ListAsync(ct))
        {
            // A store of which nothing at all is known was made by somebody else, or its records were lost.
            if (registered.Count == 0 || !await IsOrphanAsync(blob, before))
            {
                there[blob.Key.Id] = blob.Size;
                continue;
            }

            await blobs.DeleteAsync(blob.Key, ct);
            removed++;
        }

        var missing = 0;
        foreach (var registry in registered) missing += await CheckAsync(registry, there, ct);
        Measures.ArtifactsSwept.Add(removed);
        if (removed > 0) LogRemoved(removed);
        return new Swept(removed, missing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepPeriod, clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception fault)
            {
                if (stoppingToken.IsCancellationRequested) return; // The store may be closed already.
                LogFault(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None));
    }

    private async Task<List<DocumentKey>> ListRegistriesAsync(CancellationToken ct)
    {
        var found = new List<DocumentKey>();
        DocumentKey? last = null;
        while (await store.ListKeysAsync(last, PageMax, ct) is { Count: > 0 } keys)
        {
            found.AddRange(keys.Where(key => key.Kind == ArtifactRegistries.Kind));
            last = keys[^1];
        }

        return found;
    }

    /// <summary>
    /// Whether nobody will ever read it. Asked in this order: who has stopped writing has told the index before.
    /// </summary>
    private async ValueTask<bool> IsOrphanAsync(StoredBlob blob, DateTimeOffset before)
    {
        var (tenant, env, id) = (blob.Key.Tenant, blob.Key.Env, blob.Key.Id);
        if (library.IsWriting(id)) return false;
        var index = await indices.GetAsync(tenant, env);
        if (index.CanvasOf(id) is not null) return index.IsDeleted(id);
        return blob.WrittenAt <= before && indices.DamagedOf(tenant, env) is null;
    }

    private async Task<int> CheckAsync(DocumentKey registry, Dictionary<string, long> there, CancellationToken ct)
    {
        try
        {
            var canvas = registry with { Kind = "canvas" };
            if (await store.FindAsync(canvas, ct) is { } stored && stored.Floor > Revision.Zero)
                await erasure.EraseRecordsAsync(canvas, stored.Floor, withUploads: false, ServerActor.By);
            var missing = 0;
            foreach (var record in (await registries.ReadAsync(canvas)).Records.Values)
            {
                if (record.IsDeleted || (there.TryGetValue(record.Id, out var size) && size == record.Size)) continue;
                if (!await IsThereAsync(record, ct)) missing++;
            }

            return missing;
        }
        catch (DocumentDamagedException damage)
        {
            damaged.Tell(registry.ToString(), damage.Message);
            return 1;
        }
    }

    /// <summary>Some are newer than the list of contents, whatever clocks say.</summary>
    private async Task<bool> IsThereAsync(ArtifactRecord record, CancellationToken ct)
    {
        try
        {
            await using var content = await library.OpenAsync(record, ct);
            return true;
        }
        catch (ArtifactDamagedException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} contents of artifacts that nobody can read were removed")]
    private partial void LogRemoved(int count);

    [LoggerMessage(2, LogLevel.Error, "The sweep of artifacts could not look at all of them")]
    private partial void LogFault(Exception fault);
}
