namespace Easel.Documents;

/// <summary>
/// One document in memory and its queue of turns. Edits wait here; one turn at a time takes all that wait, so a
/// document has a single writer, and a document that is edited faster than the disk syncs commits several edits a sync.
/// </summary>
internal sealed class OpenDocument<TState, TOp>(DocumentKey key, DocumentOptions options, OpenMemory memory)
    where TState : class
{
    private readonly Lock gate = new();
    private List<Submission<TOp>> waiting = [];
    private bool turnTaken;
    private bool closed;
    private long weight;

    // What is durable; null until it was loaded, and again after an append that failed.
    private Loaded<TState>? loaded;
    private Task<Loaded<TState>>? loading;
    private int unloads;

    public DocumentKey Key => key;

    public RecentCommits<TState, TOp> Recent { get; } = new(options);

    public SnapshotSchedule Snapshots { get; } = new(options);

    public long LastUsed { get; set; }

    /// <summary>The durable present, loaded by whoever needs it first.</summary>
    public Task<Loaded<TState>> LoadAsync(DocumentHistory<TState, TOp> history)
    {
        lock (gate) return loaded is { } present ? Task.FromResult(present) : loading ??= LoadOnceAsync(history);
    }

    /// <summary>Only the turn moves the present on, from the one that it rested on.</summary>
    public void Advance(Loaded<TState> from, Loaded<TState> next)
    {
        lock (gate)
        {
            if (ReferenceEquals(loaded, from)) loaded = next;
            else Unload(); // It was unloaded meanwhile, so something else about it has changed: read that.
        }
    }

    /// <summary>Forgets the present: the next who needs it reads the log.</summary>
    public void Unload()
    {
        lock (gate)
        {
            loaded = null;
            unloads++;
            Recent.Clear();
        }
    }

    /// <summary>Says how much memory the present takes.</summary>
    public void Weigh(long bytes)
    {
        lock (gate)
        {
            if (closed) bytes = 0; // Whoever still reads it has it for themselves.
            memory.Add(bytes - weight);
            weight = bytes;
        }
    }

    /// <summary>Queues an edit.</summary>
    /// <param name="submission">Answered when its turn ends.</param>
    /// <param name="mustTakeTurns">True if nobody takes turns: the caller has to, until <see cref="TryNextTurn"/>
    ///   says no.</param>
    /// <returns>False if the document was closed meanwhile; look it up again.</returns>
    public bool TryEnter(Submission<TOp> submission, out bool mustTakeTurns)
    {
        lock (gate)
        {
            mustTakeTurns = false;
            if (closed) return false;
            if (waiting.Count >= options.WaitingMax)
            {
                submission.Answer(new EditOutcome.Unavailable(UnavailableReason.Overloaded));
                return true;
            }

            waiting.Add(submission);
            mustTakeTurns = !turnTaken;
            turnTaken = true;
            return true;
        }
    }

    /// <summary>Takes what waits, up to the limit of a turn; when nothing does, the turn is given back.</summary>
    public bool TryNextTurn(out IReadOnlyList<Submission<TOp>> turn)
    {
        lock (gate)
        {
            if (waiting.Count <= options.TurnEditsMax) (turn, waiting) = (waiting, []);
            else
            {
                turn = waiting[..options.TurnEditsMax];
                waiting.RemoveRange(0, options.TurnEditsMax);
            }

            turnTaken = turn.Count > 0;
            return turnTaken;
        }
    }

    private async Task<Loaded<TState>> LoadOnceAsync(DocumentHistory<TState, TOp> history)
    {
        await Task.Yield(); // Leaves the lock of the caller first: `loading` must be set before it is cleared here.
        try
        {
            while (true)
            {
                var began = Volatile.Read(ref unloads);
                var present = await history.LoadAsync(this).ConfigureAwait(false);
                lock (gate)
                {
                    if (began != unloads) continue; // It was of before the unloading, and may be old.

                    // That there is no such document is not kept: it can get a record without an edit.
                    if (present.Stored is not null) loaded = present;
                    return present;
                }
            }
        }
        finally
        {
            lock (gate) loading = null;
        }
    }

    /// <summary>Closes the document unless someone is using it.</summary>
    public bool TryClose()
    {
        lock (gate)
        {
            closed = !turnTaken && waiting.Count == 0;
            if (closed) Weigh(0);
            return closed;
        }
    }
}

/// <summary>What the present of all open documents of a kind takes, in bytes.</summary>
internal sealed class OpenMemory
{
    private long total;

    public long Total => Volatile.Read(ref total);

    public void Add(long bytes) => Interlocked.Add(ref total, bytes);
}

/// <summary>The durable present of a document.</summary>
/// <param name="Stored">Its record, or null while it has neither record nor commits.</param>
/// <param name="Floor">The revision below which content was erased.</param>
/// <param name="LastAt">When the newest commit was made: commit times never go back.</param>
/// <param name="Hash">The hash of the newest commit, which the next one names.</param>
internal sealed record Loaded<TState>(
    DocumentRecord? Stored, string Epoch, Revision Head, Revision Floor, TState State, DateTimeOffset LastAt,
    CommitHash Hash);

/// <summary>An edit that waits for its answer.</summary>
internal sealed class Submission<TOp>(Edit<TOp> edit) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<EditOutcome> answer = new();
    private EditOutcome? decided;

    public Edit<TOp> Edit => edit;

    public Task<EditOutcome> Outcome => answer.Task;

    /// <summary>Answers on another thread: this one has more answers to give, and the next turn to take.</summary>
    public void Answer(EditOutcome outcome)
    {
        decided = outcome;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>
    /// Answers here: for the only edit of a turn, going to another thread would cost more than to say that it was
    /// committed. Other answers can be as long as the document.
    /// </summary>
    public void AnswerHere(EditOutcome outcome) => answer.TrySetResult(outcome);

    public void Fail(Exception bug) => answer.TrySetException(bug);

    void IThreadPoolWorkItem.Execute() => answer.TrySetResult(decided!);
}
