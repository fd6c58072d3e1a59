using Easel.Server.Tenancy;

namespace Easel.Server.Auth;

/// <summary>
/// Verifies tokens (RFC 7515, RFC 7519, RFC 8725). Who a token says it is from decides which keys may confirm it; the
/// server's own key confirms only what the server itself has issued.
/// </summary>
internal sealed class TokenVerifier(ServerSettings settings, Authorities authorities, TimeProvider clock)
    : ITokenVerifier
{
    private readonly SecretKey ownKey = new(settings.Key);
    private readonly ClaimRules ownRules = ClaimRules.OfThisServer(settings);

    public Identity? Verify(ReadOnlySpan<char> token)
    {
        using var read = CompactToken.TryRead(token);
        if (read is null) return null;
        var authority = authorities.Find(read.Issuer);
        var key = authority is null ? ownKey : authority.Keys.Find(read);
        return key?.Confirms(read) == true
            ? TokenClaims.Read(read.Claims, authority?.Rules ?? ownRules, clock.GetUtcNow())
            : null;
    }
}
