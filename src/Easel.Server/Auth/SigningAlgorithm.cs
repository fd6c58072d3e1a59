namespace Easel.Server.Auth;

/// <summary>The signatures that this server can check. There is no other one to be talked into (SPEC TE5).</summary>
internal enum SigningAlgorithm
{
    /// <summary>HMAC with SHA-256: for this server's own key alone.</summary>
    HS256,

    /// <summary>RSA with PKCS #1 v1.5 padding and SHA-256.</summary>
    RS256,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,
}

/// <summary>How algorithms are spelled in headers and keys: exactly so.</summary>
internal static class SigningAlgorithms
{
    /// <summary>What the keys of an authority may be for: never a secret that it would have to share.</summary>
    public static IReadOnlyList<SigningAlgorithm> OfAuthorities { get; } =
        [SigningAlgorithm.RS256, SigningAlgorithm.ES256];

    public static SigningAlgorithm? Parse(string? name) => name switch
    {
        "HS256" => SigningAlgorithm.HS256,
        "RS256" => SigningAlgorithm.RS256,
        "ES256" => SigningAlgorithm.ES256,
        _ => null,
    };
}
