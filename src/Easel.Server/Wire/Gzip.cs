using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Wire;

/// <summary>Answers that are packed once and sent to many.</summary>
internal static class Gzip
{
    /// <summary>Whether a client can read it.</summary>
    public static bool IsAccepted(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
        && accepted.Any(one => one.Value == "gzip" && one.Quality is not 0);

    public static byte[] Pack(ReadOnlySpan<byte> plain, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level)) gzip.Write(plain);
        return packed.ToArray();
    }
}
