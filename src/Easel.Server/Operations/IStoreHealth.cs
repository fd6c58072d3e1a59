namespace Easel.Server.Operations;

/// <summary>Tells whether a commit could be made durable now.</summary>
public interface IStoreHealth
{
    /// <summary>Null if it could, else what stands against it.</summary>
    ValueTask<string?> ProblemAsync(CancellationToken ct);
}

/// <summary>Memory has nothing that could fail.</summary>
internal sealed class MemoryStoreHealth : IStoreHealth
{
    public ValueTask<string?> ProblemAsync(CancellationToken ct) => ValueTask.FromResult<string?>(null);
}
