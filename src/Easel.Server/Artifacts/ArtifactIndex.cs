using System.Collections.Immutable;

namespace Easel.Server.Artifacts;

/// <summary>
/// What is known of the artifacts of a tenant in an environment without opening a registry: on which canvas each is,
/// what was made from it, and how many bytes they are. Facts only come: that one is there, that it is deleted. So it
/// does not matter in which order, or how often, they are told.
/// </summary>
/// <param name="tombstonesMax">Tombstones that it knows; of more it forgets the oldest.</param>
internal sealed class ArtifactIndex(int tombstonesMax)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Known> all = [];
    private readonly Dictionary<string, SortedSet<string>> madeFrom = [];
    private readonly SortedSet<(long DeletedAt, string Id)> tombstones = [];
    private long used;
    private long reserved;

    /// <summary>Bytes of all contents, with those that are being written.</summary>
    public long BytesUsed
    {
        get
        {
            lock (gate) return used + reserved;
        }
    }

    /// <summary>The canvas of an artifact or a tombstone; null if there is no such.</summary>
    public string? CanvasOf(string id)
    {
        lock (gate) return all.TryGetValue(id, out var known) ? known.CanvasId : null;
    }

    /// <summary>Whether its content is gone, or to go.</summary>
    public bool IsDeleted(string id)
    {
        lock (gate) return all.TryGetValue(id, out var known) && known.IsDeleted;
    }

    /// <summary>What was made from it, in order of their ids, at most so many.</summary>
    public IReadOnlyList<string> MadeFrom(string id, int countMax)
    {
        lock (gate) return madeFrom.TryGetValue(id, out var made) ? [.. made.Take(countMax)] : [];
    }

    /// <summary>Notes an artifact as a registry has it.</summary>
    public void Note(ArtifactRecord record)
    {
        lock (gate)
        {
            if (!all.TryGetValue(record.Id, out var known))
            {
                used += record.Size;
                foreach (var source in record.Sources) ListOf(source).Add(record.Id);
            }

            if (known.IsDeleted) return;
            all[record.Id] = new Known(record.CanvasId, record.IsDeleted, record.Sources);
            if (!record.IsDeleted) return;
            used -= record.Size;
            // By time: a registry that is read tells of old ones and new ones in the order of their ids.
            tombstones.Add((record.DeletedAt!.Value.UtcTicks, record.Id));
            if (tombstones.Count > tombstonesMax) ForgetOldest();
        }
    }

    /// <summary>Takes room for bytes before they are written, so that who writes at once cannot pass a limit.</summary>
    public bool TryReserve(long bytes, long bytesMax)
    {
        lock (gate)
        {
            if (used + reserved > bytesMax - bytes) return false;
            reserved += bytes;
            return true;
        }
    }

    /// <summary>Gives room back: nothing was written, or it counts as an artifact now.</summary>
    public void Release(long bytes)
    {
        lock (gate) reserved -= bytes;
    }

    private SortedSet<string> ListOf(string source) =>
        madeFrom.TryGetValue(source, out var made) ? made : madeFrom[source] = new(StringComparer.Ordinal);

    private void ForgetOldest()
    {
        var (_, id) = tombstones.Min;
        tombstones.Remove(tombstones.Min);
        all.Remove(id, out var known);
        foreach (var source in known.Sources)
        {
            var made = madeFrom[source];
            made.Remove(id);
            if (made.Count == 0) madeFrom.Remove(source);
        }
    }

    private readonly record struct Known(string CanvasId, bool IsDeleted, ImmutableArray<string> Sources);
}
