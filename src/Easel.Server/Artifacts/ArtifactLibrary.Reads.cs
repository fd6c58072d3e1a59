using System.Security.Cryptography;
using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>Finding what was kept, and reading it.</summary>
internal sealed partial class ArtifactLibrary
{
    /// <summary>Finds an artifact or its tombstone; null if there is none.</summary>
    /// <exception cref="DocumentDamagedException">A registry that may have it cannot be read.</exception>
    public async ValueTask<ArtifactRecord?> FindAsync(string tenant, string env, string id, CancellationToken ct)
    {
        if (!BlobKey.IsId(id)) return null;
        if ((await indices.GetAsync(tenant, env)).CanvasOf(id) is { } canvas)
        {
            var registry = await registries.ReadAsync(new DocumentKey(tenant, env, "canvas", canvas));
            return registry.Records.GetValueOrDefault(id);
        }

        return indices.DamagedOf(tenant, env) is { } damaged
            ? throw new DocumentDamagedException(damaged, "it may have the artifact that was asked for")
            : null;
    }

    /// <summary>What was made from an artifact, at most so many.</summary>
    public async ValueTask<IReadOnlyList<string>> ListMadeFromAsync(ArtifactRecord record, int countMax) =>
        (await indices.GetAsync(record.Tenant, record.Env)).MadeFrom(record.Id, countMax);

    /// <summary>The artifacts of a canvas with their tombstones, oldest first.</summary>
    public async ValueTask<IReadOnlyList<ArtifactRecord>> ListAsync(DocumentKey canvas, CancellationToken ct) =>
        (await registries.ReadAsync(canvas)).InOrder;

    /// <summary>Reads a content; null if it was deleted.</summary>
    /// <exception cref="ArtifactDamagedException">The content is missing or has another length.</exception>
    public Task<System.IO.Stream?> OpenAsync(ArtifactRecord record, CancellationToken ct) =>
        OpenAsync(record, 0, record.Size, ct);

    /// <summary>The same for a part of it.</summary>
    public async Task<System.IO.Stream?> OpenAsync(ArtifactRecord record, long from, long count, CancellationToken ct)
    {
        if (record.IsDeleted) return null;
        if (await blobs.FindAsync(record.Key, ct) == record.Size
            && await blobs.OpenAsync(record.Key, from, count, ct) is { } content)
            return content;

        // Deleted since it was looked up, or not what the record says.
        if (await FindAsync(record.Tenant, record.Env, record.Id, ct) is not { IsDeleted: false }) return null;
        throw Damaged(record, "the content is missing or has another length");
    }

    /// <summary>Reads a content that is small enough to be held; null if it was deleted.</summary>
    /// <exception cref="ArtifactDamagedException">It is not what was written.</exception>
    public async Task<byte[]?> ReadWholeAsync(ArtifactRecord record, CancellationToken ct)
    {
        await using var content = await OpenAsync(record, ct);
        if (content is null) return null;
        var bytes = new byte[record.Size];
        var count = await Named(
            record, content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct).AsTask());
        RequireHash(record, SHA256.HashData(bytes.AsSpan(0, count)));
        return bytes;
    }

    /// <summary>Reads a content, however long, to find out whether it is what was written, or was deleted.</summary>
    /// <exception cref="ArtifactDamagedException">It is not.</exception>
    public async Task VerifyAsync(ArtifactRecord record, CancellationToken ct)
    {
        await using var content = await OpenAsync(record, ct);
        if (content is not null)
            RequireHash(record, await Named(record, SHA256.HashDataAsync(content, ct).AsTask()));
    }

    /// <summary>A store does not know of which artifact it cannot read a piece.</summary>
    private static async Task<T> Named<T>(ArtifactRecord record, Task<T> read)
    {
        try
        {
            return await read;
        }
        catch (StorageUnavailableException failure)
        {
            throw new StorageUnavailableException($"artifact {record.Id}: {failure.Message}", failure);
        }
    }

    private void RequireHash(ArtifactRecord record, byte[] hash)
    {
        if (Convert.ToHexStringLower(hash) != record.Sha256) throw Damaged(record, "the content has another hash");
    }

    private ArtifactDamagedException Damaged(ArtifactRecord record, string finding)
    {
        damaged.Tell(record.Id, finding);
        return new ArtifactDamagedException(record.Id, finding);
    }
}
