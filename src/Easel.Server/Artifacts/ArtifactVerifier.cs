using System.Security.Cryptography;
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
            foreach (var record in await library.ListAsync(canvas, ct))
            {
                await using var content = await library.OpenAsync(record, ct);
                if (content is null) continue;
                var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
                if (hash != record.Sha256) return $"artifact {record.Id}: the content has another hash";
            }

            return null;
        }
        catch (Exception broken) when (broken is ArtifactDamagedException or DocumentDamagedException
            or StorageUnavailableException)
        {
            return broken.Message;
        }
    }
}
