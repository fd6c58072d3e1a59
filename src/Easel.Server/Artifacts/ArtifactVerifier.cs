using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>Reads contents to find out whether they are what their records say.</summary>
internal sealed class ArtifactVerifier(ArtifactLibrary library)
{
    /// <summary>The first artifact of a canvas that is not; null if all are.</summary>
    public async Task<string?> VerifyAsync(DocumentKey canvas, CancellationToken ct)
    {
        try
        {
            foreach (var record in await library.ListAsync(canvas, ct)) await library.VerifyAsync(record, ct);
            return null;
        }
        catch (Exception broken) when (broken is ArtifactDamagedException or DocumentDamagedException
            or StorageUnavailableException)
        {
            return broken.Message;
        }
    }
}
