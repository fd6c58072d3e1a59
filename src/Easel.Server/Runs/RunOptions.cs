using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Runs;

/// <summary>The limits of runs.</summary>
internal sealed class RunOptions
{
    public const string Section = "Runs";

    /// <summary>Milliseconds between two looks at what was committed.</summary>
    [Range(10, 60_000)] public int LookMs { get; set; } = 1_000;

    /// <summary>Seconds without a commit after which a run has ended.</summary>
    [Range(1, 86_400)] public int IdleSeconds { get; set; } = 120;

    /// <summary>Seconds until an end that failed is tried again.</summary>
    [Range(1, 3_600)] public int RetrySeconds { get; set; } = 15;

    /// <summary>
    /// Runs that go on at once, of all tenants; for one more, the tenant with the most has to end the one of its own
    /// that was quiet longest. While as many runs of a tenant wait for their end, its log is not read on.
    /// </summary>
    [Range(1, 1_000_000)] public int OpenMax { get; set; } = 10_000;

    /// <summary>Commits after which the place up to which all is known is written down.</summary>
    [Range(1, 1_000_000)] public int MarkCommits { get; set; } = 1_000;
}
