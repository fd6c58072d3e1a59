using System.Text;
using System.Text.Json;
using Easel.Documents.Json;

namespace Easel.Server.Auth;

/// <summary>
/// A token in compact form, taken apart and not yet believed: nothing here may be acted on before a key has
/// confirmed it (RFC 7515, RFC 8725).
/// </summary>
internal sealed class CompactToken : IDisposable
{
    /// <summary>Characters of a token. A longer one is not looked at.</summary>
    public const int LengthMax = 8 * 1_024;

    private const int KeyIdMax = 256;

    // A header that brings its own key, or asks for something that is not understood here, decides nothing.
    private static readonly string[] RefusedHeaders =
        ["jku", "x5u", "jwk", "x5c", "x5t", "x5t#S256", "crit", "b64", "zip", "enc", "epk", "cty"];

    private readonly JsonDocument claims;

    private CompactToken(
        SigningAlgorithm algorithm, string? keyId, JsonDocument claims, byte[] signed, byte[] signature) =>
        (Algorithm, KeyId, this.claims, Signed, Signature) = (algorithm, keyId, claims, signed, signature);

    /// <summary>What the token claims to be signed with. It is the key that decides.</summary>
    public SigningAlgorithm Algorithm { get; }

    public string? KeyId { get; }

    public JsonElement Claims => claims.RootElement;

    /// <summary>Who the token claims to be from; null if it does not say so as one string.</summary>
    public string? Issuer => Claims.TryGetProperty("iss", out var issuer) && issuer.ValueKind == JsonValueKind.String
        ? issuer.GetString()
        : null;

    /// <summary>The bytes that the signature is over.</summary>
    public byte[] Signed { get; }

    public byte[] Signature { get; }

    /// <returns>Null unless it has three parts, each in its only spelling, and a header that may be.</returns>
    public static CompactToken? TryRead(ReadOnlySpan<char> text)
    {
        if (text.Length > LengthMax) return null;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '.') != 3) return null;
        if (!StrictBase64.TryDecode(text[parts[0]], out var header)
            || !StrictBase64.TryDecode(text[parts[1]], out var payload)
            || !StrictBase64.TryDecode(text[parts[2]], out var signature)) return null;
        if (ReadHeader(header) is not var (algorithm, keyId) || Parse(payload) is not { } claims) return null;
        var signed = Encoding.ASCII.GetBytes(text[..parts[1].End.GetOffset(text.Length)].ToArray());
        return new CompactToken(algorithm, keyId, claims, signed, signature);
    }

    public void Dispose() => claims.Dispose();

    private static (SigningAlgorithm, string?)? ReadHeader(byte[] utf8)
    {
        using var json = Parse(utf8);
        if (json is null || Array.Exists(RefusedHeaders, name => json.RootElement.TryGetProperty(name, out _)))
            return null;
        if (!TryReadText(json.RootElement, "alg", out var alg) || SigningAlgorithms.Parse(alg) is not { } algorithm)
            return null;

        // A token that was made for something else, such as a logout, is no key to this server.
        if (!TryReadText(json.RootElement, "typ", out var type) || !IsAccess(type)) return null;
        return TryReadText(json.RootElement, "kid", out var keyId) && keyId is null or { Length: > 0 and <= KeyIdMax }
            ? (algorithm, keyId)
            : null;
    }

    private static bool IsAccess(string? type) => type is null
        || type.Equals("JWT", StringComparison.OrdinalIgnoreCase)
        || type.Equals("at+jwt", StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/at+jwt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null in <paramref name="text"/> if there is no such member; false if it is no string.</summary>
    private static bool TryReadText(JsonElement header, string name, out string? text)
    {
        text = null;
        if (!header.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.String) return false;
        text = value.GetString();
        return true;
    }

    private static JsonDocument? Parse(byte[] utf8)
    {
        if (!StrictJson.TryCompact(utf8, out var compact, out _)) return null;
        var json = JsonDocument.Parse(compact);
        if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
        json.Dispose();
        return null;
    }
}
