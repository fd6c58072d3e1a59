namespace Easel.Server.Maps;

/// <summary>
/// Whoever opens, saves or reloads a file waits for its turn, so that between looking at a file and writing it nobody
/// of this server comes in between. Files share turns: there are only so many.
/// </summary>
internal sealed class FileTurns : IDisposable
{
    private const int Count = 256;

    private readonly SemaphoreSlim[] turns =
        [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Takes the turns of all these files; they are given back by disposing of the answer.</summary>
    public async ValueTask<IDisposable> TakeAsync(params string[] files)
    {
        // Always in the same order: two that need the same ones do not wait for each other.
        SemaphoreSlim[] needed =
        [
            .. files.Select(file => (int)((uint)StringComparer.OrdinalIgnoreCase.GetHashCode(file) % Count))
                .Distinct().Order().Select(number => turns[number]),
        ];
        foreach (var turn in needed) await turn.WaitAsync();
        return new Taken(needed);
    }

    public void Dispose()
    {
        foreach (var turn in turns) turn.Dispose();
    }

    private sealed class Taken(SemaphoreSlim[] turns) : IDisposable
    {
        public void Dispose()
        {
            foreach (var turn in turns) turn.Release();
        }
    }
}
