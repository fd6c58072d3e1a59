using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Easel.Documents;
using Easel.Server.DataFolder;

namespace Easel.Server.Artifacts;

/// <summary>
/// Blobs as files below a folder. A blob is written under another name, synced, and then given its own; no link is
/// followed below the folder, whoever made it.
/// </summary>
internal sealed class FolderBlobs(string root) : IBlobStore
{
    private const string Unfinished = "unfinished";

    /// <summary>Folders that are known to be durable; of more it is found out again.</summary>
    private const int DurableMax = 100_000;

    private readonly Lock making = new();
    private readonly ConcurrentDictionary<string, byte> durable = new();
    private readonly ConcurrentDictionary<string, byte> writing = new();

    /// <inheritdoc/>
    public async Task WriteAsync(
        BlobKey key, Func<System.IO.Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        var name = $"{key.Id}.{Guid.NewGuid():N}";
        var part = Path.Join(root, Unfinished, name);
        writing[name] = 0;
        try
        {
            await using (var file = Guarded(() => Create(part)))
            {
                await write(new FileSink(file), ct);
                Guarded(() => DurableFile.Sync(file.SafeFileHandle));
            }

            Guarded(() => Place(part, PathOf(key)));
        }
        finally
        {
            writing.TryRemove(name, out _); // First: what cannot be deleted now is the sweep's.
            if (File.Exists(part)) Guarded(() => File.Delete(part));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long?> FindAsync(BlobKey key, CancellationToken ct) => ValueTask.FromResult(Guarded(() =>
    {
        using var handle = UnixFile.TryOpenRead(root, PathOf(key));
        return handle is null ? (long?)null : RandomAccess.GetLength(handle);
    }));

    /// <inheritdoc/>
    public Task<System.IO.Stream?> OpenAsync(BlobKey key, long from, long count, CancellationToken ct) =>
        Task.FromResult(Guarded(() => UnixFile.TryOpenRead(root, PathOf(key)) is { } handle
            ? new FileSource(handle, from, count) as System.IO.Stream
            : null));

    /// <inheritdoc/>
    public Task DeleteAsync(BlobKey key, CancellationToken ct)
    {
        Guarded(() =>
        {
            var path = PathOf(key);
            var folder = Path.GetDirectoryName(path)!;
            using var handle = UnixFile.TryOpenRead(root, path);
            if (handle is not null) File.Delete(path);

            // Also of one that is gone: who deleted it may not have come so far.
            if (Directory.Exists(folder)) DurableFile.SyncFolder(folder);
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        var folder = Path.Join(root, BlobKey.Root);
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("art_*", Below))
        {
            ct.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (BlobKey.Parse(name) is { } key) yield return new StoredBlob(key, file.Length, file.LastWriteTimeUtc);
        }
    }

    /// <inheritdoc/>
    /// <remarks>One process has the folder, so what it does not write nobody does, however new it is.</remarks>
    public Task<int> ClearUnfinishedAsync(DateTimeOffset before, CancellationToken ct) => Task.FromResult(Guarded(() =>
    {
        var folder = new DirectoryInfo(Path.Join(root, Unfinished));
        if (!folder.Exists) return 0;
        var left = folder.EnumerateFiles().Where(file => !writing.ContainsKey(file.Name)).ToList();
        foreach (var file in left) file.Delete();
        return left.Count;
    }));

    /// <inheritdoc/>
    public Uri? Presign(BlobKey key, BlobHeaders headers, TimeSpan lifetime) => null;

    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    private string PathOf(BlobKey key) => Path.Join(root, key.Text);

    private FileStream Create(string part)
    {
        MakeFolder(Path.GetDirectoryName(part)!);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(part, options);
        try
        {
            UnixFile.RequireIsAt(file.SafeFileHandle, root, part);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Place(string part, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        UnixFile.RequireFolderIsAt(root, folder);
        if (UnixFile.TryRename(part, path, UnixFile.NoReplace) is not { } isMoved) File.Move(part, path);
        else if (!isMoved) throw new IOException("The name is taken, or its folder is gone.");
        DurableFile.SyncFolder(folder);
    }

    /// <summary>Makes a folder and those above it, each durable before something lies in it.</summary>
    private void MakeFolder(string folder)
    {
        if (IsDurable(folder)) return;
        lock (making)
        {
            var (unknown, at) = (new Stack<string>(), folder);
            for (; IsBelow(at) ? !IsDurable(at) : !Directory.Exists(at); at = Path.GetDirectoryName(at)!)
                unknown.Push(at);
            if (durable.Count >= DurableMax) durable.Clear();
            foreach (var one in unknown)
            {
                Directory.CreateDirectory(one);
                if (IsBelow(one)) UnixFile.RequireFolderIsAt(root, one);
                DurableFile.SyncFolder(Path.GetDirectoryName(one)!);
                durable[one] = 0;
            }
        }
    }

    /// <summary>One that is there may have been made by somebody who has not synced it yet.</summary>
    private bool IsDurable(string folder) => durable.ContainsKey(folder) && Directory.Exists(folder);

    private bool IsBelow(string folder) => folder.StartsWith(root, StringComparison.Ordinal);

    private static void Guarded(Action act) => Guarded(() =>
    {
        act();
        return true;
    });

    private static T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(failure);
        }
    }

    internal static StorageUnavailableException Unavailable(Exception failure) =>
        new("the folder of artifacts failed", failure, isFull: DurableFile.IsFull(failure));

    /// <summary>What goes into a file. Its failures are the store's, unlike those of who writes.</summary>
    private sealed class FileSink(FileStream file) : BlobSink
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            try
            {
                await file.WriteAsync(buffer, cancellationToken);
            }
            catch (IOException failure)
            {
                throw Unavailable(failure);
            }
        }
    }
}
