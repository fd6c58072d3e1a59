using System.Buffers;
using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>The messages of the socket (SPEC GS2 to GS5). What is not known is passed over.</summary>
internal static class GestureJson
{
    public static byte[] WriteGesture(string kind, JsonValue payload) => Write("gesture", json =>
    {
        json.WriteString("kind"u8, kind);
        json.WritePropertyName("payload"u8);
        json.WriteRawValue(payload.ToJson().Span);
    });

    public static byte[] WritePresence(Presence said) => Write("presence", json =>
    {
        json.WriteString("status"u8, said.Status);
        if (said.Selection is { } selection)
        {
            json.WriteStartArray("selection"u8);
            foreach (var id in selection) json.WriteStringValue(id);
            json.WriteEndArray();
        }

        if (said.Focus is { } focus) json.WriteString("focus"u8, focus);
        if (said.Viewport is not { } viewport) return;
        json.WritePropertyName("viewport"u8);
        json.WriteRawValue(viewport.ToJson().Span);
    });

    public static bool IsPing(ReadOnlyMemory<byte> message)
    {
        if (message.Span.SequenceEqual("ping"u8)) return true;
        return TryParse(message) is { } root && root.TextOrNull("type") == "ping";
    }

    public static CanvasEvent? Read(ReadOnlyMemory<byte> message)
    {
        if (TryParse(message) is not { } root) return null;
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object) return null;
        return root.TextOrNull("type") switch
        {
            "presence_state" => new CanvasEvent.Presence(new PresenceState(
                data.TextOrNull("actor_id") ?? "", data.TextOrNull("actor_type"), data.TextOrNull("subject"),
                data.TextOrNull("session_id"), data.TextOrNull("status") ?? "online", data)),
            "gesture" => ReadGesture(root, data),
            _ => null,
        };
    }

    private static CanvasEvent.Gestured ReadGesture(JsonElement root, JsonElement data)
    {
        var isFrom = root.TryGetProperty("from", out var from) && from.ValueKind == JsonValueKind.Object;
        if (!isFrom) from = data;
        return new CanvasEvent.Gestured(new Gesture(
            data.TextOrNull("kind") ?? "", from.TextOrNull("subject"), from.TextOrNull("session_id"), data));
    }

    /// <summary>An object whose elements stay valid.</summary>
    private static JsonElement? TryParse(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Write(string type, Action<Utf8JsonWriter> data)
    {
        var to = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(to, WireText.Plain);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteStartObject("data"u8);
        data(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return to.WrittenSpan.ToArray();
    }
}
