using System.Text.Json;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Auth;

/// <summary>Reads the claims of a genuine token (SPEC TE2). One that is wrong makes the token worthless.</summary>
internal static class TokenClaims
{
    private const int SkewSeconds = 60;
    private const int TenantsMax = 100;

    public static Identity? Read(JsonElement claims, ServerSettings settings, DateTimeOffset now)
    {
        try
        {
            var subject = claims.GetProperty("sub").GetString();
            var endsAt = Time(claims.GetProperty("exp")).AddSeconds(SkewSeconds);
            var isInForce = now < endsAt && HasBegun(claims, "nbf", now) && HasBegun(claims, "iat", now)
                && IsFor(claims, "iss", settings.TokenIssuer) && IsFor(claims, "aud", settings.TokenAudience);
            if (!isInForce || !Ids.IsKey(subject)) return null;
            return Check(new Identity
            {
                Subject = subject,
                EndsAt = endsAt,
                IssuedAt = claims.TryGetProperty("iat", out var issued) ? Time(issued) : default,
                ActorType = claims.TryGetProperty("actor_type", out var type) ? type.GetString() : null,
                Tenants = claims.TryGetProperty("tenant_ids", out var ids)
                    ? [.. ids.EnumerateArray().Select(id => id.GetString()!)] : [],
                DefaultTenant = claims.TryGetProperty("default_tenant_id", out var first) ? first.GetString() : null,
                Roles = claims.TryGetProperty("role_map", out var roles)
                    ? roles.EnumerateObject().ToDictionary(role => role.Name, role => RoleOf(role.Value)) : [],
            });
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static Identity? Check(Identity identity)
    {
        var isRight = identity.Tenants.Count <= TenantsMax && identity.Tenants.All(Ids.IsTenant)
            && (identity.DefaultTenant is null || identity.Tenants.Contains(identity.DefaultTenant))
            && identity.ActorType is null or "human" or "agent" or "system";
        return isRight ? identity : null;
    }

    private static Role RoleOf(JsonElement role) =>
        RoleNames.Parse(role.GetString()) ?? throw new FormatException("not a role");

    private static DateTimeOffset Time(JsonElement seconds) =>
        DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(seconds.GetDouble(), int.MaxValue));

    private static bool HasBegun(JsonElement claims, string name, DateTimeOffset now) =>
        !claims.TryGetProperty(name, out var seconds) || Time(seconds).AddSeconds(-SkewSeconds) <= now;

    private static bool IsFor(JsonElement claims, string name, string? expected)
    {
        if (expected is null) return true;
        if (!claims.TryGetProperty(name, out var value)) return false;
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Any(one => one.ValueEquals(expected))
            : value.ValueEquals(expected);
    }
}
