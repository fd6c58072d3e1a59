using System.Collections.Immutable;
using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Auth.Accounts;

/// <summary>
/// Who is a member of what, as long as the process runs: what was granted by invitations, and in dev everybody in the
/// first tenant. The control documents of tenants take its place.
/// </summary>
internal sealed class MemberLists(ServerSettings settings) : IMemberships
{
    private readonly Lock gate = new();
    private ImmutableDictionary<string, ImmutableSortedDictionary<string, Role>> granted =
        ImmutableDictionary<string, ImmutableSortedDictionary<string, Role>>.Empty;

    public IReadOnlyList<Membership> Of(string user)
    {
        if (granted.TryGetValue(user, out var roles))
            return [.. roles.Select(one => new Membership(one.Key, one.Value))];
        return settings.Env == "dev" ? [new Membership(FirstTenants.Northstar, Role.Member)] : [];
    }

    public ValueTask<Refusal?> GrantAsync(string user, Membership membership, Attribution by)
    {
        lock (gate)
        {
            var roles = granted.GetValueOrDefault(user, ImmutableSortedDictionary<string, Role>.Empty);
            granted = granted.SetItem(user, roles.SetItem(membership.Tenant, membership.Role));
        }

        return ValueTask.FromResult<Refusal?>(null);
    }

    public ValueTask<Refusal?> EndTokensAsync(string user, DateTimeOffset until, Attribution by) =>
        ValueTask.FromResult<Refusal?>(null);

    public ValueTask<Refusal?> RecordLoginAsync(string user, string tenant, Attribution by) =>
        ValueTask.FromResult<Refusal?>(null);
}
