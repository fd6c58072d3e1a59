using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Artifacts;

/// <summary>
/// <c>GET /artifacts/{artifact_id}/content</c>: bytes that somebody else chose, so that no browser is to take them for
/// a page of this server (SPEC AR2).
/// </summary>
internal sealed class ArtifactContents(
    ArtifactAccess artifacts, ArtifactLibrary library, IBlobStore blobs, RequestContexts contexts,
    DamagedArtifacts damaged, IOptions<ArtifactOptions> options)
{
    private const int CopyBytes = 64 * 1_024;
    private const int LookBytes = 1 << 20;

    // What no browser runs when it has been saved; all else is only bytes.
    private static readonly string[] PassiveTypes =
    [
        "application/json", "application/x-ndjson", "application/pdf", "application/zip", "image/svg+xml",
        "text/csv", "text/markdown", "text/plain",
    ];

    public async Task GetAsync(HttpContext http)
    {
        var (refusal, context, record, _) = await artifacts.OpenAsync(http, Role.Viewer);
        if (refusal is null && record.IsDeleted) refusal = Deleted;
        if (refusal is null && context.Role < NeededFor(record))
            refusal = Problems.Forbidden.Because("It has gestures, which only those see who edit (visibility_mode).");
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var tag = $"\"{record.Sha256}\"";
        http.Response.Headers.ETag = tag;
        if (EntityTags.AnyIs(http.Request.Headers.IfNoneMatch, tag)) http.Response.StatusCode = 304;
        else if (AddressOf(http, record) is { } address) http.Response.Redirect(address.AbsoluteUri);
        else await ServeAsync(http, context, record, tag);
    }

    private static Role NeededFor(ArtifactRecord record) => record.IsForEditors ? Role.Member : Role.Viewer;

    private static Refusal Deleted => Problems.ArtifactDeleted.Because("The content of the artifact was deleted.");

    /// <summary>
    /// Where the store serves a content by itself. What the server makes is read by its own pages, which reach no
    /// other server, and is worth a look at its hash; an address is signed for GET alone.
    /// </summary>
    private Uri? AddressOf(HttpContext http, ArtifactRecord record) => record.IsDerived || http.IsHead()
        ? null
        : blobs.Presign(record.Key, HeadersOf(record), options.Value.PresignLifetime);

    private async Task ServeAsync(HttpContext http, RequestContext context, ArtifactRecord record, string tag)
    {
        var (request, response) = (http.Request, http.Response);
        string? ifRange = request.Headers.IfRange;
        var wanted = ifRange is null || ifRange == tag ? (string?)request.Headers.Range : null;
        response.Headers.AcceptRanges = "bytes";
        if (!ByteRange.TryRead(wanted, record.Size, out var range))
        {
            response.Headers.ContentRange = $"bytes */{record.Size}";
            await response.RefuseAsync(Problems.RangeUnknown.Because($"The content has {record.Size} bytes."));
            return;
        }

        var (from, count) = range is { } part ? (part.From, part.Count) : (0, record.Size);
        await using var content = await library.OpenAsync(record, from, count, http.RequestAborted);
        if (content is null)
        {
            await response.RefuseAsync(Deleted);
            return;
        }

        response.StatusCode = range is null ? 200 : 206;
        if (range is not null)
            response.Headers.ContentRange = $"bytes {from}-{from + count - 1}/{record.Size}";
        response.ContentLength = count;
        WriteHeaders(response, record);
        if (!http.IsHead()) await CopyAsync(http, context, record, content, count);
    }

    /// <summary>
    /// Copies the content while its reader may read it. Of a whole content the last piece is held back until the hash
    /// is known to be right: what has become another is never served to its end.
    /// </summary>
    private async Task CopyAsync(
        HttpContext http, RequestContext context, ArtifactRecord record, System.IO.Stream content, long count)
    {
        using var hash = count == record.Size ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            for (long left = count, look = LookBytes; left > 0;)
            {
                var read = await content.ReadAtLeastAsync(
                    buffer.AsMemory(0, (int)Math.Min(CopyBytes, left)), (int)Math.Min(CopyBytes, left),
                    throwOnEndOfStream: false, http.RequestAborted);
                (left, look) = (left - read, look - read);
                hash?.AppendData(buffer.AsSpan(0, read));
                if (read == 0 || (left == 0 && hash is not null && !IsOf(record, hash)))
                {
                    damaged.Tell(record.Id, "the content has another hash");
                    http.Abort();
                    return;
                }

                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
                if (look > 0) continue;
                look = LookBytes;
                if (contexts.MayGoOn(context, NeededFor(record))) continue;
                http.Abort(); // An answer that ended well would seem to be all of it.
                return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsOf(ArtifactRecord record, IncrementalHash hash) =>
        Convert.ToHexStringLower(hash.GetCurrentHash()) == record.Sha256;

    private static void WriteHeaders(HttpResponse response, ArtifactRecord record)
    {
        var headers = HeadersOf(record);
        response.ContentType = headers.ContentType;
        response.Headers.ContentDisposition = headers.ContentDisposition;
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>Only what its bytes say is an image is shown in place, whatever its maker says.</summary>
    private static BlobHeaders HeadersOf(ArtifactRecord record)
    {
        var disposition = new ContentDispositionHeaderValue(record.ImageType is null ? "attachment" : "inline");
        disposition.SetHttpFileName(record.Name ?? record.Id);
        return new BlobHeaders(record.ImageType ?? PassiveTypeOf(record), disposition.ToString());
    }

    private static string PassiveTypeOf(ArtifactRecord record)
    {
        var said = record.MimeType.AsSpan();
        var end = said.IndexOf(';');
        var type = (end < 0 ? said : said[..end]).Trim().ToString().ToLower(CultureInfo.InvariantCulture);
        return !PassiveTypes.Contains(type) ? "application/octet-stream"
            : type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
    }
}
