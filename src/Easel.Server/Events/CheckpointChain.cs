using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>Follows checkpoints in order and says which is the first that does not belong there.</summary>
/// <param name="key">Whose signatures they must bear; null to leave that out.</param>
/// <param name="isPart">Whether the first may be any, as that of a file after the first.</param>
internal sealed class CheckpointChain(CheckpointKey? key, bool isPart = false)
{
    private readonly Dictionary<string, long> feeds = [];

    /// <summary>The number of the newest one.</summary>
    public long Seq { get; private set; }

    public CommitHash Hash { get; private set; }

    /// <summary>How far the newest one that names a tenant says it had come.</summary>
    public IReadOnlyDictionary<string, long> Feeds => feeds;

    /// <summary>Follows a line.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Follow(ReadOnlyMemory<byte> line, out Checkpoint? checkpoint)
    {
        var name = $"checkpoint {Seq + 1}";
        checkpoint = null;
        try
        {
            var (read, hash) = Checkpoint.Read(line, key);
            if (Seq == 0 && isPart) (Seq, Hash) = (read.Seq - 1, read.Previous);
            if (read.Seq != Seq + 1) return $"checkpoint {read.Seq} stands where {Seq + 1} belongs";
            if (read.Previous != Hash) return $"{name} does not continue the one before it";
            foreach (var feed in read.Feeds)
            {
                if (feed.Seq < feeds.GetValueOrDefault(feed.Tenant)) return $"{name} goes back in {feed.Tenant}";
            }

            checkpoint = read;
            Add(read, hash);
            return null;
        }
        catch (FormatException broken)
        {
            return $"{name} {broken.Message}";
        }
    }

    /// <summary>Takes over one that was made here.</summary>
    public void Add(Checkpoint made, CommitHash hash)
    {
        (Seq, Hash) = (made.Seq, hash);
        foreach (var feed in made.Feeds) feeds[feed.Tenant] = feed.Seq;
    }
}
