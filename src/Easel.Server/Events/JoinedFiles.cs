namespace Easel.Server.Events;

/// <summary>Several files, read one after the other as if they were one.</summary>
internal sealed class JoinedFiles : System.IO.Stream
{
    private readonly List<FileStream> files = [];
    private int at;

    public bool IsEmpty => files.Count == 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Adds a file, which others may go on to write and to rename.</summary>
    public void Add(string path) => files.Add(
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; at < files.Count; at++)
        {
            if (await files[at].ReadAsync(buffer, cancellationToken) is > 0 and var count) return count;
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        for (; at < files.Count; at++)
        {
            if (files[at].Read(buffer, offset, count) is > 0 and var read) return read;
        }

        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) files.ForEach(file => file.Dispose());
        base.Dispose(disposing);
    }
}
