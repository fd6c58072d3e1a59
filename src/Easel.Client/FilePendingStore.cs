using System.Security.Cryptography;

namespace Easel.Client;

/// <summary>
/// Keeps pending edits in a file. A save is a new file that is synced and then takes the old one's name, so that a
/// reader finds one whole state, whatever happened. One process uses a slot; the system gives the lock back when the
/// process ends, however it ends.
/// </summary>
public sealed class FilePendingStore : IPendingStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string folder;
    private readonly string file;
    private readonly FileStream slotLock;

    private FilePendingStore(string folder, string slot, FileStream slotLock) =>
        (this.folder, file, this.slotLock) = (folder, Path.Combine(folder, $"{slot}.pending"), slotLock);

    /// <summary>Takes a slot in a folder, which is made if it is not there.</summary>
    /// <param name="folder">Only its owner should be able to read it: edits are in it.</param>
    /// <param name="slot">
    /// Names the server, the canvas and the user for this machine; letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.
    /// </param>
    /// <exception cref="EaselException"><c>PENDING_IN_USE</c>: another process has the slot.</exception>
    public static FilePendingStore Open(string folder, string slot)
    {
        if (slot.Length is 0 or > 200 || slot[0] == '.' || !slot.All(IsSlotCharacter))
            throw new ArgumentException("A slot is named by 1 to 200 letters, digits, '.', '_' and '-'.", nameof(slot));
        folder = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
        var lockFile = Path.Combine(folder, $"{slot}.lock");
        try
        {
            return new FilePendingStore(
                folder, slot, new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken) when (File.Exists(lockFile))
        {
            throw new EaselException(
                EaselCodes.PendingInUse, $"Another process uses the slot {slot}.", inner: taken);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EaselException"><c>PENDING_DAMAGED</c>: the file is not what was saved.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> LoadAsync(CancellationToken ct)
    {
        if (!File.Exists(file)) return null;
        var bytes = await File.ReadAllBytesAsync(file, ct).ConfigureAwait(false);
        var isWhole = bytes.Length >= SHA256.HashSizeInBytes
            && SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan()
                .SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes));
        return isWhole
            ? bytes.AsMemory(SHA256.HashSizeInBytes)
            : throw new EaselException(
                EaselCodes.PendingDamaged, $"{file} is damaged. Move it away to go on without it.");
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(ReadOnlyMemory<byte> state, CancellationToken ct)
    {
        var next = $"{file}.next";
        using (var handle = File.OpenHandle(next, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await RandomAccess.WriteAsync(handle, SHA256.HashData(state.Span), 0, ct).ConfigureAwait(false);
            await RandomAccess.WriteAsync(handle, state, SHA256.HashSizeInBytes, ct).ConfigureAwait(false);
            await Task.Run(() => DurableFile.Sync(handle), ct).ConfigureAwait(false);
        }

        File.Move(next, file, overwrite: true);
        await Task.Run(() => DurableFile.SyncFolder(folder), ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken ct)
    {
        File.Delete(file);
        await Task.Run(() => DurableFile.SyncFolder(folder), ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => slotLock.DisposeAsync();

    private static bool IsSlotCharacter(char one) => char.IsAsciiLetterOrDigit(one) || one is '.' or '_' or '-';
}
