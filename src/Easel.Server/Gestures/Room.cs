using Easel.Documents;
using Easel.Server.Gestures.Recording;
using Easel.Server.Operations;
using Easel.Server.Tenancy;

namespace Easel.Server.Gestures;

/// <summary>
/// All who are on one canvas. What one sends goes to the others: at once while the room is quiet, collected for
/// <see cref="GestureOptions.TickMs"/> while it is busy, so that a receiver costs one write a tick and not one a
/// gesture.
/// </summary>
internal sealed partial class Room : IDisposable
{
    private const int BlockBytesMin = 512;

    private readonly Lock gate = new();
    private readonly GestureOptions options;
    private readonly GestureRecorder recorder;
    private readonly TimeProvider clock;
    private readonly TimeSpan tick;
    private readonly ITimer timer;
    private readonly Dictionary<(string Subject, string Session), Presence> presences = [];
    private readonly HashSet<RoomMember> overRate = [];

    private RoomMember[] members = [];
    private IRoomListener[] listeners = [];
    private List<(IRoomListener Listener, (PresentActor Actor, byte[] Frame)[] Present)> arrivals = [];
    private RoomBlock block = new(1, BlockBytesMin);
    private Visibility visibility;
    private long sentAt;
    private bool isSending, isWaiting;

    public Room(
        DocumentKey canvas, GestureOptions options, GestureRecorder recorder, Visibility visibility, TimeProvider clock)
    {
        (Canvas, this.options, this.recorder) = (canvas, options, recorder);
        (this.visibility, this.clock) = (visibility, clock);
        tick = TimeSpan.FromMilliseconds(options.TickMs);
        sentAt = clock.GetTimestamp() - (long)(tick.TotalSeconds * clock.TimestampFrequency);
        timer = clock.CreateTimer(_ => Send(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public DocumentKey Canvas { get; }

    /// <summary>Whether nobody is here, nobody may still come back, and nobody listens.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate) return members.Length == 0 && presences.Count == 0 && listeners.Length == 0;
        }
    }

    /// <summary>
    /// Whether agents work without anybody seeing their gestures: those are recorded alone (the flag <c>auto_mode</c>).
    /// </summary>
    public bool IsAuto { get; set; }

    public IReadOnlyList<RoomMember> Members => Volatile.Read(ref members);

    /// <summary>
    /// Takes in a socket; <see cref="Welcome"/> follows. The others hear of its session unless it only comes back.
    /// </summary>
    /// <returns>Null if there are as many sessions here as there may be.</returns>
    public RoomMember? Join(PresentActor actor, bool isEditor, Outbox outbox, Allowance allowance)
    {
        lock (gate)
        {
            var isNew = !presences.TryGetValue((actor.Subject, actor.SessionId), out var presence);
            if (isNew && presences.Count >= options.SessionsPerRoomMax) return null;
            if (presence is null)
                presences[(actor.Subject, actor.SessionId)] = presence = new Presence(Canvas.Id, actor);
            presence.LeftAt = null;
            presence.Sockets++;
            var member = new RoomMember(this, presence, outbox, allowance) { IsEditor = isEditor };
            if (isNew) Announce(presence, member);
            members = [.. members, member];
            return member;
        }
    }

    /// <summary>Tells a new member who is here, and those who are here of the new member.</summary>
    public void Welcome(RoomMember member)
    {
        member.Outbox.Enter(member);
        SendWhatIsDue();
    }

    /// <summary>Sends what waits and tells listeners, unless the timer or another thread will.</summary>
    public void SendWhatIsDue()
    {
        bool isDue;
        lock (gate) isDue = IsSendDue();
        if (isDue) Send();
    }

    /// <summary>Lets a socket go. Its session stays present until <see cref="Sweep"/> finds it gone for good.</summary>
    public void Leave(RoomMember member)
    {
        lock (gate)
        {
            members = [.. members.Where(one => one != member)];
            overRate.Remove(member);
            if (--member.Presence.Sockets == 0) member.Presence.LeftAt = clock.GetUtcNow();
        }
    }

    /// <summary>Relays a gesture to the others; beyond its rate, only the newest of each kind and later.</summary>
    public void Relay(RoomMember from, int kind, byte[] frame)
    {
        bool isDue;
        lock (gate)
        {
            Post(from, kind, frame);
            isDue = IsSendDue();
        }

        if (isDue) Send();
    }

    /// <summary>Takes over what a session says of itself, and tells the others.</summary>
    public void Take(RoomMember from, PresenceData said)
    {
        bool isDue;
        lock (gate)
        {
            from.Presence.Take(said);
            from.Presence.Encode(clock.GetUtcNow());
            Post(from, Kinds.Presence, from.Presence.Frame);
            isDue = IsSendDue();
        }

        if (isDue) Send();
    }

    /// <summary>The server's own view: idle after a while without a message, online with the next one.</summary>
    public void SetForgotten(RoomMember member, bool isForgotten)
    {
        bool isDue;
        lock (gate)
        {
            var presence = member.Presence;
            var isOnline = presence.Status == PresenceStatus.Online;
            if (isForgotten ? !isOnline : !presence.IsForgotten) return;
            presence.IsForgotten = isForgotten;
            presence.Status = isForgotten ? PresenceStatus.Idle : PresenceStatus.Online;
            Announce(presence, member);
            isDue = IsSendDue();
        }

        if (isDue) Send();
    }

    /// <summary>
    /// Starts to tell a listener everything, beginning with who is here; <see cref="SendWhatIsDue"/> follows. Whoever
    /// sends tells it, so that what is older does not come after what is newer, and no lock is held meanwhile.
    /// </summary>
    public void Add(IRoomListener listener)
    {
        lock (gate)
        {
            listeners = [.. listeners, listener];
            if (visibility != Visibility.Private)
                arrivals.Add((listener, [.. presences.Values.Select(one => (one.Actor, one.Frame))]));
        }
    }

    public void Remove(IRoomListener listener)
    {
        lock (gate)
        {
            listeners = [.. listeners.Where(one => one != listener)];
            arrivals.RemoveAll(one => one.Listener == listener);
        }
    }

    /// <summary>Who may see whom has changed, perhaps. Who becomes invisible goes, who becomes visible comes.</summary>
    public void Show(Visibility to)
    {
        bool isDue;
        lock (gate)
        {
            if (to == visibility) return;
            var isGoing = to == Visibility.Private;
            var isComing = visibility == Visibility.Private;
            if (isComing) visibility = to;
            foreach (var presence in presences.Values)
            {
                var status = presence.Status;
                if (isGoing) presence.Status = PresenceStatus.Offline;
                if (isGoing || isComing) Announce(presence, members.FirstOrDefault(one => one.Presence == presence));
                presence.Status = status;
            }

            visibility = to;
            isDue = IsSendDue();
        }

        if (isDue) Send();
    }

    /// <summary>Says goodbye for sessions that have not come back, and forgets what no slow receiver needs.</summary>
    public void Sweep()
    {
        bool isDue;
        lock (gate)
        {
            var gone = clock.GetUtcNow() - TimeSpan.FromSeconds(options.OfflineSeconds);
            foreach (var presence in presences.Values.Where(one => one.LeftAt <= gone).ToList())
            {
                presences.Remove((presence.Actor.Subject, presence.Actor.SessionId));
                presence.Status = PresenceStatus.Offline;
                Announce(presence, null);
            }

            // A receiver may have fallen behind just now, by the block that is being sent: that one is kept.
            if (!members.Any(member => member.IsBehind))
            {
                foreach (var member in members) member.Sent.ForgetBefore(block.Number - 1);
            }

            isDue = IsSendDue();
        }

        if (isDue) Send();
    }

    /// <summary>The newest presences and gestures after a block, without the member's own.</summary>
    /// <param name="last">The last block that they are from: the one being filled will be sent as a whole.</param>
    public ReadOnlyMemory<byte> CollectAfter(long number, RoomMember member, out long last)
    {
        List<byte[]> frames = [];
        lock (gate)
        {
            last = block.Number - 1;
            if (visibility == Visibility.Private) return default;
            foreach (var presence in presences.Values)
            {
                var isDue = presence.Block > number && presence.Block <= last;
                if (isDue && presence != member.Presence) frames.Add(presence.Frame);
            }

            foreach (var other in members)
            {
                if (other != member && Shows(member)) other.Sent.Collect(number, last, frames);
            }
        }

        return frames.SelectMany(frame => frame).ToArray();
    }

    public void Dispose() => timer.Dispose();

    private bool Shows(RoomMember member) => visibility == Visibility.Public || member.IsEditor;

    private void Post(RoomMember from, int kind, byte[] frame)
    {
        // One that is held must not come after a newer one of its kind.
        if (!from.Held.Has(kind) && from.Allowance.TryTake())
        {
            Add(from, kind, frame);
            return;
        }

        if (from.Held.Has(kind)) Measures.GesturesDropped.Add(1);
        from.Held.Set(kind, frame);
        overRate.Add(from);
    }

    private void Add(RoomMember from, int kind, byte[] frame)
    {
        if (visibility == Visibility.Private) return;
        if (kind != Kinds.Presence)
        {
            recorder.Take(Canvas, from, kind, frame);
            if (IsAuto && from.Presence.Actor.ActorType == "agent") return;
        }

        Measures.GesturesRelayed.Add(1);
        block.Add(from, from.Presence.Actor, kind, frame);
        if (kind == Kinds.Presence) from.Presence.Block = block.Number;
        else from.Sent.Set(kind, frame, block.Number);
    }

    private void Announce(Presence presence, RoomMember? from)
    {
        presence.Encode(clock.GetUtcNow());
        if (visibility == Visibility.Private) return;
        presence.Block = block.Number;
        block.Add(from, presence.Actor, Kinds.Presence, presence.Frame);
    }
}
