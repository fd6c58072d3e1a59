using System.Collections.Concurrent;
using Easel.Server.Tenancy;

namespace Easel.Server.Auth;

/// <summary>Remembers verified tokens until they end: a signature check costs more than most requests.</summary>
internal sealed class CachedTokenVerifier(ITokenVerifier inner, TimeProvider clock) : ITokenVerifier
{
    // Only genuine tokens get in, so no stranger can fill it; starting afresh when it is full is then cheap enough.
    private const int TokensMax = 20_000;

    private readonly ConcurrentDictionary<string, Identity> verified = new(StringComparer.Ordinal);

    public Identity? Verify(ReadOnlySpan<char> token)
    {
        var known = verified.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(token, out var identity))
        {
            if (clock.GetUtcNow() < identity.EndsAt) return identity;
            known.TryRemove(token, out _);
            return null;
        }

        if (inner.Verify(token) is not { } fresh) return null;
        if (verified.Count >= TokensMax) verified.Clear();
        known.TryAdd(token, fresh);
        return fresh;
    }
}
