using Easel.Server.Wire;

namespace Easel.Server.Gestures;

/// <summary>Who is present.</summary>
internal sealed record PresentActor(string Subject, string ActorType, string SessionId);

/// <summary>
/// One session in a room (SPEC GS3). It can have several sockets for a moment, and none while it may still come back.
/// The room's lock guards it.
/// </summary>
internal sealed class Presence(string canvasId, PresentActor actor)
{
    private string actorId = actor.Subject;
    private ReadOnlyMemory<byte> selection, focus, viewport;

    public PresentActor Actor => actor;

    public PresenceStatus Status { get; set; } = PresenceStatus.Online;

    /// <summary>Whether the server found it idle, and not the client itself.</summary>
    public bool IsForgotten { get; set; }

    public int Sockets { get; set; }

    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>The newest <c>presence_state</c>, encoded once for all.</summary>
    public byte[] Frame { get; private set; } = [];

    /// <summary>The block that the newest change went into.</summary>
    public long Block { get; set; }

    /// <summary>Takes over what a message says; what it does not mention stays.</summary>
    public void Take(PresenceData said)
    {
        actorId = said.ActorId ?? actorId;
        Status = said.Status ?? PresenceStatus.Online;
        IsForgotten = false;
        if (said.Selection is { } one) selection = one.ToArray();
        if (said.Focus is { } two) focus = two.ToArray();
        if (said.Viewport is { } three) viewport = three.ToArray();
    }

    public void Encode(DateTimeOffset now)
    {
        var json = AnswerBuffer.TakeWriter(out var to);
        json.WriteStartObject();
        json.WriteString("type"u8, "presence_state"u8);
        json.WriteString("canvas_id"u8, canvasId);
        json.WriteStartObject("data"u8);
        json.WriteString("actor_id"u8, actorId);
        json.WriteString("actor_type"u8, actor.ActorType);
        json.WriteString("subject"u8, actor.Subject);
        json.WriteString("session_id"u8, actor.SessionId);
        json.WriteString("status"u8, Status switch
        {
            PresenceStatus.Online => "online"u8,
            PresenceStatus.Idle => "idle"u8,
            _ => "offline"u8,
        });
        WriteRaw("selection"u8, selection);
        WriteRaw("focus"u8, focus);
        WriteRaw("viewport"u8, viewport);
        json.WriteString("ts"u8, Timestamp.Of(now));
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        Frame = Frames.Text(to.WrittenSpan);

        void WriteRaw(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.IsEmpty ? "null"u8 : value.Span, skipInputValidation: true);
        }
    }
}

/// <summary>Whether an actor is there.</summary>
internal enum PresenceStatus
{
    Online,
    Idle,
    Offline,
}

/// <summary>What a <c>presence</c> message says. Absent members are null; the texts lie in the message.</summary>
internal readonly record struct PresenceData(
    string? ActorId, PresenceStatus? Status,
    ReadOnlyMemory<byte>? Selection, ReadOnlyMemory<byte>? Focus, ReadOnlyMemory<byte>? Viewport)
{
    public static PresenceData Read(ReadOnlyMemory<byte> data)
    {
        return new PresenceData(
            SocketMessage.StringOf(SocketMessage.Find(data, "actor_id"u8)) is { } actorId && Ids.IsKey(actorId)
                ? actorId : null,
            SocketMessage.StringOf(SocketMessage.Find(data, "status"u8)) switch
            {
                "online" => PresenceStatus.Online,
                "idle" => PresenceStatus.Idle,
                "offline" => PresenceStatus.Offline,
                _ => null,
            },
            Member("selection"u8), Member("focus"u8), Member("viewport"u8));

        ReadOnlyMemory<byte>? Member(ReadOnlySpan<byte> name) =>
            SocketMessage.Find(data, name) is { IsEmpty: false } value ? value : (ReadOnlyMemory<byte>?)null;
    }
}
