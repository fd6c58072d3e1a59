using System.Collections.Immutable;

namespace Easel.Server.Tenancy.Control;

/// <summary>What a tenant's control document says now.</summary>
internal sealed record TenantState
{
    /// <summary>Limits that keep a tenant's state small enough to be in memory with all others.</summary>
    public const int MembersMax = 10_000, RemovedMax = 100_000, KillsMax = 1_000, RevokedMax = 10_000;

    public static TenantState Empty { get; } = new();

    /// <summary>For people. Null until the tenant was created.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Role by user; null for who was removed. Who is not listed has what the token says (SPEC TE8).
    /// </summary>
    public ImmutableSortedDictionary<string, string?> Members { get; init; } = Sorted<string?>();

    /// <summary>The flags that this tenant sets itself.</summary>
    public ImmutableSortedDictionary<string, string> Flags { get; init; } = Sorted<string>();

    public ImmutableArray<Kill> Kills { get; init; } = [];

    /// <summary>Tokens of these users that were issued until then do not count.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Revoked { get; init; } = Sorted<DateTimeOffset>();

    /// <summary>
    /// Tokens of anybody that were issued until then do not count. It rises when there are more revocations than may be
    /// kept: then all have to get a new token, but none that was revoked comes back.
    /// </summary>
    public DateTimeOffset? RevokedUntil { get; init; }

    private int Listed { get; init; }

    /// <summary>Folds one op.</summary>
    /// <returns>Null if it does not fit; the same state if the op is only recorded.</returns>
    public TenantState? Apply(ControlOp op, out string? misfit)
    {
        var after = op switch
        {
            ControlOp.TenantCreated(var name) => this with { Name = name },
            ControlOp.MemberSet(var user, var role) => SetMember(user, role),
            ControlOp.MemberRemoved(var user) => SetMember(user, null),
            ControlOp.FlagsSet(var flags) => this with { Flags = SetAll(flags) },
            ControlOp.Killed(var kill) => this with { Kills = Without(kill.Target).Add(kill) },
            ControlOp.Released(var target) => this with { Kills = Without(target) },
            ControlOp.TokensRevoked(var user, var until) => Revoke(user, until),
            _ => this,
        };
        misfit = op is ControlOp.TenantCreated && Name is not null ? "the tenant exists already"
            : after.Listed > MembersMax ? $"a tenant has at most {MembersMax} members"
            : after.Members.Count - after.Listed > RemovedMax ? $"a tenant remembers at most {RemovedMax} removed users"
            : after.Kills.Length > KillsMax ? $"a tenant has at most {KillsMax} kill switches"
            : null;
        return misfit is null ? after : null;
    }

    /// <summary>The same state, as it was before it was written and read: dictionaries forget how they sort.</summary>
    public TenantState Ordered() => this with
    {
        Members = Members.WithComparers(StringComparer.Ordinal),
        Flags = Flags.WithComparers(StringComparer.Ordinal),
        Revoked = Revoked.WithComparers(StringComparer.Ordinal),
        Listed = Members.Values.Count(role => role is not null),
    };

    private TenantState SetMember(string user, string? role)
    {
        var was = Members.GetValueOrDefault(user) is null ? 0 : 1;
        return this with { Members = Members.SetItem(user, role), Listed = Listed - was + (role is null ? 0 : 1) };
    }

    /// <summary>What was revoked stays so: an earlier time, or a full list, gives nothing back.</summary>
    private TenantState Revoke(string user, DateTimeOffset until)
    {
        var later = Revoked.TryGetValue(user, out var known) && known > until ? known : until;
        var revoked = Revoked.SetItem(user, later);
        if (revoked.Count <= RevokedMax) return this with { Revoked = revoked };
        var oldest = revoked.MinBy(one => one.Value);
        var floor = RevokedUntil > oldest.Value ? RevokedUntil : oldest.Value;
        return this with { Revoked = revoked.Remove(oldest.Key), RevokedUntil = floor };
    }

    private ImmutableSortedDictionary<string, string> SetAll(ImmutableSortedDictionary<string, string?> flags)
    {
        var after = Flags.ToBuilder();
        foreach (var (name, value) in flags)
        {
            if (value is null) after.Remove(name);
            else after[name] = value;
        }

        return after.ToImmutable();
    }

    private ImmutableArray<Kill> Without(KillTarget target) => Kills.RemoveAll(kill => kill.Target == target);

    private static ImmutableSortedDictionary<string, T> Sorted<T>() =>
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
