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
            if (!watches.TryGetValue(map.Key, out var watch)) watches.Add(map.Key, watch = new Watch(this, map));
            watch.Readers++;
            watch.Hurry();
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

    /// <summary>One reader, who is told once of each change.</summary>
    internal sealed class Watcher(FileWatches watches, Watch watch) : IDisposable
    {
        private long told;

        /// <summary>Whether the file was changed by somebody else since this was asked before.</summary>
        public async ValueTask<bool> HasChangedAsync()
        {
            await watch.LookAsync();
            var change = watch.Change;
            return change != Interlocked.Exchange(ref told, change) && change > 0;
        }

        public void Dispose() => watches.Leave(watch);
    }

    /// <summary>What is known of one file.</summary>
    internal sealed class Watch(FileWatches watches, OpenMap map)
    {
        private Look? last;
        private long lookAt;
        private long changes;
        private long change;
        private int looking;

        public OpenMap Map => map;

        public int Readers { get; set; }

        /// <summary>The number of the last change; 0 while the file is as the map knows it.</summary>
        public long Change => Interlocked.Read(ref change);

        /// <summary>The next look is not put off: who comes new shall not be told what was true before.</summary>
        public void Hurry() => Interlocked.Exchange(ref lookAt, 0);

        /// <summary>Looks, unless somebody has within the period or is at it.</summary>
        public async ValueTask LookAsync()
        {
            var now = watches.clock.GetUtcNow();
            if (now.UtcTicks < Interlocked.Read(ref lookAt) || Interlocked.Exchange(ref looking, 1) == 1) return;
            try
            {
                Interlocked.Exchange(ref lookAt, (now + watches.options.Value.FileLook).UtcTicks);
                await CompareAsync();
            }
            catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
            {
                // Somebody is at it; the next look tells.
            }
            finally
            {
                Volatile.Write(ref looking, 0);
            }
        }

        /// <summary>Only what looks otherwise than before is read.</summary>
        private async ValueTask CompareAsync()
        {
            var now = await watches.shelf.AgainAsync(map);
            var placed = await watches.index.FindAsync(now.Folder, now.State.Path);
            var look = new Look(now.File, MapDisk.MarkOf(now.File), placed);
            if (look == last) return;
            var isNews = Change == 0 || look.Mark != last?.Mark;
            if (!await watches.saves.LooksChangedAsync(now)) Interlocked.Exchange(ref change, 0);
            else if (isNews) Interlocked.Exchange(ref change, ++changes);
            last = look;
        }
    }

    /// <param name="Mark">See <see cref="MapDisk.MarkOf"/>.</param>
    /// <param name="Placed">What the index knew of the file.</param>
    private sealed record Look(string File, (DateTime, long)? Mark, PlacedMap? Placed);
}
