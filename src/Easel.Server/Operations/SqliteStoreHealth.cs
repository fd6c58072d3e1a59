using Easel.Documents;
using Easel.Server.Sqlite;

namespace Easel.Server.Operations;

/// <summary>Finds out by writing. However often it is asked, it writes at most once a second.</summary>
internal sealed class SqliteStoreHealth(SqliteDocumentStore store, TimeProvider clock) : IStoreHealth
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Task<string?>? latest;
    private long startedAt;

    public async ValueTask<string?> ProblemAsync(CancellationToken ct)
    {
        try
        {
            return await Latest().WaitAsync(AnswerMax, clock, ct);
        }
        catch (TimeoutException)
        {
            return "The disk does not answer.";
        }
    }

    private Task<string?> Latest()
    {
        lock (gate)
        {
            // A probe that hangs is not followed by another one, or they would pile up behind it.
            var isRecent = clock.GetElapsedTime(startedAt) < ProbeInterval;
            if (latest is not null && (isRecent || !latest.IsCompleted)) return latest;
            startedAt = clock.GetTimestamp();
            return latest = ProbeAsync();
        }
    }

    private async Task<string?> ProbeAsync()
    {
        try
        {
            await store.ProbeAsync();
            return null;
        }
        catch (StorageUnavailableException failure)
        {
            return failure.IsFull ? "The disk is full." : "The storage failed.";
        }
    }
}
