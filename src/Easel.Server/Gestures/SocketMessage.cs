using System.Text.Json;
using Easel.Documents.Json;
using Easel.Server.Wire;

namespace Easel.Server.Gestures;

/// <summary>What kinds of messages there are (SPEC GS).</summary>
internal enum MessageType
{
    Unknown,
    Ping,
    Pong,
    Hello,
    Gesture,
    Presence,
    Command,
}

/// <summary>A JSON message, taken apart only as far as needed. All its texts lie in the reader's buffer.</summary>
internal readonly struct SocketMessage
{
    public MessageType Type { get; private init; }

    /// <summary>The whole message without white space between its tokens.</summary>
    public ReadOnlyMemory<byte> Text { get; private init; }

    public ReadOnlyMemory<byte> Data { get; private init; }

    public ReadOnlyMemory<byte> Context { get; private init; }

    public ReadOnlyMemory<byte> Command { get; private init; }

    /// <summary>The client's id of a command, quoted as it came.</summary>
    public ReadOnlyMemory<byte> Id { get; private init; }

    /// <summary>The canvas or map that it names; empty if what it names cannot be one, or are two.</summary>
    public string? CanvasId { get; private init; }

    /// <summary>Whether it has members that only the server may write, or that are not for the others.</summary>
    public bool HasForeignMembers { get; private init; }

    /// <returns>False for whatever is not a strict JSON object (SPEC GS5): it is ignored.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> text, out SocketMessage message)
    {
        message = default;
        if (!StrictJson.TryCompact(text, out var compact, out _) || compact.Span[0] != '{') return false;
        var json = new Utf8JsonReader(compact.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadMember(ref json, compact, ref message);
        message = message with { Text = compact };
        return true;
    }

    /// <summary>A member of this object, as its raw text; empty if it has none.</summary>
    public static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> objectText, ReadOnlySpan<byte> name)
    {
        if (objectText.IsEmpty || objectText.Span[0] != '{') return default;
        var json = new Utf8JsonReader(objectText.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(name);
            var value = ReadValue(ref json, objectText);
            if (isIt) return value;
        }

        return default;
    }

    /// <summary>The text of a JSON string, or null if it is something else.</summary>
    public static string? StringOf(ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty || value.Span[0] != '"') return null;
        var json = new Utf8JsonReader(value.Span);
        json.Read();
        return json.GetString();
    }

    /// <summary>Whether the others may not be told this member of a relayed message.</summary>
    public static bool IsForeign(ref Utf8JsonReader name) =>
        NamesCanvas(ref name) || name.ValueTextEquals("from"u8) || name.ValueTextEquals("ts"u8)
        || name.ValueTextEquals("routing"u8) || name.ValueTextEquals("context"u8)
        || name.ValueTextEquals("request_id"u8);

    /// <summary>A map has a room as a canvas has.</summary>
    private static bool NamesCanvas(ref Utf8JsonReader name) =>
        name.ValueTextEquals("canvas_id"u8) || name.ValueTextEquals("map_id"u8);

    private static void ReadMember(ref Utf8JsonReader json, ReadOnlyMemory<byte> compact, ref SocketMessage message)
    {
        if (json.ValueTextEquals("type"u8)) message = message with { Type = ReadType(ref json) };
        else if (json.ValueTextEquals("data"u8)) message = message with { Data = ReadValue(ref json, compact) };
        else if (json.ValueTextEquals("id"u8)) message = message with { Id = ReadValue(ref json, compact) };
        else if (json.ValueTextEquals("command"u8)) message = message with { Command = ReadValue(ref json, compact) };
        else if (NamesCanvas(ref json))
        {
            var id = StringOf(ReadValue(ref json, compact));
            var isIt = Ids.IsId(id) && (message.CanvasId ?? id) == id;
            message = message with { CanvasId = isIt ? id : "", HasForeignMembers = true };
        }
        else
        {
            var (isForeign, isContext) = (IsForeign(ref json), json.ValueTextEquals("context"u8));
            var value = ReadValue(ref json, compact);
            if (isForeign) message = message with { HasForeignMembers = true };
            if (isContext) message = message with { Context = value };
        }
    }

    private static MessageType ReadType(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
        {
            json.Skip();
            return MessageType.Unknown;
        }

        if (json.ValueTextEquals("gesture"u8) || json.ValueTextEquals("CANVAS_READY"u8)
            || json.ValueTextEquals("SPATIAL_UPDATE"u8)) return MessageType.Gesture;
        if (json.ValueTextEquals("command"u8)) return MessageType.Command;
        if (json.ValueTextEquals("presence"u8)) return MessageType.Presence;
        if (json.ValueTextEquals("hello"u8)) return MessageType.Hello;
        if (json.ValueTextEquals("ping"u8)) return MessageType.Ping;
        return json.ValueTextEquals("pong"u8) ? MessageType.Pong : MessageType.Unknown;
    }

    private static ReadOnlyMemory<byte> ReadValue(ref Utf8JsonReader json, ReadOnlyMemory<byte> text)
    {
        json.Read();
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return text[start..(int)json.BytesConsumed];
    }
}
