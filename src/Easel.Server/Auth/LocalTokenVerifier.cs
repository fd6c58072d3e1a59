using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Easel.Documents.Json;
using Easel.Server.Tenancy;

namespace Easel.Server.Auth;

/// <summary>Verifies compact JWS tokens that were signed with this server's own key (RFC 7515, RFC 8725).</summary>
internal sealed class LocalTokenVerifier(ServerSettings settings, TimeProvider clock) : ITokenVerifier
{
    private const int TokenMax = 8 * 1_024;

    // A header that brings its own key, or asks for something that is not understood here, decides nothing.
    private static readonly string[] RefusedHeaders = ["jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "enc"];

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public Identity? Verify(ReadOnlySpan<char> token)
    {
        if (token.Length > TokenMax) return null;
        Span<Range> parts = stackalloc Range[4];
        if (token.Split(parts, '.') != 3) return null;
        if (!TryDecode(token[parts[0]], out var header) || !TryDecode(token[parts[1]], out var claims)
            || !TryDecode(token[parts[2]], out var signature)) return null;
        if (!IsAllowed(header) || !IsGenuine(token[..parts[1].End.GetOffset(token.Length)], signature)) return null;
        using var json = Parse(claims);
        return json is null ? null : TokenClaims.Read(json.RootElement, settings, clock.GetUtcNow());
    }

    private bool IsGenuine(ReadOnlySpan<char> signed, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(settings.Key, Encoding.ASCII.GetBytes(signed.ToArray()), expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    private static bool IsAllowed(byte[] header)
    {
        using var json = Parse(header);
        return json is not null
            && json.RootElement.TryGetProperty("alg", out var alg) && alg.ValueKind == JsonValueKind.String
            && alg.ValueEquals("HS256")
            && !RefusedHeaders.Any(name => json.RootElement.TryGetProperty(name, out _));
    }

    private static JsonDocument? Parse(byte[] utf8)
    {
        if (!StrictJson.TryCompact(utf8, out var compact, out _)) return null;
        var json = JsonDocument.Parse(compact);
        if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
        json.Dispose();
        return null;
    }

    /// <summary>Strict: no padding, no white space, no bits left over, so that a token has one spelling.</summary>
    private static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.IsEmpty || text.ContainsAnyExcept(Base64UrlCharacters) || !Base64Url.IsValid(text)) return false;
        var decoded = Base64Url.DecodeFromChars(text);
        if (!Base64Url.EncodeToString(decoded).AsSpan().SequenceEqual(text)) return false;
        bytes = decoded;
        return true;
    }
}
