namespace Easel.Documents;

/// <summary>
/// What one turn has decided so far: the durable present, and on top of it the commits that will become durable
/// together when the turn ends. If the append fails this is thrown away and nothing has changed.
/// </summary>
internal sealed class Turn<TState, TOp>(
    OpenDocument<TState, TOp> document, Loaded<TState> durable, IReadOnlyDictionary<string, KeyUse> earlier)
    where TState : class
{
    private readonly List<FoldedCommit<TState, TOp>> folded = [];
    private readonly Dictionary<string, KeyUse> bound = [];
    private DateTimeOffset lastAt = durable.LastAt;
    private DocumentRecord? created;
    private (Revision After, List<FoldedCommit<TState, TOp>>? Commits)? older;

    public DocumentKey Key => document.Key;

    public Loaded<TState> Durable => durable;

    public Revision Head { get; private set; } = durable.Head;

    /// <summary>The hash of the head, which the next commit names.</summary>
    public CommitHash Hash { get; private set; } = durable.Hash;

    public TState State { get; private set; } = durable.State;

    public IReadOnlyList<FoldedCommit<TState, TOp>> Folded => folded;

    public IReadOnlyList<Commit> Commits => [.. folded.Select(one => one.Commit)];

    /// <summary>The use of the edit's key, committed before this turn or in it.</summary>
    public KeyUse? FindEarlier(Edit<TOp> edit)
    {
        if (edit.Key is not { } key || edit.DryRun) return null;
        return bound.GetValueOrDefault(key.Value) ?? earlier.GetValueOrDefault(key.Value);
    }

    public void Add(
        Commit commit, RebasedOps<TOp> ops, ulong footprint, FoldCost cost, TState after, Edit<TOp> edit)
    {
        lastAt = commit.At;
        created ??= new DocumentRecord(Key, edit.Placement, null, lastAt, edit.By.Subject);
        folded.Add(new FoldedCommit<TState, TOp>(commit, ops.Items, State, footprint) { Cost = cost });
        if (edit.Key is { } key) bound[key.Value] = new KeyUse(commit.Revision, key.Fingerprint);
        (Head, Hash, State) = (commit.Revision, commit.Hash, after);
    }

    /// <summary>
    /// The time of a commit made now, to the millisecond that its line can say. Times never go back, whatever the clock
    /// does: time travel relies on their order.
    /// </summary>
    public DateTimeOffset TimeOf(DateTimeOffset now)
    {
        var time = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        return time > lastAt ? time : lastAt;
    }

    public Commit? FindCommit(Revision revision) =>
        folded.Find(one => one.Commit.Revision == revision)?.Commit ?? FindRecent(revision);

    /// <summary>The record to store with the turn's commits.</summary>
    public DocumentRecord Record(string? title)
    {
        var record = durable.Stored ?? created!;
        return title is null ? record : record with { Title = title };
    }

    /// <summary>The present after the turn became durable.</summary>
    public Loaded<TState> Advanced(DocumentRecord record) =>
        new(record, durable.Epoch, Head, durable.Floor, State, lastAt, Hash);

    /// <summary>
    /// Collects the newest commits, oldest first; whether those are all that were asked for or exist.
    /// </summary>
    public List<FoldedCommit<TState, TOp>> ReadNewest(int countMax, out bool isAll)
    {
        var newest = new List<FoldedCommit<TState, TOp>>();
        isAll = document.Recent.TryReadNewest(countMax, newest);
        newest.AddRange(folded);
        return newest;
    }

    /// <summary>
    /// Collects what came after a revision and may touch ops of a footprint, as far as memory reaches.
    /// </summary>
    public bool TryReadMissed(Revision after, ulong footprint, out List<FoldedCommit<TState, TOp>> missed)
    {
        missed = [];
        var reaches = after >= durable.Head || document.Recent.TryReadTouching(after, footprint, missed);
        foreach (var one in folded)
        {
            if (one.Commit.Revision > after && (one.Footprint & footprint) != 0) missed.Add(one);
        }

        return reaches;
    }

    /// <summary>
    /// The durable commits after a revision, or after an even older one; null if they are too long. Read once a turn:
    /// where one edit is further behind than memory reaches, others are too.
    /// </summary>
    public async ValueTask<List<FoldedCommit<TState, TOp>>?> ReadOlderAsync(
        DocumentHistory<TState, TOp> history, Revision after, long bytesMax)
    {
        if (older is not { } read || read.After > after)
        {
            read = (after, await history.FoldAfterAsync(Key, after, durable.Head, bytesMax).ConfigureAwait(false));
            older = read;
        }

        return read.Commits;
    }

    private Commit? FindRecent(Revision revision)
    {
        var recent = new List<FoldedCommit<TState, TOp>>();
        var reaches = document.Recent.TryReadAfter(new Revision(revision.Number - 1), 1, recent);
        return reaches && recent.Count > 0 ? recent[0].Commit : null;
    }
}
