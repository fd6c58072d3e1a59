using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Auth.Accounts;

/// <summary>Who is a member of what, as the control documents of tenants say.</summary>
internal sealed class MemberLists(Tenants tenants, ServerSettings settings) : IMemberships
{
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

    public ValueTask<Refusal?> GrantAsync(string user, Membership membership, Attribution by)
    {
        // An owner who accepts an invitation for viewers stays owner.
        var present = tenants.Find(membership.Tenant)?.State.Members.GetValueOrDefault(user);
        return RoleNames.Parse(present) >= membership.Role
            ? ValueTask.FromResult<Refusal?>(null)
            : tenants.RecordAsync(membership.Tenant, new ControlOp.MemberSet(user, membership.Role.NameOf()), by);
    }

    public ValueTask<Refusal?> EndTokensAsync(string user, DateTimeOffset until, Attribution by) =>
        tenants.RecordAsync(FirstTenants.System, new ControlOp.TokensRevoked(user, until), by);

    public ValueTask<Refusal?> RecordLoginAsync(string user, string tenant, Attribution by) =>
        tenants.RecordAsync(tenant, new ControlOp.LoggedIn(user), by);
}
