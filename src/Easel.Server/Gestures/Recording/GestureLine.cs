using System.Buffers;
using System.Text;
using System.Text.Json;
using Easel.Documents.Replays;

namespace Easel.Server.Gestures.Recording;

/// <summary>A recorded gesture as a line of JSON: <c>{"at","actor_id","kind","frame"}</c>.</summary>
internal static class GestureLine
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>Each on a line of its own. Frames are compact, so none has a line break.</summary>
    public static ReadOnlySpan<byte> Encode(IReadOnlyList<RecordedGesture> gestures)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var gesture in gestures)
        {
            using var json = new Utf8JsonWriter(lines, new JsonWriterOptions { SkipValidation = true });
            json.WriteStartObject();
            json.WriteNumber("at"u8, gesture.At.ToUnixTimeMilliseconds());
            json.WriteString("actor_id"u8, gesture.ActorId);
            json.WriteString("kind"u8, gesture.Kind);
            json.WritePropertyName("frame"u8);
            json.WriteRawValue(gesture.Frame.Span, skipInputValidation: true);
            json.WriteEndObject();
            json.Flush();
            lines.Write("\n"u8);
        }

        return lines.WrittenSpan;
    }

    /// <summary>Null if it is no such line.</summary>
    public static RecordedGesture? TryRead(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, Deep);
            var root = json.RootElement;
            return new RecordedGesture(
                DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("at").GetInt64()),
                root.GetProperty("actor_id").GetString()!, root.GetProperty("kind").GetString()!,
                Encoding.UTF8.GetBytes(root.GetProperty("frame").GetRawText()));
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
