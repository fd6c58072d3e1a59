namespace Easel.Server.Auth;

/// <summary>
/// The keys of one authority. They are fetched again from time to time, and once when a token names one that is not
/// known; those that are known stay until the authority says otherwise.
/// </summary>
internal sealed partial class AuthorityKeys(
    AuthoritySettings authority, bool isDev, KeyFetch fetch, KeyGeneration generation, AuthorityOptions limits,
    TimeProvider clock, ILogger<AuthorityKeys> log)
{
    private readonly Lock gate = new();
    private volatile VerificationKey[] keys = [];
    private Task running = Task.CompletedTask;
    private long? startedAt;
    private int waiting;

    /// <summary>The key that a token names. One that names none is taken only where there is no choice.</summary>
    public VerificationKey? Find(CompactToken token)
    {
        var fitting = keys.Where(key => key.Algorithm == token.Algorithm);
        return token.KeyId is { } id
            ? fitting.FirstOrDefault(key => key.Id == id)
            : fitting.Take(2).ToList() is [var only] ? only : null;
    }

    /// <summary>
    /// Waits until the keys have been fetched again. Whoever comes meanwhile waits for the same fetch; so soon after
    /// the last one that another would be of no use, nobody waits.
    /// </summary>
    public async Task ArriveAsync(CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) <= limits.WaitingMax) await StartRefresh().WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Fetches the keys, unless that is being done or was done a moment ago.</summary>
    public Task StartRefresh()
    {
        lock (gate)
        {
            var isRecent = startedAt is { } at
                && clock.GetElapsedTime(at) < TimeSpan.FromSeconds(limits.RefreshSecondsMin);
            if (isRecent || !running.IsCompleted) return running;
            startedAt = clock.GetTimestamp();
            return running = Task.Run(RefreshAsync);
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            var fresh = await fetch.GetAsync(authority, isDev, CancellationToken.None);
            var isOneGone = keys.Except(fresh).Any();
            keys = fresh;
            if (isOneGone) generation.Move();
            if (fresh.Length == 0) LogNoKeys(authority.Issuer);
        }
        catch (KeysUnavailableException failure)
        {
            LogUnavailable(authority.Issuer, failure.Message, keys.Length);
        }
        catch (Exception fault)
        {
            LogFault(fault, authority.Issuer);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The keys of {Issuer} could not be fetched: {Reason}; {Count} stay in use")]
    private partial void LogUnavailable(string issuer, string reason, int count);

    [LoggerMessage(2, LogLevel.Warning, "{Issuer} publishes no key that this server can use")]
    private partial void LogNoKeys(string issuer);

    [LoggerMessage(3, LogLevel.Error, "The keys of {Issuer} could not be fetched")]
    private partial void LogFault(Exception fault, string issuer);
}
