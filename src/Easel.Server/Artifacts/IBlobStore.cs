using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>Where contents are kept. A store knows bytes and names, never what they mean.</summary>
/// <remarks>
/// What an implementer owes: a blob is there whole and durable, or it is not there; a key is written once. A store that
/// cannot serve throws <see cref="StorageUnavailableException"/>, never an exception of its own; what the writer of a
/// blob throws passes through, and nothing is kept then.
/// </remarks>
internal interface IBlobStore
{
    /// <summary>Keeps what <paramref name="write"/> writes. Durable when it is answered.</summary>
    Task WriteAsync(BlobKey key, Func<System.IO.Stream, CancellationToken, Task> write, CancellationToken ct);

    /// <summary>How many bytes a blob has; null if it is not there.</summary>
    ValueTask<long?> FindAsync(BlobKey key, CancellationToken ct);

    /// <summary>
    /// Reads <paramref name="count"/> bytes from <paramref name="from"/> on, which it has; null if it is not there. The
    /// stream, too, throws <see cref="StorageUnavailableException"/> where it cannot be read.
    /// </summary>
    Task<System.IO.Stream?> OpenAsync(BlobKey key, long from, long count, CancellationToken ct);

    /// <summary>Removes a blob, durably. One that is not there is removed already.</summary>
    Task DeleteAsync(BlobKey key, CancellationToken ct);

    /// <summary>All blobs. What is written or deleted meanwhile may be among them.</summary>
    IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken ct);

    /// <summary>Removes what writes left that never ended and began before a time; those that run go on.</summary>
    /// <returns>How many there were.</returns>
    Task<int> ClearUnfinishedAsync(DateTimeOffset before, CancellationToken ct);

    /// <summary>An address under which who has it may read a blob for a while; null if the store has none.</summary>
    Uri? Presign(BlobKey key, BlobHeaders headers, TimeSpan lifetime);
}

/// <summary>A blob as a store lists it.</summary>
internal readonly record struct StoredBlob(BlobKey Key, long Size, DateTimeOffset WrittenAt);

/// <summary>With which headers a store has to serve a blob.</summary>
internal sealed record BlobHeaders(string ContentType, string ContentDisposition);
