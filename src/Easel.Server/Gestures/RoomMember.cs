using Easel.Server.Tenancy;

namespace Easel.Server.Gestures;

/// <summary>A socket's place in a room.</summary>
internal sealed class RoomMember(Room room, Presence presence, Outbox outbox, Allowance allowance)
{
    /// <summary>Not behind: every block has been sent, or is being sent.</summary>
    private const long UpToDate = -1;

    private long caughtUpTo;

    // A joiner is behind from the beginning: it gets to know who is there just as a slow reader that has recovered.
    private long heardUpTo;

    public Room Room => room;

    public Presence Presence => presence;

    public Outbox Outbox => outbox;

    public Allowance Allowance => allowance;

    /// <summary>Whether it edits; who does not may not see everything (<see cref="Visibility.Team"/>).</summary>
    public bool IsEditor { get; set; }

    /// <summary>The newest of each kind that it sent: what a slow receiver gets instead of all.</summary>
    public LatestFrames Sent { get; } = new();

    /// <summary>The newest of each kind that it sent beyond its rate.</summary>
    public LatestFrames Held { get; } = new();

    /// <summary>The number of the last block that it has a frame in.</summary>
    public long LastBlock { get; set; } = -1;

    public bool IsBehind => Volatile.Read(ref heardUpTo) != UpToDate;

    /// <summary>Whether it caught up on this block before it got it.</summary>
    public bool Knows(RoomBlock block) => block.Number <= caughtUpTo;

    /// <summary>It could not be sent this block. Its outbox's lock guards all of these.</summary>
    public void Miss(RoomBlock block)
    {
        if (!IsBehind) Volatile.Write(ref heardUpTo, block.Number - 1);
    }

    /// <summary>The newest of all that it missed.</summary>
    public ReadOnlyMemory<byte> CatchUp()
    {
        if (!IsBehind) return default;
        var missed = room.CollectAfter(heardUpTo, this, out caughtUpTo);
        Volatile.Write(ref heardUpTo, UpToDate);
        return missed;
    }
}
