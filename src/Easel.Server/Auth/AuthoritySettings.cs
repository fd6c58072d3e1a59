using System.Text.RegularExpressions;
using Easel.Server.Wire;

namespace Easel.Server.Auth;

/// <summary>An identity provider whose tokens this server takes (SPEC TE5), and what it may say.</summary>
public sealed partial class AuthoritySettings
{
    /// <summary>Exactly what its tokens have as <c>iss</c>: <c>https://login.example.org</c>.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What its tokens must have in <c>aud</c>: what it calls this server.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Where its keys are; null asks <c>/.well-known/openid-configuration</c> of the issuer.</summary>
    public string? JwksUri { get; set; }

    /// <summary>Algorithms that its keys may be for; empty means all that this server knows: RS256 and ES256.</summary>
    public string[] Algorithms { get; set; } = [];

    /// <summary>The tenants that it may speak for. There is no way to say all.</summary>
    public string[] Tenants { get; set; } = [];

    /// <summary>The claim that lists the tenants of the bearer, or names the only one.</summary>
    public string TenantsClaim { get; set; } = "tenant_ids";

    /// <summary>
    /// The claim with the roles: an object from tenant to role, or a list of roles, of which the highest counts in all
    /// tenants of the token.
    /// </summary>
    public string RolesClaim { get; set; } = "role_map";

    /// <summary>The tenant of tokens that name none.</summary>
    public string? DefaultTenant { get; set; }

    /// <summary>
    /// Takes from its tokens only who the bearer is. Tenants and roles are those of the lists of members.
    /// </summary>
    public bool MembersOnly { get; set; }

    /// <summary>
    /// Set before every subject, so that the alice of one authority is not the alice of another: <c>corp:</c>.
    /// </summary>
    public string SubjectPrefix { get; set; } = "";

    internal IReadOnlyList<SigningAlgorithm> AllowedAlgorithms => Algorithms.Length == 0
        ? SigningAlgorithms.OfAuthorities
        : [.. Algorithms.Select(SigningAlgorithms.Parse).OfType<SigningAlgorithm>()];

    /// <summary>What stands against starting with these authorities; each names its setting.</summary>
    internal static IEnumerable<string> FaultsOf(ServerSettings settings)
    {
        var all = settings.Authorities;
        foreach (var (authority, index) in all.Select((one, index) => (one, index)))
        {
            foreach (var fault in authority.Faults(isDev: settings.Env == "dev"))
                yield return $"Authorities:{index}:{fault}";
            if (authority.Issuer == (settings.TokenIssuer ?? ClaimRules.OwnIssuer))
                yield return $"Authorities:{index}:Issuer is that of this server's own tokens.";
        }

        if (all.DistinctBy(one => one.Issuer).Count() < all.Length)
            yield return "Authorities: an Issuer is there twice.";
        if (all.DistinctBy(one => one.SubjectPrefix).Count() < all.Length)
            yield return "Authorities: two have the same SubjectPrefix, so one could speak for users of the other.";
        if (settings.SignUpPolicy != SignUp.Off && Array.Exists(all, one => one.SubjectPrefix.Length == 0))
            yield return "Authorities: while SignUp is not off each needs a SubjectPrefix, so that nobody signs up as "
                + "one of its users.";
    }

    /// <summary>
    /// Null unless it is one that keys may be fetched from: outside dev nobody on the way can change them.
    /// </summary>
    internal static Uri? TryReadAddress(string? text, bool isDev) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (isDev && uri.Scheme == Uri.UriSchemeHttp))
        && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && !uri.Host.Contains('*')
            ? uri
            : null;

    private IEnumerable<string> Faults(bool isDev)
    {
        if (TryReadAddress(Issuer, isDev) is not { Query: "" })
            yield return "Issuer must be an https address without query.";
        if (JwksUri is not null && TryReadAddress(JwksUri, isDev) is null)
            yield return "JwksUri must be an https address.";
        if (!Ids.IsKey(Audience) || Audience.Contains('*')) yield return "Audience must be one exact name.";
        if (Tenants.Length == 0) yield return "Tenants must name those that it may speak for.";
        foreach (var tenant in Tenants)
        {
            if (!Ids.IsTenant(tenant)) yield return $"Tenants: {tenant} is not the id of a tenant.";
        }

        if (DefaultTenant is not null && !Tenants.Contains(DefaultTenant))
            yield return "DefaultTenant must be one of Tenants.";
        if (TenantsClaim.Length == 0 || RolesClaim.Length == 0)
            yield return "TenantsClaim and RolesClaim must name a claim.";
        if (SubjectPrefix.Length > 0 && !Prefix().IsMatch(SubjectPrefix))
            yield return "SubjectPrefix must be a short word in lower case and a colon.";
        foreach (var name in Algorithms)
        {
            if (SigningAlgorithms.Parse(name) is not { } known || !SigningAlgorithms.OfAuthorities.Contains(known))
                yield return $"Algorithms: {name} is not RS256 or ES256.";
        }
    }

    // No account has a colon in its name.
    [GeneratedRegex("^[a-z0-9-]{1,32}:$", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
