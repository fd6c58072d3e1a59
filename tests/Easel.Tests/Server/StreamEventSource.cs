using System.Text;

namespace Easel.Tests.Server;

/// <summary>
/// What a browser's <c>EventSource</c> makes of the bytes of a stream, by the rules of the HTML standard (9.2.6): it
/// dispatches to listeners of the event's name, and to <c>onmessage</c> only what has none.
/// </summary>
internal sealed class StreamEventSource
{
    private readonly List<byte> line = [];
    private readonly StringBuilder data = new();
    private string type = "", idBuffer = "";
    private bool afterReturn, begun;

    public string LastEventId { get; private set; } = "";

    public int? RetryMs { get; private set; }

    public int Comments { get; private set; }

    public List<(string Type, string Data, string LastEventId)> Dispatched { get; } = [];

    /// <summary>What a page sees that only sets <c>onmessage</c>.</summary>
    public IEnumerable<string> Messages => Dispatched.Where(one => one.Type == "message").Select(one => one.Data);

    /// <summary>Takes bytes in whatever pieces the network delivers them.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            var endsLine = one is (byte)'\n' or (byte)'\r';
            if (one == '\n' && afterReturn) afterReturn = false;
            else if (endsLine) EndLine(isReturn: one == '\r');
            else
            {
                afterReturn = false;
                line.Add(one);
            }
        }
    }

    private void EndLine(bool isReturn)
    {
        afterReturn = isReturn;
        var text = Encoding.UTF8.GetString([.. line]);
        line.Clear();
        if (!begun) text = text.TrimStart('\uFEFF');
        begun = true;
        if (text.Length == 0) Dispatch();
        else if (text[0] == ':') Comments++;
        else
        {
            var colon = text.IndexOf(':');
            var (field, value) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
            Take(field, value.StartsWith(' ') ? value[1..] : value);
        }
    }

    private void Take(string field, string value)
    {
        if (field == "event") type = value;
        else if (field == "data") data.Append(value).Append('\n');
        else if (field == "id" && !value.Contains('\0')) idBuffer = value;
        else if (field == "retry" && value.Length > 0 && value.All(char.IsAsciiDigit)) RetryMs = int.Parse(value);
    }

    private void Dispatch()
    {
        LastEventId = idBuffer;
        if (data.Length > 0)
            Dispatched.Add((type.Length == 0 ? "message" : type, data.ToString(0, data.Length - 1), LastEventId));
        data.Clear();
        type = "";
    }
}
