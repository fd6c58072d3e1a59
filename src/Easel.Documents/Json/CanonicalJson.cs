using System.Buffers;
using System.Text;

namespace Easel.Documents.Json;

/// <summary>
/// RFC 8785: the one spelling of a JSON value, so that equal values have equal bytes and equal hashes. Members are
/// sorted by UTF-16 code units, numbers are doubles as ECMAScript prints them, and there is no white space.
/// </summary>
public static class CanonicalJson
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the canonical form of a text that <see cref="StrictJson"/> accepted.</summary>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> to)
    {
        using var canonical = new PooledBytes(json.Length);
        using var names = new PooledBytes(0);
        using var members = new CanonicalMembers(canonical, names);
        new CanonicalForm(json, canonical, names, members).Write();
        to.Write(canonical.Written);
    }

    /// <summary>Writes a string with its quotes.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate, for example as half of a pair.</exception>
    public static void WriteString(ReadOnlySpan<char> text, IBufferWriter<byte> to)
    {
        using var utf8 = new PooledBytes(Utf8.GetMaxByteCount(text.Length));
        utf8.Advance(Utf8.GetBytes(text, utf8.GetSpan(Utf8.GetMaxByteCount(text.Length))));
        EcmaString.Write(utf8.Written, to);
    }

    /// <summary>Writes a number as the nearest double is printed; -0 becomes 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or none.</exception>
    public static void WriteNumber(double value, IBufferWriter<byte> to) =>
        to.Advance(EcmaNumber.Format(value, to.GetSpan(EcmaNumber.LengthMax)));
}
