using System.Text.Json;
using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Gestures;

/// <summary>
/// Which canvas a socket is on (SPEC GS1). One named at the upgrade, by a ticket or in a hello is final; one named in a
/// message, or found by the request id, lasts until a message names another.
/// </summary>
internal sealed class Seat(
    Rooms rooms, CanvasTrail trail, RequestContext context, Outbox outbox, GestureOptions options, string? requestId)
{
    private readonly Lock gate = new();
    private string sessionId = context.Named[ContextKey.Session] ?? $"s-{Guid.NewGuid():N}";
    private bool isFinal, hasLeft;
    private Kinds kinds = new(options.KindsMax);

    /// <summary>Null until a canvas is known.</summary>
    public RoomMember? Member { get; private set; }

    public RelayedFrames? Frames { get; private set; }

    public string? CanvasId => Member?.Room.Canvas.Id;

    /// <summary>Takes the canvas that the upgrade named, if it did.</summary>
    public void TakeNamed()
    {
        if (context.Named[ContextKey.Canvas] is not { } canvasId) return;
        lock (gate)
        {
            isFinal = true;
            Take(context.Canvas(canvasId));
        }
    }

    /// <summary>Goes where a message belongs.</summary>
    /// <param name="canvasId">The canvas that the message names; null if it names none.</param>
    public Refusal? TryTake(string? canvasId)
    {
        lock (gate)
        {
            if (canvasId is null || canvasId == CanvasId)
            {
                TryTakeTrail();
                return Member is null ? Problems.InvalidRequest.Because("The socket is on no canvas yet.") : null;
            }

            if (canvasId.Length == 0) return Problems.InvalidRequest.Because("canvas_id is not a valid value.");
            if (isFinal) return Problems.ContextMismatch.Because("The socket is on another canvas.");
            Take(context.Canvas(canvasId));
            return null;
        }
    }

    /// <summary>Looks whether a stream or command of the same request has named the canvas meanwhile.</summary>
    public void TryTakeTrail()
    {
        lock (gate)
        {
            if (Member is null && requestId is not null && trail.Find(context, requestId) is { } canvas) Take(canvas);
        }
    }

    /// <summary>Compares what a hello says with what is known, and takes over what is new.</summary>
    public Refusal? TryGreet(SocketMessage hello)
    {
        lock (gate)
        {
            var named = context.Named.For(isFinal ? CanvasId : null);
            if (hello.CanvasId is { } canvasId && named.Add(ContextKey.Canvas, "canvas_id", canvasId) is { } wrong)
                return wrong;
            if (hello.CanvasId is "") return Problems.InvalidRequest.Because("canvas_id is not a valid value.");
            if (!hello.Context.IsEmpty)
            {
                using var said = JsonDocument.Parse(hello.Context);
                if (named.AddAll(said.RootElement) is { } other) return other;
            }

            if ((named[ContextKey.Tenant] ?? context.Tenant) != context.Tenant
                || (named[ContextKey.Env] ?? context.Env) != context.Env)
                return Problems.ContextMismatch.Because("The upgrade was for another tenant or environment.");
            TakeOver(named);
            return null;
        }
    }

    public int NumberOf(ReadOnlySpan<byte> kind) => kinds.NumberOf(kind);

    /// <summary>Leaves for good.</summary>
    public void Leave()
    {
        lock (gate)
        {
            hasLeft = true;
            Member?.Room.Leave(Member);
            Member = null;
        }
    }

    private void TakeOver(NamedContext named)
    {
        var canvasId = named[ContextKey.Canvas] ?? CanvasId;
        var isOther = canvasId != CanvasId;
        if (named[ContextKey.Session] is { } session && session != sessionId)
        {
            sessionId = session;
            isOther = true;
        }

        isFinal |= named[ContextKey.Canvas] is not null;
        if (isOther && canvasId is not null) Take(context.Canvas(canvasId));
    }

    private void Take(DocumentKey canvas)
    {
        if (hasLeft) return;
        Member?.Room.Leave(Member);
        var actor = new PresentActor(context.Identity.Subject, context.Identity.ActorType ?? "human", sessionId);
        Frames = new RelayedFrames(canvas.Id, actor);
        kinds = new Kinds(options.KindsMax);
        Member = rooms.Join(canvas, actor, outbox);
    }
}
