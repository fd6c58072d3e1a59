using System.IO.Compression;
using System.Security.Cryptography;
using Easel.Server.Wire;

namespace Easel.Server.Studio;

/// <summary>One file of the studio, ready to be sent.</summary>
internal sealed class StudioFile
{
    /// <summary>Below this, compressing saves nothing.</summary>
    private const int CompressedMin = 1_024;

    private readonly byte[] plain;
    private readonly byte[]? compressed;

    private StudioFile(string contentType, byte[] plain)
    {
        (ContentType, this.plain) = (contentType, plain);
        if (plain.Length >= CompressedMin && IsText(contentType))
            compressed = Gzip.Pack(plain, CompressionLevel.Optimal);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..16]}\"";
        ETag = HasEncodings ? $"W/{tag}" : tag;
    }

    public string ContentType { get; }

    /// <summary>Weak where two encodings exist: they mean the same and are not the same bytes.</summary>
    public string ETag { get; }

    public bool HasEncodings => compressed is not null;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StudioFile Read(string path) => new(TypeOf(path), File.ReadAllBytes(path));

    /// <summary>The bytes to send, and how they are encoded.</summary>
    public (byte[] Bytes, string? Encoding) For(bool acceptsGzip) =>
        acceptsGzip && compressed is not null ? (compressed, "gzip") : (plain, null);

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        // Browsers are told not to guess, so what is unknown is only ever downloaded.
        _ => "application/octet-stream",
    };

    private static bool IsText(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal)
        || contentType is "application/json" or "image/svg+xml";
}
