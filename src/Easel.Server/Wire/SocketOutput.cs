using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Easel.Server.Wire;

/// <summary>
/// The output of one connection: what is flushed goes to the kernel at once, on the thread that flushes. Everything on
/// a connection passes through here, answers and streams alike, so their bytes cannot change places. Only what the
/// kernel has no room for waits, and the flush with it. As with every <see cref="PipeWriter"/>, one caller at a time.
/// </summary>
internal sealed class SocketOutput(Socket socket) : PipeWriter
{
    private const int BufferMin = 4_096;

    private byte[] buffer = [];
    private int count;
    private Task rest = Task.CompletedTask;
    private bool isGone;
    private bool isCanceled;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => count;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = count + Math.Max(sizeHint, 1);
        if (needed > buffer.Length) Grow(needed);
        return buffer.AsMemory(count);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes) => count += bytes;

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (count == 0 && rest.IsCompleted) return new(TakeResult());
        var taken = rest.IsCompleted ? TrySend(buffer.AsSpan(0, count)) : 0;
        if (taken < count) return WaitAsync(buffer, taken, cancellationToken);
        Release();
        return new(TakeResult());
    }

    /// <summary>Sends bytes that stay as they are: they are not copied unless the kernel has no room.</summary>
    public override ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        var taken = count == 0 && rest.IsCompleted ? TrySend(source.Span) : 0;
        if (taken == source.Length) return new(TakeResult());
        this.Write(source.Span[taken..]);
        return FlushAsync(cancellationToken);
    }

    /// <summary>The next flush says that it was canceled; what was flushed is sent all the same.</summary>
    public override void CancelPendingFlush() => isCanceled = true;

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // The buffer does not go back to the pool: whoever aborts a connection does not wait for those who write on it.
        if (count > 0 && rest.IsCompleted) TrySend(buffer.AsSpan(0, count));
    }

    /// <summary>Waits until the kernel has all that was flushed, or the connection has ended.</summary>
    public Task DrainAsync() => rest;

    /// <summary>What the kernel takes without waiting. A dead connection takes everything.</summary>
    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        if (isGone) return bytes.Length;
        try
        {
            var sent = socket.Send(bytes, SocketFlags.None, out var error);
            if (error == SocketError.Success) return sent;
            if (error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable) return 0;
        }
        catch (ObjectDisposedException)
        {
            // It was aborted meanwhile.
        }

        isGone = true;
        return bytes.Length;
    }

    private async ValueTask<FlushResult> WaitAsync(byte[] from, int start, CancellationToken ct)
    {
        // The buffer now belongs to the rest that is being sent; later bytes go into another and follow it.
        rest = SendRestAsync(rest, from, start, count);
        (buffer, count) = ([], 0);
        await rest.WaitAsync(ct);
        return TakeResult();
    }

    private async Task SendRestAsync(Task before, byte[] from, int start, int end)
    {
        await before;
        try
        {
            while (start < end && !isGone) start += await socket.SendAsync(from.AsMemory(start, end - start));
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            isGone = true;
        }

        ArrayPool<byte>.Shared.Return(from);
    }

    private FlushResult TakeResult()
    {
        var result = new FlushResult(isCanceled, isGone);
        isCanceled = false;
        return result;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, 2 * count), BufferMin));
        buffer.AsSpan(0, count).CopyTo(larger);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>An idle connection keeps no buffer.</summary>
    private void Release()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        (buffer, count) = ([], 0);
    }
}
