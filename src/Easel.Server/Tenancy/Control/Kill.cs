using System.Text.Json;
using System.Text.Json.Serialization;

namespace Easel.Server.Tenancy.Control;

/// <summary>What a kill switch stands for (SPEC TF3).</summary>
[JsonConverter(typeof(LowerCaseEnum<KillScope>))]
internal enum KillScope
{
    /// <summary>One canvas.</summary>
    Canvas,

    /// <summary>All of a tenant.</summary>
    Tenant,

    /// <summary>Everything. Stands in the control document of <see cref="FirstTenants.System"/>.</summary>
    Server,
}

/// <summary>What it does.</summary>
[JsonConverter(typeof(LowerCaseEnum<KillMode>))]
internal enum KillMode
{
    /// <summary>No commits.</summary>
    Freeze,

    /// <summary>No commits, and no streams or sockets. Reads stay.</summary>
    Kill,
}

/// <summary>What is stopped.</summary>
/// <param name="Env">Of the canvas; null in the other scopes.</param>
/// <param name="CanvasId">Null in the other scopes.</param>
internal sealed record KillTarget(KillScope Scope, string? Env, string? CanvasId);

/// <summary>A kill switch that is thrown.</summary>
internal sealed record Kill(KillTarget Target, KillMode Mode, string Reason, string By, DateTimeOffset At);

/// <summary>Writes an enum by its names in lower case.</summary>
internal sealed class LowerCaseEnum<T>() : JsonStringEnumConverter<T>(
    JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
