using System.Net.WebSockets;
using System.Text.Json;

namespace Easel.Server.Gestures;

/// <summary>
/// Puts messages together, up to their limit. Frames, masks, pings and valid UTF-8 are the framework's business.
/// </summary>
internal sealed class MessageReader(WebSocket socket, int messageMax, int commandMax)
{
    // What most messages fit in: every open socket holds one.
    private const int BufferBytes = 512;

    private byte[] buffer = new byte[BufferBytes];

    /// <summary>The next message, in a buffer that is used again for the one after it.</summary>
    /// <exception cref="WebSocketException">The connection broke, or the client broke the protocol.</exception>
    public async ValueTask<Received> ReadAsync()
    {
        if (buffer.Length > messageMax) buffer = new byte[BufferBytes];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length && !TryGrow(length)) return new Received(default, CloseCode.TooBig);
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (read.MessageType == WebSocketMessageType.Close) return new Received(default, CloseCode.Normal);
            if (read.MessageType == WebSocketMessageType.Binary) return new Received(default, CloseCode.NotText);
            length += read.Count;
            if (!read.EndOfMessage) continue;
            return length <= messageMax || IsCommand(length)
                ? new Received(buffer.AsMemory(0, length), null)
                : new Received(default, CloseCode.TooBig);
        }
    }

    private bool TryGrow(int length)
    {
        if (length >= commandMax || (length > messageMax && !IsCommand(length))) return false;
        Array.Resize(ref buffer, Math.Min(2 * length, commandMax));
        return true;
    }

    /// <summary>Only a command may be long, so a long message has to say early that it is one.</summary>
    private bool IsCommand(int length)
    {
        var json = new Utf8JsonReader(buffer.AsSpan(0, Math.Min(length, messageMax)), isFinalBlock: false, default);
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName) continue;
                if (json.ValueTextEquals("type"u8)) return json.Read() && json.ValueTextEquals("command"u8);
            }
        }
        catch (JsonException)
        {
            // Not JSON, so not a command.
        }
        catch (InvalidOperationException)
        {
            // The type is not a string.
        }

        return false;
    }
}

/// <summary>A message, or why there is none and the socket has to be closed.</summary>
internal readonly record struct Received(ReadOnlyMemory<byte> Text, CloseCode? Close);
