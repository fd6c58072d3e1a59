using System.Globalization;
using System.Text;

namespace Easel.Server.Drawing;

/// <summary>Writes SVG. Attributes and text are escaped here and nowhere else.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder svg = new();

    public override string ToString() => svg.ToString();

    public void Open(string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Start(element, attributes);
        svg.Append(">\n");
    }

    public void Close(string element) => svg.Append("</").Append(element).Append(">\n");

    public void Empty(string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Start(element, attributes);
        svg.Append("/>\n");
    }

    public void Text(string text, string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Start(element, attributes);
        svg.Append('>');
        Escape(text);
        svg.Append("</").Append(element).Append(">\n");
    }

    /// <summary>The same on every machine, and no more digits than a screen shows.</summary>
    public static string Number(double number) =>
        Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private void Start(string element, ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        svg.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value is null) continue;
            svg.Append(' ').Append(name).Append("=\"");
            Escape(value is double number ? Number(number) : $"{value}");
            svg.Append('"');
        }
    }

    private void Escape(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<': svg.Append("&lt;"); break;
                case '>': svg.Append("&gt;"); break;
                case '&': svg.Append("&amp;"); break;
                case '"': svg.Append("&quot;"); break;
                case '\t' or '\n' or (>= 0x20 and not (0xfffe or 0xffff)): svg.Append(rune); break;
                default: svg.Append('\ufffd'); break; // XML has no way to say it.
            }
        }
    }
}
