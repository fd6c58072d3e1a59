using System.Security.Cryptography;
using System.Text.Json;
using Easel.Documents.Json;

namespace Easel.Server.Auth;

/// <summary>Reads the keys that an authority publishes (RFC 7517). What cannot be used here is passed over.</summary>
internal static class JsonWebKeys
{
    /// <summary>Keys of one authority. A set with more is refused whole.</summary>
    public const int KeysMax = 64;

    private const int ModulusBitsMin = 2_048;

    // Checking a signature costs the square of this, and whoever sends a token makes the server do it.
    private const int ModulusBitsMax = 8_192;

    private const int CoordinateBytes = 32;

    // Longer exponents are legal and used by nobody; they make a check slow.
    private const int ExponentBytesMax = 4;

    /// <summary>Members that only the owner of a key, or of a secret, may have.</summary>
    private static readonly string[] Private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <returns>Null if it is no set of keys, or one of too many.</returns>
    public static VerificationKey[]? TryRead(ReadOnlyMemory<byte> json, IReadOnlyList<SigningAlgorithm> allowed)
    {
        if (!StrictJson.TryCompact(json, out var compact, out _)) return null;
        using var set = JsonDocument.Parse(compact);
        if (set.RootElement.ValueKind != JsonValueKind.Object
            || !set.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array
            || keys.GetArrayLength() > KeysMax) return null;
        return [.. keys.EnumerateArray().Select(TryReadKey).OfType<VerificationKey>()
            .Where(key => allowed.Contains(key.Algorithm))];
    }

    private static VerificationKey? TryReadKey(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || Array.Exists(Private, name => key.TryGetProperty(name, out _)))
            return null;
        if (Text(key, "use") is not (null or "sig") || !MayVerify(key)) return null;
        try
        {
            return (Text(key, "kty"), Text(key, "alg")) switch
            {
                ("RSA", null or "RS256") => ReadRsa(key),
                ("EC", null or "ES256") when Text(key, "crv") == "P-256" => ReadCurve(key),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null; // Not a point of the curve, or not a modulus.
        }
    }

    private static RsaKey? ReadRsa(JsonElement key)
    {
        if (!StrictBase64.TryDecode(Text(key, "n"), out var modulus)
            || !StrictBase64.TryDecode(Text(key, "e"), out var exponent)) return null;
        var bits = modulus[0] == 0 ? 0 : (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        var isStrong = bits is >= ModulusBitsMin and <= ModulusBitsMax && (modulus[^1] & 1) == 1
            && exponent.Length <= ExponentBytesMax && (exponent[^1] & 1) == 1 && exponent is not [1];
        if (!isStrong) return null;
        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        using var check = RSA.Create(parameters);
        return new RsaKey(Text(key, "kid"), parameters);
    }

    private static CurveKey? ReadCurve(JsonElement key)
    {
        if (!StrictBase64.TryDecode(Text(key, "x"), out var x) || x.Length != CoordinateBytes
            || !StrictBase64.TryDecode(Text(key, "y"), out var y) || y.Length != CoordinateBytes) return null;
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        using var check = ECDsa.Create(parameters);
        return new CurveKey(Text(key, "kid"), parameters);
    }

    private static bool MayVerify(JsonElement key) => !key.TryGetProperty("key_ops", out var ops)
        || (ops.ValueKind == JsonValueKind.Array
            && ops.EnumerateArray().Any(op => op.ValueKind == JsonValueKind.String && op.ValueEquals("verify")));

    /// <summary>A member that is something else than a string is as wrong as a wrong string.</summary>
    private static string? Text(JsonElement key, string name) => !key.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : "";
}
