using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>A commit as journal and runs keep it: its line, and the idempotency key it was made under.</summary>
internal readonly record struct StoredCommit(Commit Commit, EditKey? Key)
{
    /// <summary>Takes a new commit over; from now on it reads as one that was read back.</summary>
    public static StoredCommit Of(Commit made) => new(made.WithoutKey(), made.Key);

    /// <summary>The commit as it may be read: without its ops, unless it is above the floor.</summary>
    public StoredCommit Above(Revision floor) =>
        Commit.Revision > floor ? this : this with { Commit = Commit.WithoutOps()! };

    private const int FingerprintBytes = 16;

    /// <summary>Bytes it takes.</summary>
    public int Size => (2 * sizeof(int)) + Commit.Line.Length
        + (Key is null ? 0 : Encoding.UTF8.GetByteCount(Key.Value) + FingerprintBytes);

    /// <summary>Appends it: line length, line, key length (0: none), key, fingerprint.</summary>
    public void WriteTo(ArrayBufferWriter<byte> to)
    {
        WriteInteger(to, Commit.Line.Length);
        to.Write(Commit.Line.Span);
        if (Key is null)
        {
            WriteInteger(to, 0);
            return;
        }

        WriteInteger(to, Encoding.UTF8.GetByteCount(Key.Value));
        Encoding.UTF8.GetBytes(Key.Value, to);
        to.Write(Key.Fingerprint.Span);
    }

    /// <summary>Reads one and moves past it.</summary>
    /// <exception cref="FormatException">The bytes are not what was written.</exception>
    public static StoredCommit Read(ref ReadOnlySpan<byte> from)
    {
        var line = Take(ref from, ReadInteger(ref from)).ToArray();
        var keyLength = ReadInteger(ref from);
        if (keyLength == 0) return new StoredCommit(Commit.Read(line), null);
        var key = Encoding.UTF8.GetString(Take(ref from, keyLength));
        return new StoredCommit(Commit.Read(line), new EditKey(key, Take(ref from, FingerprintBytes).ToArray()));
    }

    public static void WriteInteger(ArrayBufferWriter<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), value);
        to.Advance(sizeof(int));
    }

    public static int ReadInteger(ref ReadOnlySpan<byte> from) =>
        BinaryPrimitives.ReadInt32LittleEndian(Take(ref from, sizeof(int)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int length)
    {
        if (length < 0 || length > from.Length) throw new FormatException("a stored commit is cut short");
        var taken = from[..length];
        from = from[length..];
        return taken;
    }
}
