using Easel.Documents;
using Microsoft.Win32.SafeHandles;

namespace Easel.Server.Artifacts;

/// <summary>A part of a file, read once from its beginning to its end.</summary>
/// <remarks>A read that fails throws <see cref="StorageUnavailableException"/>.</remarks>
internal sealed class FileSource(SafeFileHandle file, long from, long count) : BlobSource
{
    private readonly long end = from + count;
    private long at = from;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, end - at);
        try
        {
            var read = await RandomAccess.ReadAsync(file, buffer[..wanted], at, cancellationToken);
            at += read;
            return read;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FolderBlobs.Unavailable(failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
