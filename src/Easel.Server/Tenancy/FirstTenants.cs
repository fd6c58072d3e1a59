namespace Easel.Server.Tenancy;

/// <summary>The tenants that every data folder has from its first run on (SPEC TF1).</summary>
internal static class FirstTenants
{
    /// <summary>Tenant-0: who administers it administers the server.</summary>
    public const string System = "t_system";

    /// <summary>Tenant-1: where work goes that names no tenant.</summary>
    public const string Northstar = "t_northstar";

    /// <summary>Both, with their names for people.</summary>
    public static (string Id, string Name)[] All { get; } = [(System, "Tenant-0"), (Northstar, "Tenant-1")];
}
