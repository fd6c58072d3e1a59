using System.Globalization;

namespace Easel.Server.Artifacts;

/// <summary>Which bytes of a content a request wants (RFC 9110, section 14).</summary>
internal readonly record struct ByteRange(long From, long Count)
{
    /// <summary>
    /// Reads a <c>Range</c> header. What is no single range of bytes asks for the whole, as the RFC allows: several
    /// ranges would make a server copy a small file many times.
    /// </summary>
    /// <returns>False if there are no such bytes; null for the whole.</returns>
    public static bool TryRead(string? header, long size, out ByteRange? range)
    {
        range = null;
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase)) return true;
        var text = header.AsSpan("bytes=".Length).Trim();
        var dash = text.IndexOf('-');
        if (dash < 0 || text.Contains(',')) return true;
        if (!TryNumber(text[..dash], out var first) || !TryNumber(text[(dash + 1)..], out var last)) return true;
        if (first is null && last is null) return true;
        if (first is null) return TrySuffix(last!.Value, size, out range);
        if (last < first) return true;
        if (first >= size) return false;
        range = new ByteRange(first.Value, Math.Min(last ?? (size - 1), size - 1) - first.Value + 1);
        return true;
    }

    private static bool TrySuffix(long count, long size, out ByteRange? range)
    {
        range = null;
        if (count == 0 || size == 0) return false;
        count = Math.Min(count, size);
        range = new ByteRange(size - count, count);
        return true;
    }

    /// <summary>Digits, or nothing at all; a number that is too large is as good as the largest.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        text = text.Trim();
        if (text.IsEmpty) return true;
        if (text.ContainsAnyExceptInRange('0', '9')) return false;
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var small)
            ? small
            : long.MaxValue;
        return true;
    }
}
