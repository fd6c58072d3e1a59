using System.Buffers;
using System.Net.WebSockets;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>Where the user is on the canvas (SPEC GS3).</summary>
/// <param name="Selection">The ids of the selected atoms.</param>
/// <param name="Focus">The atom that is being edited.</param>
/// <param name="Viewport">What is in view, as front ends understand it.</param>
/// <param name="Status"><c>online</c>, <c>idle</c> or <c>offline</c>.</param>
public sealed record Presence(
    IReadOnlyList<string>? Selection = null, string? Focus = null, JsonValue? Viewport = null,
    string Status = "online");

/// <summary>
/// The socket for what is shown and not kept. It comes back by itself; that it cannot be opened is no error, because
/// nothing that is kept goes over it.
/// </summary>
internal sealed class GestureSocket(EaselHttp http, string canvasId, SharedCanvas canvas)
{
    private const int ChunkBytes = 16 * 1_024;

    // SPEC GS6.
    private const int CredentialsEnded = 4001;
    private const int HelloRefused = 4003;
    private const int CanvasKilled = 4004;

    private readonly Lock gate = new();
    private readonly Signal some = new();
    private readonly OrderedDictionary<string, byte[]> gestures = [];
    private readonly Backoff backoff = new(http.Options);
    private byte[]? presence;
    private bool isPresenceUnsent;
    private bool mustPong;

    /// <summary>Ends a wait.</summary>
    public Signal Retry { get; } = new();

    public void SendGesture(string kind, JsonValue payload)
    {
        var message = GestureJson.WriteGesture(kind, payload);
        lock (gate)
        {
            gestures.Remove(kind);
            if (gestures.Count >= http.Options.GestureKindsMax) gestures.RemoveAt(0);
            gestures.Add(kind, message);
        }

        some.Set();
    }

    public void SetPresence(Presence said)
    {
        lock (gate) (presence, isPresenceUnsent) = (GestureJson.WritePresence(said), true);
        some.Set();
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var mayComeBackSoon = await TryConnectAsync(ct).ConfigureAwait(false);
            var wait = mayComeBackSoon ? backoff.Next() : http.Options.DeniedRetry;
            await Retry.WaitAsync(wait, http.Clock, ct).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryConnectAsync(CancellationToken ct)
    {
        using var socket = new ClientWebSocket();
        try
        {
            foreach (var (name, value) in await http.HeadersAsync(ct).ConfigureAwait(false))
                socket.Options.SetRequestHeader(name, value);
            await ConnectAsync(socket, ct).ConfigureAwait(false);
            lock (gate) isPresenceUnsent = presence is not null;
            await TalkAsync(socket, ct).ConfigureAwait(false);
        }
        catch (Exception failed) when (EaselHttp.IsNetwork(failed) && !ct.IsCancellationRequested)
        {
            // 4xx: the server has no sockets, or none for this user.
            if ((int)socket.HttpStatusCode is >= 400 and < 500) return false;
        }

        return (int?)socket.CloseStatus is not (CredentialsEnded or HelloRefused or CanvasKilled);
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken ct)
    {
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(http.Address($"/msg/ws?canvas_id={Uri.EscapeDataString(canvasId)}"));
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        using var late = new CancellationTokenSource(http.Options.ConnectTimeout, http.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        await socket.ConnectAsync(address.Uri, either.Token).ConfigureAwait(false);
    }

    /// <summary>Both directions, until one of them ends.</summary>
    private async Task TalkAsync(ClientWebSocket socket, CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sending = SendAsync(socket, ends.Token);
        try
        {
            await ReceiveAsync(socket, ends.Token).ConfigureAwait(false);
        }
        finally
        {
            await ends.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(ClientWebSocket socket, CancellationToken ct)
    {
        var pace = TimeSpan.FromSeconds(1.0 / http.Options.GesturesPerSecond);
        while (true)
        {
            if (TakeMessage() is not { } message)
            {
                await some.WaitAsync(ct).ConfigureAwait(false);
                continue;
            }

            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, ct).ConfigureAwait(false);
            await Task.Delay(pace, http.Clock, ct).ConfigureAwait(false);
        }
    }

    private ReadOnlyMemory<byte>? TakeMessage()
    {
        lock (gate)
        {
            if (mustPong)
            {
                mustPong = false;
                return "pong"u8.ToArray();
            }

            if (isPresenceUnsent)
            {
                isPresenceUnsent = false;
                return presence;
            }

            if (gestures.Count == 0) return null;
            var oldest = gestures.GetAt(0).Value;
            gestures.RemoveAt(0);
            return oldest;
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket, CancellationToken ct)
    {
        var message = new ArrayBufferWriter<byte>(ChunkBytes);
        while (true)
        {
            using var silent = new CancellationTokenSource(http.Options.LivenessTimeout, http.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, ct);
            var read = await socket.ReceiveAsync(message.GetMemory(ChunkBytes), either.Token).ConfigureAwait(false);
            if (read.MessageType == WebSocketMessageType.Close) return;
            message.Advance(read.Count);
            if (message.WrittenCount > http.Options.SocketMessageBytesMax)
                throw new IOException("A message is too large.");
            if (!read.EndOfMessage) continue;
            backoff.Reset();
            Hear(message.WrittenMemory);
            message.ResetWrittenCount();
        }
    }

    private void Hear(ReadOnlyMemory<byte> message)
    {
        if (GestureJson.IsPing(message))
        {
            lock (gate) mustPong = true;
            some.Set();
        }
        else if (GestureJson.Read(message) is { } said) canvas.Tell([said]);
    }
}
