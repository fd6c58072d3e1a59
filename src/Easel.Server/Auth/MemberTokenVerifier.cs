using Easel.Server.Auth.Accounts;
using Easel.Server.Tenancy;

namespace Easel.Server.Auth;

/// <summary>
/// Asks the lists of members where a token says only who its bearer is. Stands before the memory of verified tokens, so
/// that a change of a list counts at once.
/// </summary>
internal sealed class MemberTokenVerifier(ITokenVerifier inner, IMemberships memberships) : ITokenVerifier
{
    public Identity? Verify(ReadOnlySpan<char> token)
    {
        var identity = inner.Verify(token);
        if (identity?.MembersDecide != true) return identity;
        var allowed = memberships.Of(identity.Subject).Where(one => identity.Tenants.Contains(one.Tenant)).ToList();
        return identity with
        {
            Tenants = allowed.ConvertAll(one => one.Tenant),
            Roles = allowed.ToDictionary(one => one.Tenant, one => one.Role),
            DefaultTenant = allowed.Exists(one => one.Tenant == identity.DefaultTenant) ? identity.DefaultTenant : null,
        };
    }
}
