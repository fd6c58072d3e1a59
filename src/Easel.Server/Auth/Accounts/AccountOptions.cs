using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Auth.Accounts;

/// <summary>The limits of accounts (SPEC TE9).</summary>
public sealed class AccountOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Accounts";

    /// <summary>How long a token from a login lives. There is none to renew it with yet.</summary>
    [Range(60, 30 * 86_400)] public int LoginSeconds { get; set; } = 12 * 3_600;

    /// <summary>How long an invitation lives that does not say.</summary>
    [Range(60, InviteSecondsMax)] public int InviteSeconds { get; set; } = 7 * 86_400;

    /// <summary>Rounds of PBKDF2 with SHA-512. Older hashes are replaced at the next login.</summary>
    [Range(100_000, 100_000_000)] public int HashRounds { get; set; } = 210_000;

    /// <summary>Passwords that are hashed at once; null means half of the cores, so that others get on too.</summary>
    [Range(1, 1_024)] public int? HashesAtOnce { get; set; }

    /// <summary>Hashes that may wait for their turn; the next one is answered as overloaded.</summary>
    [Range(0, 100_000)] public int HashesWaitingMax { get; set; } = 64;

    /// <summary>Attempts that one user name may have in a row, wherever they come from.</summary>
    [Range(1, 10_000)] public int UserBurstMax { get; set; } = 10;

    /// <summary>Seconds after which a user name has one attempt more.</summary>
    [Range(1, 86_400)] public int UserRefillSeconds { get; set; } = 30;

    /// <summary>Attempts that one address may have in a row, whomever they are for.</summary>
    [Range(1, 10_000)] public int AddressBurstMax { get; set; } = 60;

    /// <summary>Seconds after which an address has one attempt more.</summary>
    [Range(1, 86_400)] public int AddressRefillSeconds { get; set; } = 2;

    internal const int InviteSecondsMax = 30 * 86_400;
}
