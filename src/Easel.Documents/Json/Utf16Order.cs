namespace Easel.Documents.Json;

/// <summary>The order of RFC 8785, by UTF-16 code units, of texts that are in UTF-8.</summary>
internal static class Utf16Order
{
    // Lead bytes of U+E000 to U+FFFF and of all that takes two UTF-16 units. Only between these two the orders differ:
    // UTF-8 puts the longer characters last, but their surrogates D800 to DFFF come before E000.
    private const byte PrivateUseLead = 0xEE;
    private const byte SurrogatesLead = 0xF0;

    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length - right.Length;
        var (a, b) = (left[same], right[same]);
        var swapped = a >= PrivateUseLead && b >= PrivateUseLead && a >= SurrogatesLead != b >= SurrogatesLead;
        return swapped ? b - a : a - b;
    }
}
