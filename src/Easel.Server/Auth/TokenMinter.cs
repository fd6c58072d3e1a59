using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Easel.Server.Auth;

/// <summary>What to put into a token.</summary>
public sealed record TokenGrant(string Subject, string Tenant, string Role)
{
    /// <summary>Other tenants in which the role is the same; the first one stays the default.</summary>
    public IReadOnlyList<string> OtherTenants { get; init; } = [];

    /// <summary>Null leaves it to each request.</summary>
    public string? ActorType { get; init; }

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    internal IEnumerable<string> Tenants => [Tenant, .. OtherTenants];
}

/// <summary>Signs tokens with the server's own key (SPEC CL2).</summary>
public static class TokenMinter
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    // Characters of JSON that tenants and roles may have, so that all that is said about its bearer fits too.
    private const int TenantsTextMax = CompactToken.LengthMax / 2;

    // Quotes, commas and the longest name of a role.
    private const int TenantTextRest = 16;

    public static string Mint(TokenGrant grant, byte[] key, DateTimeOffset now, ServerSettings? settings = null)
    {
        var claims = new Claims(grant.Subject, grant.ActorType, grant.Tenant, now, now + grant.Lifetime);
        return Mint(claims, [.. grant.Tenants.Select(tenant => (tenant, grant.Role))], key, settings);
    }

    /// <summary>The default tenant is in the token, and as many of the others as it can hold.</summary>
    /// <param name="first">The default tenant; null where there is none.</param>
    internal static string Mint(
        string subject, string? first, IReadOnlyList<(string Tenant, string Role)> roles, TimeSpan life,
        ServerSettings settings, DateTimeOffset now) =>
        Mint(new Claims(subject, "human", first, now, now + life), [.. Fitting(roles, first)], settings.Key, settings);

    private static IEnumerable<(string Tenant, string Role)> Fitting(
        IEnumerable<(string Tenant, string Role)> roles, string? first)
    {
        var length = 0;
        return roles.OrderBy(role => role.Tenant != first).Take(TokenClaims.TenantsMax)
            .TakeWhile(role => (length += (2 * role.Tenant.Length) + TenantTextRest) <= TenantsTextMax);
    }

    private static string Mint(
        Claims claims, IReadOnlyList<(string Tenant, string Role)> roles, byte[] key, ServerSettings? settings)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("sub", claims.Subject);
        // To the microsecond: a login right after all tokens were ended must not look older than that.
        json.WriteNumber("iat", (claims.From - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / 1e6m);
        json.WriteNumber("exp", claims.Until.ToUnixTimeSeconds());
        json.WriteString("iss", settings?.TokenIssuer ?? ClaimRules.OwnIssuer);
        json.WriteString("aud", settings?.TokenAudience ?? ClaimRules.OwnIssuer);
        json.WriteStartArray("tenant_ids");
        foreach (var (tenant, _) in roles) json.WriteStringValue(tenant);
        json.WriteEndArray();
        if (claims.First is { } first) json.WriteString("default_tenant_id", first);
        json.WriteStartObject("role_map");
        foreach (var (tenant, role) in roles) json.WriteString(tenant, role);
        json.WriteEndObject();
        if (claims.ActorType is { } type) json.WriteString("actor_type", type);
        json.WriteEndObject();
        json.Flush();
        return Sign(Header, Encoding.UTF8.GetString(bytes.WrittenSpan), key);
    }

    internal static string Sign(string header, string claims, byte[] key)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private sealed record Claims(
        string Subject, string? ActorType, string? First, DateTimeOffset From, DateTimeOffset Until);
}
