using Microsoft.Extensions.Options;

namespace Easel.Server.Auth;

/// <summary>An identity provider that tokens may be from.</summary>
/// <param name="Rules">What its tokens have to say, and may.</param>
internal sealed record Authority(string Issuer, ClaimRules Rules, AuthorityKeys Keys);

/// <summary>All of them, by the <c>iss</c> of their tokens.</summary>
internal sealed class Authorities(
    ServerSettings settings, KeyFetch fetch, KeyGeneration generation, IOptions<AuthorityOptions> limits,
    TimeProvider clock, ILogger<AuthorityKeys> log)
{
    private readonly Dictionary<string, Authority> all = settings.Authorities.ToDictionary(
        one => one.Issuer,
        one => new Authority(
            one.Issuer, ClaimRules.Of(one),
            new AuthorityKeys(one, settings.Env == "dev", fetch, generation, limits.Value, clock, log)),
        StringComparer.Ordinal);

    public IEnumerable<Authority> All => all.Values;

    public Authority? Find(string? issuer) => issuer is null ? null : all.GetValueOrDefault(issuer);
}
