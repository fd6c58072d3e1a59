using Amazon.S3.Model;
using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>What a bucket sends of an object.</summary>
/// <remarks>A read that fails throws <see cref="StorageUnavailableException"/>.</remarks>
internal sealed class S3Source(GetObjectResponse answer) : BlobSource
{
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await S3Failures.GuardAsync(
            () => answer.ResponseStream.ReadAsync(buffer, cancellationToken).AsTask(), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) answer.Dispose();
        base.Dispose(disposing);
    }
}
