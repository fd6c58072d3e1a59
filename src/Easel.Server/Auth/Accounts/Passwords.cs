using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Easel.Server.Auth.Accounts;

/// <summary>What checking a password found.</summary>
internal enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, and hashed in a way that is no longer used.</summary>
    RightButOld,

    /// <summary>Too many wait to be checked.</summary>
    Overloaded,
}

/// <summary>
/// Hashes and checks passwords, as the framework does it. That is slow on purpose, so only a few are worked on at once
/// and only some may wait.
/// </summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>Characters of a password (NIST SP 800-63B: a long one needs no rules about what is in it).</summary>
    public const int LengthMin = 12;

    /// <summary>Longer ones only cost time.</summary>
    public const int LengthMax = 256;

    private static readonly Account Nobody = Account.None;

    private readonly PasswordHasher<Account> hasher;
    private readonly SemaphoreSlim turns;
    private readonly int waitingMax;
    private readonly string dummy;
    private int entered;

    public Passwords(IOptions<AccountOptions> options)
    {
        hasher = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions
        {
            IterationCount = options.Value.HashRounds,
        }));
        var atOnce = options.Value.HashesAtOnce ?? Math.Max(1, Environment.ProcessorCount / 2);
        turns = new SemaphoreSlim(atOnce);
        waitingMax = atOnce + options.Value.HashesWaitingMax;
        dummy = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
    }

    /// <summary>What is wrong with a new password, for its owner, or null.</summary>
    public static string? FaultOf(string password, string user)
    {
        var length = password.EnumerateRunes().Count();
        return length < LengthMin ? $"A password has at least {LengthMin} characters."
            : password.Length > LengthMax ? $"A password has at most {LengthMax} characters."
            : password.Contains(user, StringComparison.OrdinalIgnoreCase) && length < user.Length + LengthMin
                ? "The password is little more than the name."
            : CommonPasswords.Contains(password) ? "Too many people have this password."
            : null;
    }

    /// <returns>Null if too many wait.</returns>
    public Task<string?> TryHashAsync(string password) =>
        InTurnAsync<string?>(() => hasher.HashPassword(Nobody, password), null);

    /// <summary>Costs the same whether there is such an account or not, so that nobody can tell by the clock.</summary>
    /// <param name="hash">Null if there is none.</param>
    public Task<PasswordCheck> CheckAsync(string? hash, string password) => InTurnAsync(
        () => hasher.VerifyHashedPassword(Nobody, hash ?? dummy, password) switch
        {
            PasswordVerificationResult.Success when hash is not null => PasswordCheck.Right,
            PasswordVerificationResult.SuccessRehashNeeded when hash is not null => PasswordCheck.RightButOld,
            _ => PasswordCheck.Wrong,
        },
        PasswordCheck.Overloaded);

    public void Dispose() => turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, T overloaded)
    {
        try
        {
            if (Interlocked.Increment(ref entered) > waitingMax) return overloaded;
            await turns.WaitAsync();
            try
            {
                return await Task.Run(work);
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref entered);
        }
    }
}
