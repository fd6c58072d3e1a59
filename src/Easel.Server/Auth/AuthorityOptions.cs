using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Auth;

/// <summary>The limits of fetching the keys of authorities (SPEC TE5).</summary>
public sealed class AuthorityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "AuthorityKeys";

    /// <summary>How often keys are fetched again. A key that is gone by then no longer counts.</summary>
    [Range(30, 86_400)] public int RefreshSeconds { get; set; } = 600;

    /// <summary>
    /// Least seconds between two fetches from one authority, however many tokens name a key that is not known.
    /// </summary>
    [Range(1, 3_600)] public int RefreshSecondsMin { get; set; } = 30;

    /// <summary>How long keys may take to come, with where they are; requests that need them wait so long.</summary>
    [Range(1, 60)] public int FetchSecondsMax { get; set; } = 5;

    /// <summary>Bytes of a document. A longer one is not read to its end.</summary>
    [Range(1_024, 1 << 24)] public int DocumentBytesMax { get; set; } = 256 * 1_024;

    /// <summary>Requests that may wait for the keys of one authority; more are refused at once.</summary>
    [Range(1, 100_000)] public int WaitingMax { get; set; } = 1_000;
}
