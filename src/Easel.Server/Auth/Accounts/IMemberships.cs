using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Auth.Accounts;

/// <summary>That someone has a role in a tenant.</summary>
internal sealed record Membership(string Tenant, Role Role);

/// <summary>The seam to the lists of members, and to what is recorded of a user there.</summary>
internal interface IMemberships
{
    /// <summary>Where a user is listed as member, in the order of tenants. Asked by every login.</summary>
    IReadOnlyList<Membership> Of(string user);

    /// <summary>Lists a user as member, durably. Null if that is done.</summary>
    ValueTask<Refusal?> GrantAsync(string user, Membership membership, Attribution by);

    /// <summary>Ends every token of a user that was issued until then, everywhere and durably.</summary>
    ValueTask<Refusal?> EndTokensAsync(string user, DateTimeOffset until, Attribution by);

    /// <summary>Records that a user has logged in.</summary>
    ValueTask<Refusal?> RecordLoginAsync(string user, string tenant, Attribution by);
}
