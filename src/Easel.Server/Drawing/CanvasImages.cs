using Easel.Documents;
using Easel.Server.Artifacts;

namespace Easel.Server.Drawing;

/// <summary>Reads the images that a canvas shows from its own artifacts; those of others are not for it.</summary>
internal sealed class CanvasImages(ArtifactLibrary library)
{
    /// <summary>The images among these artifacts. What is missing, too large or no image is none.</summary>
    public async Task<Dictionary<string, PictureImage>> ReadAsync(
        DocumentKey canvas, IReadOnlyCollection<string> artifacts, CancellationToken ct)
    {
        var images = new Dictionary<string, PictureImage>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var id in artifacts)
        {
            var record = await FindAsync(canvas, id, ct);
            if (record is null or { Size: > PictureImages.ImageBytesMax }) continue;
            if (bytes + record.Size > PictureImages.AllBytesMax) continue;
            if (await ReadAsync(record, ct) is not { } image) continue;
            images[id] = image;
            bytes += record.Size;
        }

        return images;
    }

    /// <summary>Whether all of these can still be shown.</summary>
    public async Task<bool> AreThereAsync(DocumentKey canvas, IEnumerable<string> artifacts, CancellationToken ct)
    {
        foreach (var id in artifacts)
        {
            if (await FindAsync(canvas, id, ct) is null) return false;
        }

        return true;
    }

    private async Task<ArtifactRecord?> FindAsync(DocumentKey canvas, string id, CancellationToken ct) =>
        await library.FindAsync(canvas.Tenant, canvas.Env, id, ct) is { IsDeleted: false } record
        && record.Canvas == canvas ? record : null;

    private async Task<PictureImage?> ReadAsync(ArtifactRecord record, CancellationToken ct)
    {
        try
        {
            return await library.ReadWholeAsync(record, ct) is { } bytes ? PictureImage.Of(bytes) : null;
        }
        catch (ArtifactDamagedException)
        {
            return null; // The rest of the canvas can be seen all the same.
        }
    }
}
