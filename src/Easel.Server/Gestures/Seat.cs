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
    Rooms rooms, CanvasTrail trail, Tenure tenure, Outbox outbox, GestureOptions options, string? requestId,
    TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly RequestContext context = tenure.Context;
    private readonly Allowance allowance = new(options, clock);
    private string sessionId = tenure.Context.Named[ContextKey.Session] ?? $"s-{Guid.NewGuid():N}";
    private bool isFinal, hasLeft;
    private Kinds kinds = new(options.KindsMax);

    /// <summary>Null until a canvas is known.</summary>
    public RoomMember? Member { get; private set; }

    public RelayedFrames? Frames { get; private set; }

    public string? CanvasId => Member?.Room.Canvas.Id;

    /// <summary>Takes the canvas that the upgrade named, if it did.</summary>
    public Refusal? TakeNamed()
    {
        if (context.Named[ContextKey.Canvas] is not { } canvasId) return null;
        lock (gate)
        {
            isFinal = true;
            return Take(context.Canvas(canvasId));
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
            return Member is null || allowance.TryTake() ? Take(context.Canvas(canvasId)) : TooMany();
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
        if (!allowance.TryTake()) return TooMany();
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
            return TakeOver(named);
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

    private static Refusal TooMany() => Problems.Overloaded.Because("The socket sends too much.");

    private Refusal? TakeOver(NamedContext named)
    {
        var canvasId = named[ContextKey.Canvas] ?? CanvasId;
        var session = named[ContextKey.Session] ?? sessionId;
        var isOther = canvasId != CanvasId || session != sessionId;
        if (isOther && canvasId is not null && Take(context.Canvas(canvasId), session) is { } refusal) return refusal;
        sessionId = session;
        isFinal |= named[ContextKey.Canvas] is not null;
        return null;
    }

    /// <returns>Why it stays where it is.</returns>
    private Refusal? Take(DocumentKey canvas, string? session = null)
    {
        if (hasLeft) return null;
        if (tenure.Refuse(canvas.Id) is { } refusal) return refusal;
        var actor = new PresentActor(
            context.Identity.Subject, context.Identity.ActorType ?? "human", session ?? sessionId);
        if (rooms.Join(canvas, actor, context.Role >= Role.Member, outbox, allowance) is not { } joined)
            return Problems.Overloaded.Because("Too many sessions are on the canvas.");
        Member?.Room.Leave(Member);
        Frames = new RelayedFrames(canvas.Id, actor);
        kinds = new Kinds(options.KindsMax);
        Member = joined;
        return null;
    }
}
