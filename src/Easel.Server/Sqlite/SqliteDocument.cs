using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// What the store holds of a document in memory: its durable head, the commits that stand only in the journal so far,
/// and a filter over the keys of all others. The writer thread changes it, after the transaction; any thread reads it.
/// </summary>
internal sealed class SqliteDocument(long id, DocumentRecord record, string epoch, Revision shelved, Revision erased)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, KeyUse> tailKeys = [];
    private readonly List<StoredCommit> tail = [];
    private Revision start = shelved;
    private Revision floor = erased;
    private KeyFilter? shelvedKeys;

    public long Id => id;

    public string Epoch => epoch;

    /// <summary>The record at this moment.</summary>
    public DocumentRecord Record { get; private set; } = record;

    /// <summary>The record and the head that it belongs to.</summary>
    public (DocumentRecord Record, Revision Head) Present
    {
        get
        {
            lock (gate) return (Record, new Revision(start.Number + tail.Count));
        }
    }

    public long LastUsed { get; set; }

    /// <summary>
    /// Set when the journal does not continue what was shelved; the document is then served to nobody.
    /// </summary>
    public string? Damage { get; private set; }

    public Revision Head
    {
        get
        {
            lock (gate) return new Revision(start.Number + tail.Count);
        }
    }

    /// <summary>The revision below which content was erased. What is read of the commits up to it has no ops.</summary>
    public Revision Floor
    {
        get
        {
            lock (gate) return floor;
        }
    }

    public bool HasTail
    {
        get
        {
            lock (gate) return tail.Count > 0;
        }
    }

    /// <summary>Commits that became durable, and the record as it is since then.</summary>
    public void Append(IReadOnlyList<StoredCommit> commits, DocumentRecord current)
    {
        lock (gate)
        {
            Record = current;
            foreach (var commit in commits) Add(commit);
        }
    }

    /// <summary>A journal row that is read again at start; what was shelved before is passed over.</summary>
    public void Recover(IReadOnlyList<StoredCommit> commits)
    {
        lock (gate)
        {
            foreach (var commit in commits)
            {
                var next = start.Number + tail.Count + 1;
                if (commit.Commit.Revision.Number < next) continue;
                if (commit.Commit.Revision.Number == next) Add(commit);
                else Damage = $"the journal goes on at {commit.Commit.Revision}, not r{next}";
            }
        }
    }

    /// <summary>Copies the journalled commits after a revision, and tells where the journalled ones begin.</summary>
    public (IReadOnlyList<StoredCommit> Commits, Revision Start) TailAfter(Revision after)
    {
        lock (gate)
        {
            var skip = (int)Math.Clamp(after.Number - start.Number, 0, tail.Count);
            return (tail[skip..], start);
        }
    }

    /// <summary>The use of a key among the journalled commits.</summary>
    public KeyUse? FindInTail(string key)
    {
        lock (gate) return tailKeys.GetValueOrDefault(key);
    }

    /// <summary>Whether a key may be among the shelved commits. The filter is loaded by whoever asks first.</summary>
    public bool MayBeShelved(long hash, Func<SqliteDocument, KeyFilter> load)
    {
        // Loading holds the lock: a batch that is shelved meanwhile is either read by the load or added by `Shelved`.
        lock (gate) return (shelvedKeys ??= load(this)).MayContain(hash);
    }

    /// <summary>Everything up to a revision stands in runs now, durably.</summary>
    public void Shelved(Revision upTo, IReadOnlyList<long> hashes)
    {
        lock (gate)
        {
            if (shelvedKeys is not null)
            {
                foreach (var hash in hashes) shelvedKeys.Add(hash);
            }

            var count = (int)(upTo.Number - start.Number);
            foreach (var commit in tail[..count])
            {
                if (commit.Key is { } key) tailKeys.Remove(key.Value);
            }

            tail.RemoveRange(0, count);
            start = upTo;
        }
    }

    /// <summary>The floor is durable: what is shelved from now on has no ops below it.</summary>
    public void Erase(Revision upTo)
    {
        lock (gate)
        {
            if (upTo <= floor) return;
            floor = upTo;
            for (var i = 0; i < tail.Count; i++) tail[i] = tail[i].Above(floor);
        }
    }

    private void Add(StoredCommit journalled)
    {
        var commit = journalled.Above(floor);
        tail.Add(commit);
        if (commit.Key is { } key) tailKeys[key.Value] = new KeyUse(commit.Commit.Revision, key.Fingerprint);
    }
}
