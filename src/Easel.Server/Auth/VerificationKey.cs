using System.Security.Cryptography;

namespace Easel.Server.Auth;

/// <summary>
/// A key that signatures are checked with. It is for one algorithm, whatever a token says: so no public key can be used
/// as a secret (SPEC TE5).
/// </summary>
/// <param name="id">What the authority calls it.</param>
/// <param name="material">What makes it this key and no other.</param>
internal abstract class VerificationKey(string? id, SigningAlgorithm algorithm, params byte[][] material)
    : IEquatable<VerificationKey>
{
    private readonly string print = string.Join('.', material.Select(Convert.ToHexString));

    public string? Id => id;

    public SigningAlgorithm Algorithm => algorithm;

    /// <summary>Whether this key confirms all that the token says.</summary>
    public bool Confirms(CompactToken token) =>
        token.Algorithm == algorithm && Verifies(token.Signed, token.Signature);

    /// <summary>Whether it is the same key under the same name.</summary>
    public bool Equals(VerificationKey? other) =>
        other is not null && id == other.Id && algorithm == other.Algorithm && print == other.print;

    public override bool Equals(object? obj) => Equals(obj as VerificationKey);

    public override int GetHashCode() => HashCode.Combine(id, algorithm, print);

    protected abstract bool Verifies(byte[] signed, byte[] signature);
}

/// <summary>This server's own secret.</summary>
internal sealed class SecretKey(byte[] secret) : VerificationKey(null, SigningAlgorithm.HS256)
{
    protected override bool Verifies(byte[] signed, byte[] signature) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, signed), signature);
}

/// <summary>A public key of an authority.</summary>
/// <remarks>
/// The platform's key is made anew for each check: it is not for several threads, and a genuine token is checked once.
/// </remarks>
internal sealed class RsaKey(string? id, RSAParameters key)
    : VerificationKey(id, SigningAlgorithm.RS256, key.Modulus!, key.Exponent!)
{
    protected override bool Verifies(byte[] signed, byte[] signature)
    {
        if (signature.Length != key.Modulus!.Length) return false;
        using var rsa = RSA.Create(key);
        return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}

/// <inheritdoc cref="RsaKey"/>
internal sealed class CurveKey(string? id, ECParameters key)
    : VerificationKey(id, SigningAlgorithm.ES256, key.Q.X!, key.Q.Y!)
{
    // Two numbers of the field, one after the other (RFC 7518, 3.4). What else libraries take is not that.
    private const int SignatureBytes = 64;

    protected override bool Verifies(byte[] signed, byte[] signature)
    {
        if (signature.Length != SignatureBytes) return false;
        using var curve = ECDsa.Create(key);
        return curve.VerifyData(
            signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
