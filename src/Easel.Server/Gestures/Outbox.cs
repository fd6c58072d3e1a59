namespace Easel.Server.Gestures;

/// <summary>
/// The only way out of a socket. One write is under way at a time. What is meant for this client alone waits in a
/// buffer with a limit; what the room says does not wait: who cannot take a block in time gets the newest later on.
/// </summary>
internal sealed class Outbox(System.IO.Stream stream, int waitingMax, TimeProvider clock) : IThreadPoolWorkItem
{
    // More than this unread, and nothing more is read from the client.
    private const int RoomBytesMin = 64 * 1_024;

    // A buffer that has grown beyond this is given back when it is empty.
    private const int KeptBytesMax = 4 * 1_024;

    private readonly Lock gate = new();
    private RoomMember? member;
    private byte[] waiting = [];
    private byte[] underWay = [];
    private int length;
    private bool isWriting, isBroken, isQueued;
    private TaskCompletionSource? roomLeft, allSent;

    /// <summary>When the server or the client began to close the socket.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Whether nothing waits or is under way.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate) return !isWriting && length == 0;
        }
    }

    /// <summary>Sends a text message at once.</summary>
    public void Send(ReadOnlySpan<byte> json)
    {
        Queue(json);
        Flush();
    }

    /// <summary>Puts a text message behind those that wait. <see cref="Flush"/> sends them.</summary>
    public void Queue(ReadOnlySpan<byte> json)
    {
        lock (gate) Add(json, isJson: true);
    }

    /// <summary>Sends what waits, unless that happens already.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (isWriting || isBroken || length == 0) return;
            isWriting = true;
        }

        _ = WriteAsync(default);
    }

    /// <summary>The same a little later, together with what others are about to queue.</summary>
    public void FlushSoon()
    {
        lock (gate)
        {
            if (isWriting || isQueued) return;
            isQueued = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Sends bytes that are frames already.</summary>
    public void SendFrames(ReadOnlySpan<byte> frames)
    {
        lock (gate) Add(frames, isJson: false);
        Flush();
    }

    /// <summary>Sends what a room has to say, or lets the member catch up on it later.</summary>
    public void Send(RoomBlock block, RoomMember to, bool withGestures)
    {
        lock (gate)
        {
            if (isBroken || ClosedAt is not null || to != member || to.Knows(block)) return;
            if (isWriting)
            {
                to.Miss(block);
                return;
            }

            isWriting = true;
        }

        _ = WriteAsync(block.For(to, withGestures));
    }

    /// <summary>From now on this is what the client hears; first of all it catches up.</summary>
    public void Enter(RoomMember room)
    {
        lock (gate)
        {
            member = room;
            if (isWriting || isBroken) return;
            isWriting = true;
        }

        _ = WriteAsync(default);
    }

    /// <summary>The last that is sent. Whoever called first has decided the code.</summary>
    public void Close(CloseCode code, string reason)
    {
        lock (gate)
        {
            if (ClosedAt is not null) return;
            if (!isBroken) Append(Frames.Close(code, reason), 0);
            ClosedAt = clock.GetUtcNow();
        }

        Flush();
    }

    /// <summary>Nothing more is sent than what waits already: its last frame closes the socket.</summary>
    public void End()
    {
        lock (gate) ClosedAt ??= clock.GetUtcNow();
    }

    /// <summary>Waits until the client has taken most of what was sent to it.</summary>
    public ValueTask WaitForRoomAsync()
    {
        lock (gate)
        {
            if (length < RoomBytesMin || isBroken) return default;
            roomLeft ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(roomLeft.Task);
        }
    }

    /// <summary>Waits until all has been sent.</summary>
    public ValueTask WaitUntilSentAsync()
    {
        lock (gate)
        {
            if (!isWriting) return default;
            allSent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(allSent.Task);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (gate) isQueued = false;
        Flush();
    }

    private void Add(ReadOnlySpan<byte> bytes, bool isJson)
    {
        if (isBroken || ClosedAt is not null) return;
        if (length == 0 || length + bytes.Length <= waitingMax)
        {
            Append(bytes, isJson ? Frames.HeaderLength(bytes.Length) : 0);
            return;
        }

        // What waits is whole frames, and none of it has begun to leave.
        length = 0;
        Append(Frames.Close(CloseCode.Overload, "answers pile up unread"), 0);
        ClosedAt = clock.GetUtcNow();
    }

    private void Append(ReadOnlySpan<byte> bytes, int header)
    {
        var needed = length + header + bytes.Length;
        if (waiting.Length < needed) Array.Resize(ref waiting, Math.Max(needed, 2 * waiting.Length));
        if (header > 0) Frames.WriteTextHeader(waiting.AsSpan(length), bytes.Length);
        bytes.CopyTo(waiting.AsSpan(length + header));
        length = needed;
    }

    /// <summary>Writes, then whatever has come up meanwhile. Only one at a time is here.</summary>
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            do if (!bytes.IsEmpty) await stream.WriteAsync(bytes);
            while (TryTakeNext(out bytes));
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException or InvalidOperationException)
        {
            Break();
        }
    }

    private bool TryTakeNext(out ReadOnlyMemory<byte> next)
    {
        lock (gate)
        {
            next = TakeWaiting();
            if (next.IsEmpty && ClosedAt is null && member is not null) next = member.CatchUp();
            if (!next.IsEmpty) return true;
            isWriting = false;
            if (waiting.Length > KeptBytesMax) waiting = [];
            if (underWay.Length > KeptBytesMax) underWay = [];
            Release(ref allSent);
            return false;
        }
    }

    private ReadOnlyMemory<byte> TakeWaiting()
    {
        var taken = waiting.AsMemory(0, length);
        if (length > 0) (waiting, underWay, length) = (underWay, waiting, 0);
        Release(ref roomLeft);
        return taken;
    }

    private void Break()
    {
        lock (gate)
        {
            (isBroken, isWriting, length) = (true, false, 0);
            Release(ref roomLeft);
            Release(ref allSent);
        }
    }

    private static void Release(ref TaskCompletionSource? waiter)
    {
        waiter?.TrySetResult();
        waiter = null;
    }
}
