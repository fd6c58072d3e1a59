namespace Easel.Server.Auth;

/// <summary>What the claims of a genuine token have to be, and what they mean.</summary>
internal sealed record ClaimRules
{
    /// <summary>Who this server says it is, unless a setting says otherwise.</summary>
    public const string OwnIssuer = "easel";

    /// <summary>Null lets any pass.</summary>
    public string? Issuer { get; init; }

    /// <inheritdoc cref="Issuer"/>
    public string? Audience { get; init; }

    /// <summary>Set before the subject, so that two authorities can have an alice each.</summary>
    public string SubjectPrefix { get; init; } = "";

    public string TenantsClaim { get; init; } = "tenant_ids";

    public string RolesClaim { get; init; } = "role_map";

    /// <summary>For tokens that name none.</summary>
    public string? DefaultTenant { get; init; }

    /// <summary>The tenants that the issuer may speak for; null means all.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>The token only says who someone is; the lists of members say the rest.</summary>
    public bool MembersOnly { get; init; }

    /// <summary>
    /// Without authorities the own key is all that there is, and its tokens may say what they want. Beside authorities
    /// they have to say that they are ours.
    /// </summary>
    public static ClaimRules OfThisServer(ServerSettings settings) => new()
    {
        Issuer = settings.TokenIssuer ?? (settings.Authorities.Length > 0 ? OwnIssuer : null),
        Audience = settings.TokenAudience,
    };

    public static ClaimRules Of(AuthoritySettings authority) => new()
    {
        Issuer = authority.Issuer,
        Audience = authority.Audience,
        SubjectPrefix = authority.SubjectPrefix,
        TenantsClaim = authority.TenantsClaim,
        RolesClaim = authority.RolesClaim,
        DefaultTenant = authority.DefaultTenant,
        Tenants = authority.Tenants,
        MembersOnly = authority.MembersOnly,
    };
}
