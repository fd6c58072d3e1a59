using System.Buffers;

namespace Easel.Documents.Json;

/// <summary>Strings as RFC 8785 spells them: escapes only where JSON demands one, and the shortest.</summary>
internal static class EcmaString
{
    private const byte LastControl = 0x1F;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, LastControl + 1).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>Writes a text in valid UTF-8 with quotes around it.</summary>
    public static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        to.Write("\""u8);
        while (text.IndexOfAny(Escaped) is var plain and >= 0)
        {
            to.Write(text[..plain]);
            WriteEscape(text[plain], to);
            text = text[(plain + 1)..];
        }
        to.Write(text);
        to.Write("\""u8);
    }

    private static void WriteEscape(byte code, IBufferWriter<byte> to)
    {
        var letter = code switch
        {
            (byte)'\b' => 'b',
            (byte)'\t' => 't',
            (byte)'\n' => 'n',
            (byte)'\f' => 'f',
            (byte)'\r' => 'r',
            (byte)'"' or (byte)'\\' => (char)code,
            _ => 'u',
        };
        to.Write([(byte)'\\', (byte)letter]);
        if (letter == 'u') to.Write([(byte)'0', (byte)'0', HexDigit(code >> 4), HexDigit(code & 0xF)]);
    }

    private static byte HexDigit(int value) => "0123456789abcdef"u8[value];
}
