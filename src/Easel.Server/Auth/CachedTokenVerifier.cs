using System.Collections.Concurrent;
using Easel.Server.Tenancy;

namespace Easel.Server.Auth;

/// <summary>Remembers verified tokens until they end: a signature check costs more than most requests.</summary>
internal sealed class CachedTokenVerifier(ITokenVerifier inner, KeyGeneration keys, TimeProvider clock)
    : ITokenVerifier
{
    // Only genuine tokens get in, so no stranger can fill it; starting afresh when it is full is then cheap enough.
    private const int TokensMax = 20_000;

    private readonly ConcurrentDictionary<string, Verified> verified = new(StringComparer.Ordinal);

    public Identity? Verify(ReadOnlySpan<char> token)
    {
        // Read before the keys are, so that a token that a dropped key has just confirmed is not remembered.
        var generation = keys.Current;
        var known = verified.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(token, out var earlier) && earlier.Generation == generation)
        {
            if (clock.GetUtcNow() < earlier.Identity.EndsAt) return earlier.Identity;
            known.TryRemove(token, out _);
            return null;
        }

        if (inner.Verify(token) is not { } fresh)
        {
            known.TryRemove(token, out _);
            return null;
        }

        if (verified.Count >= TokensMax) verified.Clear();
        known[token] = new Verified(fresh, generation);
        return fresh;
    }

    private sealed record Verified(Identity Identity, int Generation);
}
