using System.Buffers;

namespace Easel.Server.Events;

/// <summary>Reads files that have a line for each thing.</summary>
internal static class JsonLines
{
    /// <summary>Bytes of a line: more than the largest commit or checkpoint has.</summary>
    public const int LineBytesMax = 1 << 27;

    /// <summary>
    /// The lines of a file, and whether each is whole. A line is valid until the next one is asked for.
    /// </summary>
    /// <exception cref="FormatException">A line is longer than any can be.</exception>
    public static async IAsyncEnumerable<(ReadOnlyMemory<byte> Line, bool IsWhole)> ReadAsync(
        System.IO.Stream from, int lineBytesMax = LineBytesMax)
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

            if (line.WrittenCount + rest.Length > lineBytesMax)
                throw new FormatException($"is longer than {lineBytesMax:N0} bytes");
            line.Write(rest.Span);
        }

        if (line.WrittenCount > 0) yield return (line.WrittenMemory, false);
    }
}
