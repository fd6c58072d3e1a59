namespace Easel.Client;

/// <summary>
/// Keeps the pending edits of one canvas and one user over the end of the process. A session uses it alone, one call at
/// a time, and disposes of it.
/// </summary>
public interface IPendingStore : IAsyncDisposable
{
    /// <summary>What was saved last; null if nothing was, or it was cleared.</summary>
    ValueTask<ReadOnlyMemory<byte>?> LoadAsync(CancellationToken ct);

    /// <summary>Replaces what was saved, whole or not at all. Returns when it would survive a power cut.</summary>
    /// <exception cref="IOException">It could not be saved; what was saved before is still there.</exception>
    ValueTask SaveAsync(ReadOnlyMemory<byte> state, CancellationToken ct);

    /// <summary>Forgets what was saved.</summary>
    ValueTask ClearAsync(CancellationToken ct);
}

/// <summary>Keeps pending edits for as long as the object lives: for tests, and where losing them is right.</summary>
public sealed class MemoryPendingStore : IPendingStore
{
    private ReadOnlyMemory<byte>? kept;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> LoadAsync(CancellationToken ct) => ValueTask.FromResult(kept);

    /// <inheritdoc/>
    public ValueTask SaveAsync(ReadOnlyMemory<byte> state, CancellationToken ct)
    {
        kept = state.ToArray();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken ct)
    {
        kept = null;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
