namespace Easel.Server.Maps;

/// <summary>
/// Whoever opens, saves or reloads a file waits for its turn, so that between looking at a file and writing it nobody
/// of this server comes in between. Each file has turns of its own, while somebody has or wants one.
/// </summary>
internal sealed class FileTurns
{
    /// <summary>Requests that may wait for one file.</summary>
    public const int WaitersMax = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Turn> turns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the turns of all these files; they are given back by disposing of the answer.</summary>
    /// <param name="ended">Ends the wait.</param>
    /// <returns>Null if too many wait already.</returns>
    public async ValueTask<IDisposable?> TryTakeAsync(CancellationToken ended, params string[] files)
    {
        var taken = new Taken(this);
        try
        {
            // Always in the same order: two that need the same ones do not wait for each other.
            foreach (var file in files.Distinct(turns.Comparer).Order((StringComparer)turns.Comparer))
            {
                if (Join(file) is not { } turn)
                {
                    taken.Dispose();
                    return null;
                }

                await taken.AddAsync(file, turn, ended);
            }

            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Who has the turn of a file, and who waits for it.</summary>
    public int UsersOf(string file)
    {
        lock (gate) return turns.GetValueOrDefault(file)?.Users ?? 0;
    }

    private Turn? Join(string file)
    {
        lock (gate)
        {
            if (!turns.TryGetValue(file, out var turn)) turns.Add(file, turn = new Turn());
            if (turn.Users > WaitersMax) return null;
            turn.Users++;
            return turn;
        }
    }

    private void Leave(string file, Turn turn)
    {
        lock (gate)
        {
            if (--turn.Users > 0) return;
            turns.Remove(file);
            turn.Free.Dispose();
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Free { get; } = new(1);

        /// <summary>Who has it and who waits for it.</summary>
        public int Users { get; set; }
    }

    private sealed class Taken(FileTurns turns) : IDisposable
    {
        private readonly Stack<(string File, Turn Turn)> held = [];

        public async ValueTask AddAsync(string file, Turn turn, CancellationToken ended)
        {
            try
            {
                await turn.Free.WaitAsync(ended);
                held.Push((file, turn));
            }
            catch
            {
                turns.Leave(file, turn);
                throw;
            }
        }

        public void Dispose()
        {
            while (held.TryPop(out var one))
            {
                one.Turn.Free.Release();
                turns.Leave(one.File, one.Turn);
            }
        }
    }
}
