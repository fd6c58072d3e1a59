using Easel.Documents;
using Easel.Server.Gestures.Recording;
using Easel.Server.Tenancy;
using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures;

/// <summary>The rooms that somebody is in, one per canvas: tenant and environment are part of its key.</summary>
internal sealed class Rooms(
    IOptions<GestureOptions> options, GestureRecorder recorder, Access access, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<DocumentKey, Room> rooms = [];

    public IReadOnlyList<Room> All
    {
        get
        {
            lock (gate) return [.. rooms.Values];
        }
    }

    public int Count
    {
        get
        {
            lock (gate) return rooms.Count;
        }
    }

    /// <returns>Null if the room has as many sessions as it may have.</returns>
    public RoomMember? Join(
        DocumentKey canvas, PresentActor actor, bool isEditor, Outbox outbox, Allowance allowance)
    {
        RoomMember? member;

        // Under the lock, so that the room is not swept away before there is somebody in it.
        lock (gate) member = Open(canvas).Join(actor, isEditor, outbox, allowance);
        member?.Room.Welcome(member);
        return member;
    }

    /// <summary>Hears a room until the answer is disposed of (SPEC ST6).</summary>
    public IDisposable Listen(DocumentKey canvas, IRoomListener listener)
    {
        Room room;
        lock (gate)
        {
            room = Open(canvas);
            room.Add(listener);
        }

        room.SendWhatIsDue();
        return new Hearing(room, listener);
    }

    /// <summary>Lets a room notice that time has passed, and drops it if nobody needs it.</summary>
    public void Sweep(Room room)
    {
        room.Show(VisibilityOf(room.Canvas));
        room.IsAuto = IsAuto(room.Canvas);
        room.Sweep();
        lock (gate)
        {
            if (!room.IsEmpty) return;
            rooms.Remove(room.Canvas);
            room.Dispose();
        }
    }

    /// <summary>How much those on a canvas see of each other.</summary>
    public Visibility VisibilityOf(DocumentKey canvas) => access.FlagsOf(canvas.Tenant).Visibility;

    private bool IsAuto(DocumentKey canvas) => access.FlagsOf(canvas.Tenant).AutoMode;

    private Room Open(DocumentKey canvas)
    {
        if (!rooms.TryGetValue(canvas, out var room))
        {
            rooms[canvas] = room = new Room(canvas, options.Value, recorder, VisibilityOf(canvas), clock)
            {
                IsAuto = IsAuto(canvas),
            };
        }

        return room;
    }

    private sealed class Hearing(Room room, IRoomListener listener) : IDisposable
    {
        public void Dispose() => room.Remove(listener);
    }
}
