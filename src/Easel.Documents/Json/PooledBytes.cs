using System.Buffers;

namespace Easel.Documents.Json;

/// <summary>A growing buffer of bytes from the shared pool. Nobody may keep its spans or its array.</summary>
internal sealed class PooledBytes(int capacity) : IBufferWriter<byte>, IDisposable
{
    private const int ReserveMin = 64;

    public byte[] Array { get; private set; } = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; set; }

    public ReadOnlySpan<byte> Written => Array.AsSpan(0, Length);

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (Array.Length - Length < Math.Max(sizeHint, ReserveMin)) Grow(Math.Max(sizeHint, ReserveMin));
        return Array.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return Array.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    public void Append(char ascii)
    {
        GetSpan(1)[0] = (byte)ascii;
        Length++;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(Array);

    private void Grow(int by)
    {
        var doubled = (int)Math.Min(2L * Length, System.Array.MaxLength);
        var longer = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + by), doubled));
        Written.CopyTo(longer);
        ArrayPool<byte>.Shared.Return(Array);
        Array = longer;
    }
}
