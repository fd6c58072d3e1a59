using System.Text.Json;
using Easel.Server.Wire;

namespace Easel.Server.Gestures;

/// <summary>
/// Encodes the gestures of one member, once for all receivers: what came, token for token, and after it what the server
/// knows better (SPEC GS2).
/// </summary>
internal sealed class RelayedFrames
{
    private readonly byte[] known;

    public RelayedFrames(string canvasId, PresentActor from)
    {
        var json = AnswerBuffer.TakeWriter(out var to);
        json.WriteStartObject();
        json.WriteString("canvas_id"u8, canvasId);
        json.WriteStartObject("from"u8);
        json.WriteString("subject"u8, from.Subject);
        json.WriteString("actor_type"u8, from.ActorType);
        json.WriteString("session_id"u8, from.SessionId);
        json.WriteEndObject();
        json.WriteString("ts"u8, ""u8);
        json.Flush();
        known = to.WrittenSpan[1..^1].ToArray(); // Up to where the time belongs.
    }

    public byte[] Encode(SocketMessage message, DateTimeOffset now)
    {
        var said = message.HasForeignMembers ? WithoutForeign(message.Text) : message.Text.Span;
        var payload = said.Length + known.Length + Timestamp.Length + "\"}"u8.Length;
        var frame = new byte[Frames.HeaderLength(payload) + payload];
        var to = frame.AsSpan(Frames.WriteTextHeader(frame, payload));
        said[..^1].CopyTo(to);
        to[said.Length - 1] = (byte)',';
        to = to[said.Length..];
        known.CopyTo(to);
        Timestamp.Write(to[known.Length..], now);
        "\"}"u8.CopyTo(to[(known.Length + Timestamp.Length)..]);
        return frame;
    }

    private static ReadOnlySpan<byte> WithoutForeign(ReadOnlyMemory<byte> text)
    {
        var writer = AnswerBuffer.TakeWriter(out var kept);
        var json = new Utf8JsonReader(text.Span);
        json.Read();
        writer.WriteStartObject();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isKept = !SocketMessage.IsForeign(ref json);
            if (isKept) writer.WritePropertyName(json.GetString()!);
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            if (isKept) writer.WriteRawValue(text.Span[start..(int)json.BytesConsumed], skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return kept.WrittenSpan;
    }
}
