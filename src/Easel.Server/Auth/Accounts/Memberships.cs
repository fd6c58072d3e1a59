using System.Collections.Frozen;
using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Auth.Accounts;

/// <summary>Who is a member of what, as the control documents of tenants say.</summary>
internal sealed class Memberships(Tenants tenants, Access access, ServerSettings settings)
{
    // Those who act without an account: the server itself, its commands, and whom it makes tokens for.
    private static readonly FrozenSet<string> ReservedNames =
        FrozenSet.Create("easel", "easel-fixture", "easel-import", "dev", "root", "system", "system-key");

    /// <summary>Where a user is listed as member, in the order of tenants. Asked by every login.</summary>
    public IReadOnlyList<Membership> Of(string user)
    {
        var listed = new List<Membership>();
        foreach (var tenant in tenants.All)
        {
            if (RoleNames.Parse(tenant.State.Members.GetValueOrDefault(user)) is { } role)
                listed.Add(new Membership(tenant.Id, role));
        }

        // In dev nobody needs an invitation to look around.
        var isNew = listed.Count == 0 && settings.Env == "dev"
            && tenants.Find(FirstTenants.Northstar)?.State.Members.ContainsKey(user) == false;
        return isNew ? [new Membership(FirstTenants.Northstar, Role.Member)] : listed;
    }

    /// <summary>Whether a tenant lists a user, be it as removed.</summary>
    public bool IsListed(string tenant, string user) =>
        tenants.Find(tenant)?.State.Members.ContainsKey(user) == true;

    /// <summary>
    /// Whether a name means somebody already: who signed up under it would get what was given to another.
    /// </summary>
    public bool IsKnown(string user) =>
        ReservedNames.Contains(user)
        || tenants.All.Any(one => one.State.Members.ContainsKey(user) || one.State.Revoked.ContainsKey(user));

    /// <summary>Who was removed does not come back by an invitation, whenever it was made.</summary>
    public Refusal? RefuseReturn(string tenant, string user) =>
        IsListed(tenant, user) && tenants.Find(tenant)!.State.Members[user] is null
            ? Problems.Forbidden.Because("The user was removed from the tenant; ask an administrator to list it again.")
            : null;

    /// <summary>
    /// Whether who made an invitation could make it now: asked as if they came with the token that they had then.
    /// </summary>
    public bool StandsBehind(string tenant, InviteOffer offer)
    {
        var maker = offer.MakerIn(tenant);
        return access.RoleOf(maker, tenant) >= RoleNames.Parse(offer.Role) && !access.IsRevoked(maker, tenant);
    }

    /// <summary>Lists a user as member, durably. Null if that is done.</summary>
    public ValueTask<Refusal?> GrantAsync(string user, Membership membership, Attribution by)
    {
        // An owner who accepts an invitation for viewers stays owner.
        var present = tenants.Find(membership.Tenant)?.State.Members.GetValueOrDefault(user);
        return RoleNames.Parse(present) >= membership.Role
            ? ValueTask.FromResult<Refusal?>(null)
            : tenants.RecordAsync(membership.Tenant, new ControlOp.MemberSet(user, membership.Role.NameOf()), by);
    }

    /// <summary>Ends every token of a user that was issued until then, everywhere and durably.</summary>
    public ValueTask<Refusal?> EndTokensAsync(string user, DateTimeOffset until, Attribution by) =>
        tenants.RecordAsync(FirstTenants.System, new ControlOp.TokensRevoked(user, until), by);

    /// <summary>Records that a user has logged in.</summary>
    public ValueTask<Refusal?> RecordLoginAsync(string user, string tenant, Attribution by) =>
        tenants.RecordAsync(tenant, new ControlOp.LoggedIn(user), by);
}

/// <summary>That someone has a role in a tenant.</summary>
internal sealed record Membership(string Tenant, Role Role);
