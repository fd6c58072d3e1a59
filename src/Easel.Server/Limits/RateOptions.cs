using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Limits;

/// <summary>
/// How fast commands may come (SPEC GE5). In force where <see cref="ServerSettings.Limits"/> says so.
/// </summary>
public sealed class RateOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Rates";

    /// <summary>Commands a second of one actor, on all its connections together.</summary>
    [Range(1, 1_000_000)] public int CommandsPerActor { get; set; } = 100;

    /// <summary>The same that one actor may send at once.</summary>
    [Range(1, 1_000_000)] public int CommandBurstPerActor { get; set; } = 200;

    /// <summary>Commands a second of one tenant.</summary>
    [Range(1, 1_000_000)] public int CommandsPerTenant { get; set; } = 2_000;

    /// <summary>The same that one tenant may send at once.</summary>
    [Range(1, 1_000_000)] public int CommandBurstPerTenant { get; set; } = 4_000;

    /// <summary>
    /// Actors and tenants whose rates are known at once. Who has been quiet for long enough is forgotten; beyond this
    /// many busy ones, the newest share one rate.
    /// </summary>
    [Range(16, 10_000_000)] public int KnownMax { get; set; } = 100_000;
}
