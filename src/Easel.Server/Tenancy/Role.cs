namespace Easel.Server.Tenancy;

/// <summary>What someone may do in a tenant (SPEC TE3); each may all that those before it may.</summary>
internal enum Role
{
    /// <summary>Nothing: not of the tenant.</summary>
    None,

    /// <summary>Reads and watches.</summary>
    Viewer,

    /// <summary>Edits.</summary>
    Member,

    /// <summary>Flags, kill switch and members.</summary>
    Admin,

    /// <summary>Everything.</summary>
    Owner,
}

/// <summary>How roles are spelled on the wire and in logs.</summary>
internal static class RoleNames
{
    /// <summary>Null for what names no role. Nobody can be given <see cref="Role.None"/> by name.</summary>
    public static Role? Parse(string? name) => name switch
    {
        "owner" => Role.Owner,
        "admin" => Role.Admin,
        "member" => Role.Member,
        "viewer" => Role.Viewer,
        _ => null,
    };

    public static string NameOf(this Role role) => role.ToString().ToLowerInvariant();
}
