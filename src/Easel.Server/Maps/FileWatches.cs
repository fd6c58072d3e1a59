using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Maps;

/// <summary>
/// Sees when the file of a map is changed by somebody else, for those who read what happens to the map. However many
/// they are, the file is looked at once a period: by whoever asks first. There is a watch only while somebody reads, so
/// there are no more than streams.
/// </summary>
internal sealed class FileWatches(
    MapShelf shelf, MapIndex index, MapSaves saves, IOptions<MapOptions> options, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<DocumentKey, Watch> watches = [];

    /// <summary>Files that are watched now.</summary>
    public int Count
    {
        get
        {
            lock (gate) return watches.Count;
        }
    }

    /// <summary>Begins to watch for one reader.</summary>
    public Watcher Join(OpenMap map)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(map.Key, out var watch)) watches.Add(map.Key, watch = new Watch(map));
            watch.Readers++;
            Interlocked.Exchange(ref watch.LookAt, 0); // Who comes new shall not be told what was true before.
            return new Watcher(this, watch);
        }
    }

    private void Leave(Watch watch)
    {
        lock (gate)
        {
            if (--watch.Readers == 0) watches.Remove(watch.Map.Key);
        }
    }

    /// <summary>Looks, unless somebody has within the period or is at it.</summary>
    private async ValueTask LookAsync(Watch watch)
    {
        var now = clock.GetUtcNow();
        if (now.UtcTicks < Interlocked.Read(ref watch.LookAt)) return;
        if (Interlocked.Exchange(ref watch.Looking, 1) == 1) return;
        try
        {
            Interlocked.Exchange(ref watch.LookAt, (now + options.Value.FileLook).UtcTicks);
            await CompareAsync(watch);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // Somebody is at it; the next look tells.
        }
        finally
        {
            Volatile.Write(ref watch.Looking, 0);
        }
    }

    /// <summary>Only what looks otherwise than before is read.</summary>
    private async ValueTask CompareAsync(Watch watch)
    {
        var map = await shelf.AgainAsync(watch.Map);
        var placed = await index.FindAsync(map.Folder, map.State.Path);
        var look = new Look(map.File, MapDisk.MarkOf(map.File), placed);
        if (look == watch.Last) return;
        var isNews = watch.Change == 0 || look.Mark != watch.Last?.Mark;
        if (!await saves.LooksChangedAsync(map)) Interlocked.Exchange(ref watch.Change, 0);
        else if (isNews) Interlocked.Exchange(ref watch.Change, ++watch.Changes);
        watch.Last = look;
    }

    /// <summary>One reader, who is told once of each change.</summary>
    internal sealed class Watcher : IDisposable
    {
        private readonly FileWatches watches;
        private readonly Watch watch;
        private long told;

        internal Watcher(FileWatches watches, Watch watch) => (this.watches, this.watch) = (watches, watch);

        /// <summary>Whether the file was changed by somebody else since this was asked before.</summary>
        public async ValueTask<bool> HasChangedAsync()
        {
            await watches.LookAsync(watch);
            var (change, before) = (Interlocked.Read(ref watch.Change), told);
            told = change;
            return change > 0 && change != before;
        }

        public void Dispose() => watches.Leave(watch);
    }

    /// <summary>What is known of one file.</summary>
    internal sealed class Watch(OpenMap map)
    {
        /// <summary>When it is looked at again, in ticks.</summary>
        public long LookAt;

        /// <summary>1 while somebody looks.</summary>
        public int Looking;

        /// <summary>The number of the last change; 0 while the file is as the map knows it.</summary>
        public long Change;

        public OpenMap Map => map;

        public int Readers { get; set; }

        public long Changes { get; set; }

        public Look? Last { get; set; }
    }

    /// <param name="Mark">See <see cref="MapDisk.MarkOf"/>.</param>
    /// <param name="Placed">What the index knew of the file.</param>
    internal sealed record Look(string File, (DateTime, long)? Mark, PlacedMap? Placed);
}
