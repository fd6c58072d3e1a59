using System.Text.Json;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Auth;

/// <summary>Reads the claims of a genuine token (SPEC TE2). One that is wrong makes the token worthless.</summary>
internal static class TokenClaims
{
    private const int SkewSeconds = 60;

    /// <summary>Tenants of a token. One that names more is worthless.</summary>
    public const int TenantsMax = 100;

    public static Identity? Read(JsonElement claims, ClaimRules rules, DateTimeOffset now)
    {
        try
        {
            if (!IsFrom(claims, rules.Issuer) || !IsFor(claims, rules.Audience)) return null;
            var endsAt = Time(claims.GetProperty("exp")).AddSeconds(SkewSeconds);
            if (now >= endsAt || !HasBegun(claims, "nbf", now) || !HasBegun(claims, "iat", now)) return null;
            return Check(Allowed(Describe(claims, rules, now) with { EndsAt = endsAt }, rules));
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            return null;
        }
    }

    private static Identity Describe(JsonElement claims, ClaimRules rules, DateTimeOffset now)
    {
        var tenants = rules.MembersOnly ? rules.Tenants! : TenantsOf(claims, rules);
        return new Identity
        {
            Subject = Text(claims, "sub") is { } subject ? rules.SubjectPrefix + subject : "",
            EndsAt = default,
            IssuedAt = claims.TryGetProperty("iat", out var issued)
                ? Earlier(Time(issued), now) : DateTimeOffset.MinValue,
            ActorType = Text(claims, "actor_type"),
            Tenants = tenants,
            DefaultTenant = Text(claims, "default_tenant_id") ?? rules.DefaultTenant,
            Roles = rules.MembersOnly ? [] : RolesOf(claims, rules.RolesClaim, tenants),
            IsOwn = rules.Tenants is null, // Every authority has a list.
            MembersDecide = rules.MembersOnly,
        };
    }

    /// <summary>An authority does not speak for other tenants than its own, whatever its tokens say.</summary>
    private static Identity Allowed(Identity identity, ClaimRules rules)
    {
        if (rules.Tenants is not { } allowed) return identity;
        var tenants = identity.Tenants.Where(allowed.Contains).ToList();
        return identity with
        {
            Tenants = tenants,
            DefaultTenant = identity.DefaultTenant is { } first && tenants.Contains(first) ? first : null,
            Roles = identity.Roles.Where(role => tenants.Contains(role.Key)).ToDictionary(),
        };
    }

    private static Identity? Check(Identity identity)
    {
        var isRight = Ids.IsKey(identity.Subject)
            && identity.Tenants.Count <= TenantsMax && identity.Tenants.All(Ids.IsTenant)
            && (identity.DefaultTenant is null || identity.Tenants.Contains(identity.DefaultTenant))
            && identity.ActorType is null or "human" or "agent" or "system";
        return isRight ? identity : null;
    }

    /// <summary>A list, or one as a string.</summary>
    private static List<string> TenantsOf(JsonElement claims, ClaimRules rules)
    {
        if (!claims.TryGetProperty(rules.TenantsClaim, out var value))
            return rules.DefaultTenant is { } tenant ? [tenant] : [];
        return value.ValueKind == JsonValueKind.String
            ? [value.GetString()!]
            : [.. value.EnumerateArray().Select(id => id.GetString()!).Distinct()];
    }

    /// <summary>A role for each tenant; or roles, of which the highest counts in all tenants of the token.</summary>
    private static Dictionary<string, Role> RolesOf(JsonElement claims, string name, IReadOnlyList<string> tenants)
    {
        if (!claims.TryGetProperty(name, out var value)) return [];
        if (value.ValueKind == JsonValueKind.Object)
            return value.EnumerateObject().ToDictionary(role => role.Name, role => RoleOf(role.Value));

        // Such a list has the roles of other programs in it too.
        var roles = value.ValueKind == JsonValueKind.String ? [value] : value.EnumerateArray().ToList();
        return roles.Max(role => RoleNames.Parse(role.GetString())) is { } highest
            ? tenants.ToDictionary(tenant => tenant, _ => highest)
            : [];
    }

    private static Role RoleOf(JsonElement role) =>
        RoleNames.Parse(role.GetString()) ?? throw new FormatException("not a role");

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>A clock that is ahead must not carry a token over a revocation.</summary>
    private static DateTimeOffset Earlier(DateTimeOffset issued, DateTimeOffset now) => issued < now ? issued : now;

    private static DateTimeOffset Time(JsonElement seconds) =>
        DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(seconds.GetDouble(), int.MaxValue));

    private static bool HasBegun(JsonElement claims, string name, DateTimeOffset now) =>
        !claims.TryGetProperty(name, out var seconds) || Time(seconds).AddSeconds(-SkewSeconds) <= now;

    private static bool IsFrom(JsonElement claims, string? issuer) =>
        issuer is null || (claims.TryGetProperty("iss", out var said) && said.GetString() == issuer);

    private static bool IsFor(JsonElement claims, string? audience)
    {
        if (audience is null) return true;
        if (!claims.TryGetProperty("aud", out var value)) return false;
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Any(one => one.GetString() == audience)
            : value.GetString() == audience;
    }
}
