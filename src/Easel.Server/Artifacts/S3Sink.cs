using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>
/// Sends what is written to a bucket: in one request if it is short, else in parts, of which one is held at a time. How
/// many are written at once has a limit (<see cref="ArtifactOptions.WritesMax"/>), and with it what is held.
/// </summary>
internal sealed class S3Sink(AmazonS3Client client, string bucket, string name) : BlobSink
{
    /// <summary>At least 5 MiB, as S3 wants of all parts but the last.</summary>
    private const int PartBytes = 8 << 20;

    private const int HeldMin = 64 * 1_024;

    private byte[] held = ArrayPool<byte>.Shared.Rent(HeldMin);
    private readonly List<PartETag> parts = [];
    private int count;
    private string? uploadId;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            if (count == PartBytes) await SendPartAsync(cancellationToken);
            var taken = Math.Min(buffer.Length, PartBytes - count);
            Grow(count + taken);
            buffer[..taken].CopyTo(held.AsMemory(count));
            (count, buffer) = (count + taken, buffer[taken..]);
        }
    }

    /// <summary>Makes the object.</summary>
    /// <exception cref="StorageUnavailableException">It may or may not be there.</exception>
    public async Task CompleteAsync(CancellationToken ct)
    {
        if (uploadId is null)
        {
            var put = new PutObjectRequest
            {
                BucketName = bucket,
                Key = name,
                InputStream = Held(),
                UseChunkEncoding = false, // Some servers keep the frames of chunks as a part of the content.
            };
            await S3Failures.GuardAsync(() => client.PutObjectAsync(put, ct), ct);
            return;
        }

        await SendPartAsync(ct);
        var complete = new CompleteMultipartUploadRequest
        {
            BucketName = bucket,
            Key = name,
            UploadId = uploadId,
            PartETags = parts,
        };
        await S3Failures.GuardAsync(() => client.CompleteMultipartUploadAsync(complete, ct), ct);
        uploadId = null;
    }

    /// <summary>Gives up. Where the bucket does not answer, the sweep gives up for it.</summary>
    public async Task AbortAsync()
    {
        if (uploadId is null) return;
        try
        {
            await S3Failures.GuardAsync(
                () => client.AbortMultipartUploadAsync(bucket, name, uploadId, CancellationToken.None),
                CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // The failure that led here is the one to tell of.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) ArrayPool<byte>.Shared.Return(held);
        base.Dispose(disposing);
    }

    /// <summary>Most contents are far smaller than a part.</summary>
    private void Grow(int size)
    {
        if (size <= held.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(PartBytes, Math.Max(size, 2 * held.Length)));
        held.AsSpan(0, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(held);
        held = larger;
    }

    private MemoryStream Held() => new(held, 0, count, writable: false);

    private async Task SendPartAsync(CancellationToken ct)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = bucket, Key = name };
        uploadId ??= (await S3Failures.GuardAsync(() => client.InitiateMultipartUploadAsync(begin, ct), ct)).UploadId;
        var number = parts.Count + 1;
        var part = new UploadPartRequest
        {
            BucketName = bucket,
            Key = name,
            UploadId = uploadId,
            PartNumber = number,
            PartSize = count,
            InputStream = Held(),
            UseChunkEncoding = false,
        };
        parts.Add(new PartETag(number, (await S3Failures.GuardAsync(() => client.UploadPartAsync(part, ct), ct)).ETag));
        count = 0;
    }
}
