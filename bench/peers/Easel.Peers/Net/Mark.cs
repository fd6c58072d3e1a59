using System.Buffers.Text;
using Easel.Load.Measure;

namespace Easel.Peers.Net;

/// <summary>
/// A text inside every edit and gesture that says when it was sent and by whom: <c>@@0000000012345678-0001</c>. Whoever
/// finds one knows how long it was on its way. No other traffic of a peer has "@@" in it.
/// </summary>
internal static class Mark
{
    public const int Length = 23;

    private const int TimeLength = 16;
    private const int SenderAt = 2 + TimeLength + 1;

    /// <summary>What makes an edit's new value 50 bytes long.</summary>
    public const string Padding = "-01234567890123456789012345";

    /// <summary>Tells of every mark that is not the reader's own.</summary>
    /// <returns>How many bytes need not be looked at again: a mark at the end may have been cut in two.</returns>
    public static int Find(ReadOnlySpan<byte> text, int reader, Action<long> found)
    {
        var used = 0;
        while (text[used..].IndexOf("@@"u8) is >= 0 and var at)
        {
            var start = used + at;
            if (text.Length - start < Length) return start;
            if (Number(text.Slice(start + SenderAt, Length - SenderAt)) != reader)
                found(Clock.Us - Number(text.Slice(start + 2, TimeLength)));
            used = start + Length;
        }

        // The last byte may be the first half of "@@".
        return Math.Max(used, text.Length - 1);
    }

    private static long Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out long number, out var length) && length == digits.Length
            ? number
            : throw new InvalidDataException("A mark was damaged on its way.");
}
