using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>
/// Blobs as objects of a bucket. An object is there whole or not at all, so it needs no other name while it is written.
/// </summary>
internal sealed class S3Blobs : IBlobStore, IDisposable
{
    // HEAD has no body to say which object is missing, so the code of that is another.
    private static readonly string[] NoObject = ["NoSuchKey", "NotFound"];

    private readonly AmazonS3Client client;
    private readonly S3Options options;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, byte> writing = new();

    public S3Blobs(S3Options options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle,

            // Servers other than Amazon's take newer checksums for a part of the content, or not at all.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint) config.ServiceURL = endpoint;
        else config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        client = options.AccessKey is { } key
            ? new AmazonS3Client(new BasicAWSCredentials(key, options.SecretKey), config)
            : new AmazonS3Client(config);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(
        BlobKey key, Func<System.IO.Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        await using var sink = new S3Sink(client, options.Bucket!, NameOf(key));
        writing[NameOf(key)] = 0;
        try
        {
            await write(sink, ct);
            await sink.CompleteAsync(ct);
        }
        catch
        {
            await sink.AbortAsync();
            throw;
        }
        finally
        {
            writing.TryRemove(NameOf(key), out _);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long?> FindAsync(BlobKey key, CancellationToken ct) => await S3Failures.FindAsync(
        async () => (long?)(await client.GetObjectMetadataAsync(options.Bucket, NameOf(key), ct)).ContentLength,
        ct, NoObject);

    /// <inheritdoc/>
    public async Task<System.IO.Stream?> OpenAsync(BlobKey key, long from, long count, CancellationToken ct)
    {
        if (count == 0) return await FindAsync(key, ct) is null ? null : System.IO.Stream.Null;
        var request = new GetObjectRequest
        {
            BucketName = options.Bucket,
            Key = NameOf(key),
            ByteRange = new Amazon.S3.Model.ByteRange(from, from + count - 1),
        };
        var answer = await S3Failures.FindAsync(() => client.GetObjectAsync(request, ct), ct, NoObject);
        if (answer is null) return null;
        if (answer.ContentLength == count) return new S3Source(answer);
        answer.Dispose();
        throw new StorageUnavailableException($"the bucket gave {answer.ContentLength} bytes for a range of {count}");
    }

    /// <inheritdoc/>
    public Task DeleteAsync(BlobKey key, CancellationToken ct) => S3Failures.FindAsync(
        () => client.DeleteObjectAsync(options.Bucket, NameOf(key), ct), ct, NoObject);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = options.Bucket,
            Prefix = $"{options.Prefix}{BlobKey.Root}/",
        };
        while (true)
        {
            var page = await S3Failures.GuardAsync(() => client.ListObjectsV2Async(request, ct), ct);
            foreach (var one in page.S3Objects ?? [])
            {
                if (BlobKey.Parse(one.Key[options.Prefix.Length..]) is not { } key) continue;
                yield return new StoredBlob(key, one.Size ?? 0, one.LastModified ?? DateTime.MaxValue);
            }

            if (page.IsTruncated != true) yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Not every server can list uploads; those that cannot clear them in their own way.</remarks>
    public async Task<int> ClearUnfinishedAsync(DateTimeOffset before, CancellationToken ct)
    {
        var request = new ListMultipartUploadsRequest
        {
            BucketName = options.Bucket,
            Prefix = $"{options.Prefix}{BlobKey.Root}/",
        };
        var count = 0;
        while (await S3Failures.FindAsync(
            () => client.ListMultipartUploadsAsync(request, ct), ct, "NotImplemented") is { } page)
        {
            foreach (var one in page.MultipartUploads ?? [])
            {
                // What this server still writes may take longer than any grace.
                if (writing.ContainsKey(one.Key)) continue;
                if (one.Initiated is null || one.Initiated >= before.UtcDateTime) continue;
                await S3Failures.FindAsync(
                    () => client.AbortMultipartUploadAsync(options.Bucket, one.Key, one.UploadId, ct), ct,
                    "NoSuchUpload");
                count++;
            }

            if (page.IsTruncated != true) break;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }

        return count;
    }

    /// <inheritdoc/>
    public Uri? Presign(BlobKey key, BlobHeaders headers, TimeSpan lifetime)
    {
        if (lifetime <= TimeSpan.Zero) return null;
        var isPlain = options.Endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true;
        return new Uri(client.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = NameOf(key),
            Verb = HttpVerb.GET,
            Protocol = isPlain ? Protocol.HTTP : Protocol.HTTPS,
            Expires = clock.GetUtcNow().UtcDateTime + lifetime,
            ResponseHeaderOverrides = new ResponseHeaderOverrides
            {
                ContentType = headers.ContentType,
                ContentDisposition = headers.ContentDisposition,
                CacheControl = "no-store",
            },
        }));
    }

    public void Dispose() => client.Dispose();

    private string NameOf(BlobKey key) => options.Prefix + key.Text;
}
