using System.Buffers;
using System.Globalization;
using System.Text;

namespace Easel.Documents.Json.Trees;

/// <summary>
/// JSON strings as UTF-16, the way ECMAScript holds them: a lone surrogate, which a file may hold as an escape, stays
/// what it is.
/// </summary>
internal static class JsonText
{
    /// <summary>What a string token of a valid text says.</summary>
    public static string Unquote(ReadOnlySpan<byte> quoted)
    {
        var inside = quoted[1..^1];
        if (!inside.Contains((byte)'\\')) return Encoding.UTF8.GetString(inside);
        var text = new StringBuilder(inside.Length);
        while (inside.IndexOf((byte)'\\') is var at and >= 0)
        {
            text.Append(Encoding.UTF8.GetString(inside[..at]));
            var isUnit = inside[at + 1] == 'u';
            text.Append(isUnit ? UnitOf(inside.Slice(at + 2, 4)) : Escaped(inside[at + 1]));
            inside = inside[(at + (isUnit ? 6 : 2))..];
        }

        return text.Append(Encoding.UTF8.GetString(inside)).ToString();
    }

    /// <summary>The token of a string: escapes only where JSON demands one, and for lone surrogates.</summary>
    public static byte[] Quote(string text)
    {
        var to = new ArrayBufferWriter<byte>(text.Length + 2);
        to.Write("\""u8);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var whole = WholeLength(rest);
            if (whole > 0) WriteInside(rest[..whole], to);
            if (whole < rest.Length)
                to.Write(Encoding.ASCII.GetBytes($"\\u{(int)rest[whole]:x4}"));
            rest = rest[Math.Min(whole + 1, rest.Length)..];
        }

        to.Write("\""u8);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Whether a text has no lone surrogates, so that it can be written as UTF-8.</summary>
    public static bool IsWhole(string text) => WholeLength(text) == text.Length;

    /// <summary>How many units there are before the first lone surrogate.</summary>
    private static int WholeLength(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return at;
            at++;
        }

        return text.Length;
    }

    private static void WriteInside(ReadOnlySpan<char> text, ArrayBufferWriter<byte> to)
    {
        var quoted = new ArrayBufferWriter<byte>(text.Length + 2);
        CanonicalJson.WriteString(text, quoted);
        to.Write(quoted.WrittenSpan[1..^1]);
    }

    private static char UnitOf(ReadOnlySpan<byte> hex) =>
        (char)ushort.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static char Escaped(byte letter) => letter switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => (char)letter,
    };
}
