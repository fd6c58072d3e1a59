using Easel.Server.DataFolder;

namespace Easel.Server.Events;

/// <summary>
/// The file that checkpoints are added to: a line each, durable before the next. It begins with lines that name how far
/// every tenant had come, so that a start reads it alone and none before it.
/// </summary>
internal sealed class CheckpointFile : IDisposable
{
    /// <summary>Tenants that one of the first lines names.</summary>
    private const int FeedsMax = 10_000;

    private readonly FileStream file;
    private long length;
    private long added;

    private CheckpointFile(FileStream file) => this.file = file;

    /// <summary>The checkpoints that stand in it.</summary>
    public CheckpointChain Chain { get; } = new(key: null, isPart: true);

    /// <summary>What was found at its end and cut off: a crash may leave half a line; null if nothing was.</summary>
    public string? Finding { get; private set; }

    /// <summary>Bytes that were added since its first lines.</summary>
    public long Added => added;

    /// <param name="key">Signs the first lines, if it is the next after one that was put away.</param>
    public static async Task<CheckpointFile> OpenAsync(string folder, CheckpointKey key, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, CheckpointFiles.Name);
        var isNew = !File.Exists(path);
        if (isNew && CheckpointFiles.FullOnes(path) is [.., var newest])
        {
            using var before = Open(newest);
            await before.ReadThroughAsync();
            DurableFile.WriteNew(path, FirstLines(before.Chain, key, now));
        }

        var opened = Open(path);
        if (isNew) DurableFile.SyncFolder(Path.GetFullPath(folder));
        await opened.ReadThroughAsync();
        return opened;
    }

    /// <summary>Adds a checkpoint, durably.</summary>
    /// <exception cref="IOException">It may not be there; what is will be written over.</exception>
    public void Append(Checkpoint checkpoint, CheckpointKey key)
    {
        var (line, hash) = checkpoint.Encode(key);
        // What a failure left must not stand behind a line that is shorter: it would seem to be a checkpoint.
        file.SetLength(length);
        file.Position = length;
        file.Write([.. line, (byte)'\n']);
        DurableFile.Sync(file.SafeFileHandle);
        (length, added) = (file.Position, added + line.Length + 1);
        Chain.Add(checkpoint, hash);
    }

    public void Dispose() => file.Dispose();

    private static CheckpointFile Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0, // A write that failed must not be tried again when the file is closed.
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new CheckpointFile(new FileStream(path, options));
    }

    private static byte[] FirstLines(CheckpointChain chain, CheckpointKey key, DateTimeOffset now)
    {
        var lines = new MemoryStream();
        var feeds = chain.Feeds.Select(feed => new Easel.Documents.FeedHead(feed.Key, feed.Value)).Chunk(FeedsMax);
        foreach (var some in feeds.DefaultIfEmpty([]).ToList())
        {
            var first = new Checkpoint(chain.Seq + 1, now, chain.Hash, [], some);
            var (line, hash) = first.Encode(key);
            lines.Write([.. line, (byte)'\n']);
            chain.Add(first, hash);
        }

        return lines.ToArray();
    }

    private async Task ReadThroughAsync()
    {
        await foreach (var (line, isWhole) in JsonLines.ReadAsync(file))
        {
            // What follows is linked to the last whole line, whatever stands there: it is for `verify` to judge.
            if (!isWhole)
            {
                Finding = $"the last line was torn ({line.Length} bytes) and cut off";
                break;
            }

            var wrong = Chain.Follow(line, out var checkpoint);
            Finding ??= wrong;
            length += line.Length + 1;
            if (checkpoint?.Heads.Count > 0) added += line.Length + 1;
        }

        file.SetLength(length);
    }
}
