using System.Buffers;

namespace Easel.Documents.Json;

/// <summary>White space between the tokens of a valid JSON text.</summary>
internal static class JsonSpace
{
    private static readonly SearchValues<byte> SpaceOrQuote = SearchValues.Create(" \t\r\n\""u8);

    /// <summary>How much of what lies between two tokens is white space.</summary>
    public static int Count(ReadOnlySpan<byte> between) => between.Length - (between.Contains((byte)',') ? 1 : 0);

    /// <summary>The text without its white space, of which there must be <paramref name="spaces"/> bytes.</summary>
    public static byte[] Without(ReadOnlySpan<byte> json, int spaces)
    {
        var compact = new byte[json.Length - spaces];
        var to = compact.AsSpan();
        while (!to.IsEmpty)
        {
            var kept = json.IndexOfAny(SpaceOrQuote);
            if (kept < 0) kept = json.Length;
            else if (json[kept] == '"') kept += StringLength(json[kept..]);

            json[..kept].CopyTo(to);
            to = to[kept..];
            json = json[kept..];
            while (!json.IsEmpty && json[0] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') json = json[1..];
        }
        return compact;
    }

    private static int StringLength(ReadOnlySpan<byte> quoted)
    {
        var at = 1;
        while (true)
        {
            at += quoted[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (quoted[at] == '"') return at + 1;
            at += 2;
        }
    }
}
