using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Replays;

/// <summary>The limits of replays and walkthroughs. Their bytes are those of artifacts.</summary>
internal sealed class ReplayOptions
{
    public const string Section = "Replays";

    /// <summary>Commits that are looked at for one of them; a longer range has to be asked for in parts.</summary>
    [Range(1, 10_000_000)] public int CommitsMax { get; set; } = 200_000;

    /// <summary>
    /// Builds of a tenant at once, each of which folds a history and holds a state; the next is refused as overloaded.
    /// </summary>
    [Range(1, 100)] public int BuildsMax { get; set; } = 2;

    /// <summary>Builds of all tenants at once; the next is refused as overloaded, too.</summary>
    [Range(1, 1_000)] public int AllBuildsMax { get; set; } = 16;
}
