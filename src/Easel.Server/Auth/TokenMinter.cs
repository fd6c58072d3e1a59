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

    public static string Mint(TokenGrant grant, byte[] key, DateTimeOffset now, ServerSettings? settings = null)
    {
        var claims = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(claims);
        json.WriteStartObject();
        json.WriteString("sub", grant.Subject);
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("exp", (now + grant.Lifetime).ToUnixTimeSeconds());
        json.WriteString("iss", settings?.TokenIssuer ?? "easel");
        json.WriteString("aud", settings?.TokenAudience ?? "easel");
        json.WriteStartArray("tenant_ids");
        foreach (var tenant in grant.Tenants) json.WriteStringValue(tenant);
        json.WriteEndArray();
        json.WriteString("default_tenant_id", grant.Tenant);
        json.WriteStartObject("role_map");
        foreach (var tenant in grant.Tenants) json.WriteString(tenant, grant.Role);
        json.WriteEndObject();
        if (grant.ActorType is { } type) json.WriteString("actor_type", type);
        json.WriteEndObject();
        json.Flush();
        return Sign(Header, Encoding.UTF8.GetString(claims.WrittenSpan), key);
    }

    internal static string Sign(string header, string claims, byte[] key)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
