using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Stream;

/// <summary>
/// An event that is no commit (SPEC ST6): it has no id, and whoever is not there does not get it. One object serves all
/// who get it, so that it is encoded once.
/// </summary>
/// <param name="type">Its name; the data repeats it as <c>type</c>.</param>
/// <param name="data">One line of JSON.</param>
/// <param name="latest">Of those with the same name here only the newest waits for a slow reader.</param>
internal sealed class StreamEvent(string type, ReadOnlyMemory<byte> data, string? latest = null)
{
    public string? Latest => latest;

    /// <summary>The last that a reader hears of a canvas that an operator has stopped.</summary>
    public static StreamEvent Killed(string canvasId, string message)
    {
        var json = AnswerBuffer.TakeWriter(out var to);
        json.WriteStartObject();
        json.WriteString("type"u8, "canvas_killed"u8);
        json.WriteString("canvas_id"u8, canvasId);
        json.WriteString("code"u8, Problems.CanvasKilled.Code);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
        json.Flush();
        return new StreamEvent("canvas_killed", to.WrittenSpan.ToArray());
    }

    private Chunk? Named { get; set; }

    private Chunk? Unnamed { get; set; }

    public Chunk Encode(EventForm form) => form == EventForm.DialectUnnamed
        ? Unnamed ??= Encode(name: null)
        : Named ??= Encode(type);

    private Chunk Encode(string? name)
    {
        var to = Chunk.Begin(data.Length + 64);
        Frames.Write(to, name, data.Span);
        return Chunk.End(to);
    }
}

/// <summary>Makes events for those who ask for them when they open a stream, for example for presence.</summary>
internal interface IStreamSource
{
    /// <summary>Looks at a request for a stream; the events may begin at once.</summary>
    /// <param name="post">Takes events from any thread, never waits.</param>
    /// <returns>Disposed when the stream ends; null if the request does not ask for these events.</returns>
    IDisposable? TryAttach(HttpRequest request, RequestContext context, DocumentKey canvas, Action<StreamEvent> post);
}
