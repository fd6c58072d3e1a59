using System.Security.Cryptography;
using System.Text;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>
/// How a server that has no tenants gets its first: by a key that its operator has set, or by a token that was signed
/// with the key in the data folder and says owner of the system's tenant.
/// </summary>
internal sealed class SystemKey(RequestContexts contexts, ServerSettings settings)
{
    private const string Header = "X-System-Key";

    private static readonly Attribution KeyHolder = new()
    {
        ActorId = "system-key",
        ActorType = "system",
        Subject = "system-key",
    };

    /// <param name="by">On whose account it goes.</param>
    public Refusal? Refuse(HttpRequest request, out Attribution by)
    {
        by = KeyHolder;
        if (request.Headers.Authorization.Count > 0) return RefuseToken(request.HttpContext, ref by);
        if (settings.SystemKey is not { } expected)
            return Problems.Forbidden.Because("The setting SystemKey is not set, so no system key is accepted.");
        var given = Encoding.UTF8.GetBytes(request.Headers[Header].ToString());

        // Of hashes, so that the time tells nothing about the length either.
        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(given), SHA256.HashData(Encoding.UTF8.GetBytes(expected)))
            ? null
            : Problems.Unauthenticated.Because($"{Header} is missing or wrong.");
    }

    private Refusal? RefuseToken(HttpContext http, ref Attribution by)
    {
        if (contexts.TryAuthenticate(http, isStream: false, out var identity) is { } refusal) return refusal;
        by = identity.By;
        var isOwner = identity.IsOwn && identity.Tenants.Contains(FirstTenants.System)
            && identity.Roles.GetValueOrDefault(FirstTenants.System) == Role.Owner;
        return isOwner
            ? null
            : Problems.Forbidden.Because($"This needs the role owner in {FirstTenants.System}.");
    }
}
