using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Easel.Server.Drawing;

/// <summary>
/// Writes SVG as UTF-8. What stands in the code is markup; what stands in its holes is data, and is escaped here and
/// nowhere else: <c>svg.Line($"""&lt;text x="{x}"&gt;{text}&lt;/text&gt;""")</c>.
/// </summary>
internal sealed class SvgWriter
{
    private const int FirstBytes = 1 << 14;

    // Widest form of one UTF-16 unit: "&quot;".
    private const int BytesPerUnitMax = 6;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private byte[] bytes = new byte[FirstBytes];

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Count);

    public SvgWriter Write([InterpolatedStringHandlerArgument("")] ref Markup markup) => this;

    /// <summary>One element a line: a difference between two pictures is then a difference of lines.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        Room(1)[0] = (byte)'\n';
        Count++;
    }

    public void Append(ReadOnlySpan<byte> svg)
    {
        svg.CopyTo(Room(svg.Length));
        Count += svg.Length;
    }

    public void AppendBase64(ReadOnlySpan<byte> data)
    {
        Base64.EncodeToUtf8(data, Room(Base64.GetMaxEncodedToUtf8Length(data.Length)), out _, out var length);
        Count += length;
    }

    private Span<byte> Room(int wanted)
    {
        if (bytes.Length - Count < wanted) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Count + wanted));
        return bytes.AsSpan(Count);
    }

    private void AppendMarkup(string markup) => Count += Encoding.UTF8.GetBytes(markup, Room(markup.Length * 3));

    /// <summary>The same on every machine, and no more digits than a screen shows.</summary>
    private void AppendNumber(double number)
    {
        var hundredths = (long)Math.Round(number * 100);
        var to = Room(32);
        var at = 0;
        if (hundredths < 0) to[at++] = (byte)'-';
        var (whole, rest) = Math.DivRem(Math.Abs(hundredths), 100);
        Utf8Formatter.TryFormat(whole, to[at..], out var length);
        at += length;
        if (rest > 0)
        {
            to[at++] = (byte)'.';
            to[at++] = (byte)('0' + rest / 10);
            if (rest % 10 > 0) to[at++] = (byte)('0' + rest % 10);
        }

        Count += at;
    }

    private void AppendColor(Color color)
    {
        var to = Room(7);
        to[0] = (byte)'#';
        for (var i = 6; i > 0; i--)
        {
            to[i] = "0123456789abcdef"u8[color.Rgb >> 4 * (6 - i) & 15];
        }

        Count += 7;
    }

    private void AppendText(ReadOnlySpan<char> text)
    {
        var to = Room(text.Length * BytesPerUnitMax);
        var at = 0;
        while (text.Length > 0)
        {
            var plain = text.IndexOfAnyExcept(Plain);
            var run = plain < 0 ? text : text[..plain];
            at += Encoding.UTF8.GetBytes(run, to[at..]);
            if (plain < 0) break;
            Rune.DecodeFromUtf16(text[plain..], out var rune, out var units);
            at += Escape(rune, to[at..]);
            text = text[(plain + units)..];
        }

        Count += at;
    }

    private static int Escape(Rune rune, Span<byte> to)
    {
        var escaped = rune.Value switch
        {
            '<' => "&lt;"u8,
            '>' => "&gt;"u8,
            '&' => "&amp;"u8,
            '"' => "&quot;"u8,
            '\t' or '\n' => " "u8, // A line of text has neither, and an attribute would lose them.
            < 0x20 or 0xfffe or 0xffff => "\ufffd"u8, // XML has no way to say it.
            _ => [],
        };
        if (escaped.Length == 0) return rune.EncodeToUtf8(to);
        escaped.CopyTo(to);
        return escaped.Length;
    }

    /// <summary>What the compiler makes of an interpolated string: its parts go to the writer one by one.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly SvgWriter svg;

        public Markup(int literalLength, int formattedCount, SvgWriter svg)
        {
            this.svg = svg;
            svg.Room(literalLength + formattedCount);
        }

        public void AppendLiteral(string markup) => svg.AppendMarkup(markup);

        public void AppendFormatted(double number) => svg.AppendNumber(number);

        public void AppendFormatted(Color color) => svg.AppendColor(color);

        public void AppendFormatted(string text) => svg.AppendText(text);

        public void AppendFormatted(ReadOnlySpan<char> text) => svg.AppendText(text);

        public void AppendFormatted(Point point)
        {
            svg.AppendNumber(point.X);
            svg.AppendMarkup(",");
            svg.AppendNumber(point.Y);
        }
    }
}
