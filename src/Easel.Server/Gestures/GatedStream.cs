namespace Easel.Server.Gestures;

/// <summary>
/// What the protocol reader takes for its connection: it reads from it, but whatever it writes itself (pongs, the close
/// after a breach of protocol) takes its turn in the <see cref="Outbox"/>.
/// </summary>
internal sealed class GatedStream(System.IO.Stream connection, Outbox outbox) : System.IO.Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken);

    /// <summary>Pings of a client that does not read its pongs stop being read.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        outbox.SendFrames(buffer.Span);
        return outbox.WaitForRoomAsync();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
