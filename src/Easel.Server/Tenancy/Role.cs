namespace Easel.Server.Tenancy;

/// <summary>What someone may do in a tenant (SPEC TE3); each may all that those before it may.</summary>
internal enum Role
{
    /// <summary>Reads and watches.</summary>
    Viewer,

    /// <summary>Edits.</summary>
    Member,

    /// <summary>Flags, kill switch and members.</summary>
    Admin,

    /// <summary>Everything.</summary>
    Owner,
}
