using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>Carries hints between writers and followers of one process.</summary>
public sealed class CommitFeed : ICommitFeed
{
    private readonly ConcurrentDictionary<DocumentKey, ImmutableArray<Follower>> followers = new();
    private long hints;

    /// <summary>How many hints there were, of all documents: if it is what it was, there is nothing new.</summary>
    public long Hints => Interlocked.Read(ref hints);

    /// <summary>
    /// Starts to follow a document. Follow first and read the log second: then nothing falls in between.
    /// </summary>
    public Follower Follow(DocumentKey key)
    {
        var follower = new Follower(this, key);
        followers.AddOrUpdate(key, static (_, one) => [one], static (_, all, one) => all.Add(one), follower);
        return follower;
    }

    /// <inheritdoc/>
    public void Publish(DocumentKey key, Revision head)
    {
        Interlocked.Increment(ref hints);
        if (!followers.TryGetValue(key, out var all)) return;
        foreach (var follower in all) follower.Wake();
    }

    private void Leave(DocumentKey key, Follower follower)
    {
        while (followers.TryGetValue(key, out var all))
        {
            var rest = all.Remove(follower);
            var left = rest.IsEmpty
                ? followers.TryRemove(KeyValuePair.Create(key, all))
                : followers.TryUpdate(key, rest, all);
            if (left) return;
        }
    }

    /// <summary>One who wants to know when the head moves.</summary>
    public sealed class Follower : IDisposable
    {
        private readonly CommitFeed feed;
        private readonly DocumentKey key;

        // One permit at most: many hints while the follower reads are one reason to read again.
        private readonly SemaphoreSlim hints = new(0, 1);
        private bool left;

        internal Follower(CommitFeed feed, DocumentKey key) => (this.feed, this.key) = (feed, key);

        /// <summary>Waits until the head has moved since the last wait.</summary>
        /// <returns>False when <paramref name="patience"/> ran out first.</returns>
        public Task<bool> WaitAsync(TimeSpan patience, CancellationToken ct) => hints.WaitAsync(patience, ct);

        /// <inheritdoc/>
        public void Dispose()
        {
            feed.Leave(key, this);
            lock (hints)
            {
                left = true;
                hints.Dispose();
            }
        }

        internal void Wake()
        {
            lock (hints)
            {
                // A writer that took the list of followers before this one left may still come here.
                if (!left && hints.CurrentCount == 0) hints.Release();
            }
        }
    }
}
