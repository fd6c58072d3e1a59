using System.Net.WebSockets;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Gestures;

/// <summary>Where a socket is in its life.</summary>
internal enum SocketState
{
    /// <summary>No canvas is known yet.</summary>
    Connecting,

    /// <summary>It is in the room of its canvas.</summary>
    Joined,

    /// <summary>A close was sent; the other side has a moment to answer it.</summary>
    Leaving,
}

/// <summary>One socket from its upgrade to its end: what comes in is told apart here (SPEC GS).</summary>
internal sealed class GestureSocket(
    HttpContext http, Tenure tenure, RequestContexts contexts, WebSocket socket, Outbox outbox, Seat seat,
    SocketCommands commands, GestureOptions options, ServerSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan ComplaintEvery = TimeSpan.FromSeconds(1);

    private readonly Lock ending = new();
    private readonly RequestContext context = tenure.Context;
    private readonly MessageReader reader = new(socket, options.MessageBytesMax, settings.BodyBytesMax);
    private DateTimeOffset pingedAt = clock.GetUtcNow();
    private DateTimeOffset complainedAt;
    private long heardAt = clock.GetTimestamp();
    private volatile bool isStopping;
    private bool hasEnded;

    public SocketState State => outbox.ClosedAt is not null ? SocketState.Leaving
        : seat.Member is not null ? SocketState.Joined : SocketState.Connecting;

    public async Task RunAsync()
    {
        try
        {
            if (seat.TakeNamed() is { } refusal) outbox.Close(CodeOf(refusal), refusal.Detail);
            while (await ReceiveAsync()) await outbox.WaitForRoomAsync();
            await outbox.WaitUntilSentAsync();
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException)
        {
            // The other side went without a close, or broke the protocol and was told so: that was the last it hears.
            outbox.End();
            await outbox.WaitUntilSentAsync();
        }
        finally
        {
            lock (ending) hasEnded = true;
            seat.Leave();
        }
    }

    /// <summary>Ends it when what is under way has its answers, so that the client can come back elsewhere.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        isStopping = true;
        await Task.WhenAny(commands.DrainAsync(), Task.Delay(patience, clock));
        outbox.Close(CloseCode.Restart, "restart");
    }

    /// <summary>What time brings about. Called every second or so.</summary>
    public void Sweep(DateTimeOffset now)
    {
        if (outbox.ClosedAt is { } closedAt)
        {
            if (now - closedAt > TimeSpan.FromSeconds(options.CloseSeconds)) Abort();
            return;
        }

        if (now >= context.Identity.EndsAt) outbox.Close(CloseCode.CredentialsEnded, "credentials ended");
        else if (tenure.Refuse(seat.CanvasId) is { } refusal) outbox.Close(CodeOf(refusal), refusal.Problem.Code);
        if (now - pingedAt >= TimeSpan.FromSeconds(options.HeartbeatSeconds))
        {
            // What is under way tells the client as much, and its silence the server.
            if (outbox.IsIdle) outbox.Send("ping"u8);
            pingedAt = now;
        }

        seat.TryTakeTrail();
        if (seat.Member is { } here) here.IsEditor = context.Role >= Role.Member;
        if (seat.Member is { } member && clock.GetElapsedTime(heardAt) >= TimeSpan.FromSeconds(options.IdleSeconds))
            member.Room.SetForgotten(member, isForgotten: true);
    }

    private static CloseCode CodeOf(Refusal refusal) =>
        refusal.Problem == Problems.CanvasKilled ? CloseCode.CanvasKilled
        : refusal.Problem == Problems.Overloaded ? CloseCode.Overload
        : CloseCode.CredentialsEnded;

    /// <summary>Once it has ended, its connection may serve another request already.</summary>
    private void Abort()
    {
        lock (ending)
        {
            if (!hasEnded) http.Abort();
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async ValueTask<bool> ReceiveAsync()
    {
        var received = await reader.ReadAsync();
        if (received.Close is { } code)
        {
            outbox.Close(code, code.ToString());
            return code != CloseCode.Normal;
        }

        if (isStopping || State == SocketState.Leaving) return true;
        var text = received.Text;
        if (text.Span.SequenceEqual("ping"u8)) outbox.Send("pong"u8);
        else if (SocketMessage.TryRead(text, out var message)) await HandleAsync(message);
        return true;
    }

    private ValueTask HandleAsync(SocketMessage message)
    {
        switch (message.Type)
        {
            case MessageType.Command:
                Hear();
                if (message.CanvasId is null) seat.TryTakeTrail();
                return commands.SubmitAsync(message, seat.CanvasId);
            case MessageType.Gesture:
                Complain(TryRelay(message));
                break;
            case MessageType.Presence:
                Complain(TryTakePresence(message));
                break;
            case MessageType.Hello:
                Complain(TryGreet(message));
                break;
            case MessageType.Ping:
                outbox.Send("""{"type":"pong"}"""u8);
                break;
        }

        return default;
    }

    /// <returns>What does not fit now. A hello that is wrong closes the socket.</returns>
    private Refusal? TryGreet(SocketMessage message)
    {
        var refusal = seat.TryGreet(message);
        if (refusal is null || refusal.Problem == Problems.Overloaded) return refusal;
        outbox.Close(CloseCode.HelloRefused, "hello refused");
        return null;
    }

    private Refusal? TryRelay(SocketMessage message)
    {
        if (context.Role < Role.Member) return Problems.Forbidden.Because("Gestures need the role member.");
        if (RefuseActor(message) is { } wrongActor) return wrongActor;
        if (seat.TryTake(message.CanvasId) is { } refusal) return refusal;
        Hear();
        var kind = seat.NumberOf(SocketMessage.Find(message.Data, "kind"u8).Span);
        if (seat is { Member: { } member, Frames: { } frames })
            member.Room.Relay(member, kind, frames.Encode(message, clock.GetUtcNow()));
        return null;
    }

    private Refusal? TryTakePresence(SocketMessage message)
    {
        if (message.Data.IsEmpty || message.Data.Span[0] != '{') return null;
        if (RefuseActor(message) is { } wrongActor) return wrongActor;
        if (seat.TryTake(message.CanvasId) is { } refusal) return refusal;
        Hear();
        seat.Member?.Room.Take(seat.Member, PresenceData.Read(message.Data));
        return null;
    }

    private Refusal? RefuseActor(SocketMessage message) =>
        SocketMessage.StringOf(SocketMessage.Find(message.Data, "actor_id"u8)) is { } actorId
            ? contexts.RefuseActor(context.Identity, actorId)
            : null;

    private void Hear()
    {
        heardAt = clock.GetTimestamp();
        if (seat.Member is { Presence.IsForgotten: true } member) member.Room.SetForgotten(member, isForgotten: false);
    }

    /// <summary>Says what was refused, but not for each of sixty gestures a second.</summary>
    private void Complain(Refusal? refusal)
    {
        var now = clock.GetUtcNow();
        if (refusal is null || now - complainedAt < ComplaintEvery) return;
        complainedAt = now;
        var json = AnswerBuffer.TakeWriter(out var to);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteString("code"u8, refusal.Problem.Code);
        json.WriteNumber("status"u8, refusal.Status);
        json.WriteString("message"u8, refusal.Detail);
        json.WriteEndObject();
        json.Flush();
        outbox.Send(to.WrittenSpan);
    }
}
