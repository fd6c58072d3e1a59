using Easel.Server.Stream;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>Tells who follows a canvas of its new artifacts (SPEC ST6).</summary>
internal sealed class ArtifactNews(CanvasStreams streams)
{
    private const string Written = "artifact_written";

    public void Post(ArtifactRecord record)
    {
        var json = AnswerBuffer.TakeWriter(out var to);
        json.WriteStartObject();
        json.WriteString("type"u8, Written);
        json.WriteString("canvas_id"u8, record.CanvasId);
        json.WriteString("artifact_id"u8, record.Id);
        json.WriteString("kind"u8, record.Kind);
        json.WriteString("mime_type"u8, record.MimeType);
        json.WriteNumber("size"u8, record.Size);
        if (record.Rev is { } rev) json.WriteNumber("rev"u8, rev);
        if (record.CorrelationId is { } correlation) json.WriteString("correlation_id"u8, correlation);
        json.WriteString("actor_id"u8, record.ActorId);
        json.WriteString("ts"u8, Timestamp.Of(record.CreatedAt));
        json.WriteEndObject();
        json.Flush();
        streams.Post(record.Canvas, new StreamEvent(Written, to.WrittenSpan.ToArray()));
    }
}
