using System.Globalization;

namespace Easel.Documents.Json;

/// <summary>Escapes such as <c>\uD83D\uDE00</c>, which only together name a character.</summary>
internal static class SurrogateEscapes
{
    private const int EscapeLength = 6;

    /// <summary>Whether each surrogate escape has its other half. The string must be valid JSON otherwise.</summary>
    public static bool ArePaired(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var at = text.IndexOf((byte)'\\');
            if (at < 0) return true;
            text = text[at..];
            if (text[1] != 'u')
            {
                text = text[2..];
                continue;
            }
            var unit = UnitAt(text);
            text = text[EscapeLength..];
            if (!char.IsSurrogate(unit)) continue;
            if (char.IsLowSurrogate(unit) || !StartsWithLowSurrogate(text)) return false;
            text = text[EscapeLength..];
        }
    }

    private static bool StartsWithLowSurrogate(ReadOnlySpan<byte> text) =>
        text.StartsWith("\\u"u8) && char.IsLowSurrogate(UnitAt(text));

    private static char UnitAt(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
