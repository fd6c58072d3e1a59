using System.Buffers;
using Easel.Server.DataFolder;

namespace Easel.Server.Events;

/// <summary>The file of checkpoints: a line each, only ever added to, each durable before the next.</summary>
internal sealed class CheckpointFile : IDisposable
{
    public const string Name = "checkpoints.jsonl";

    private readonly FileStream file;
    private long length;

    private CheckpointFile(FileStream file) => this.file = file;

    /// <summary>The checkpoints that stand in it.</summary>
    public CheckpointChain Chain { get; } = new(key: null);

    /// <summary>What was found at its end and cut off: a crash may leave half a line; null if nothing was.</summary>
    public string? Finding { get; private set; }

    public static async Task<CheckpointFile> OpenAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name);
        var isNew = !File.Exists(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var opened = new CheckpointFile(new FileStream(path, options));
        if (isNew) DurableFile.SyncFolder(Path.GetFullPath(folder));
        await opened.ReadThroughAsync();
        return opened;
    }

    /// <summary>
    /// The lines of a file, and whether each is whole. A line is valid until the next one is asked for.
    /// </summary>
    public static async IAsyncEnumerable<(ReadOnlyMemory<byte> Line, bool IsWhole)> ReadLinesAsync(
        System.IO.Stream from)
    {
        var line = new ArrayBufferWriter<byte>();
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            var rest = buffer.AsMemory(0, count);
            while (rest.Span.IndexOf((byte)'\n') is >= 0 and var end)
            {
                line.Write(rest.Span[..end]);
                yield return (line.WrittenMemory, true);
                line.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }

            line.Write(rest.Span);
        }

        if (line.WrittenCount > 0) yield return (line.WrittenMemory, false);
    }

    /// <summary>Adds a checkpoint, durably.</summary>
    /// <exception cref="IOException">It may not be there; the file is as it was, as far as that can be.</exception>
    public void Append(Checkpoint checkpoint, CheckpointKey key)
    {
        var (line, hash) = checkpoint.Encode(key);
        try
        {
            file.Position = length;
            file.Write([.. line, (byte)'\n']);
            file.Flush();
            DurableFile.Sync(file.SafeFileHandle);
        }
        catch (IOException)
        {
            file.SetLength(length);
            throw;
        }

        length = file.Position;
        Chain.Add(checkpoint, hash);
    }

    public void Dispose() => file.Dispose();

    private async Task ReadThroughAsync()
    {
        await foreach (var (line, isWhole) in ReadLinesAsync(file))
        {
            // What follows is linked to the last whole line, whatever stands there: it is for `verify` to judge.
            if (!isWhole)
            {
                Finding = $"the last line was torn ({line.Length} bytes) and cut off";
                break;
            }

            if (Chain.Follow(line, out _) is { } wrong) Finding ??= wrong;
            length += line.Length + 1;
        }

        file.SetLength(length);
    }
}
