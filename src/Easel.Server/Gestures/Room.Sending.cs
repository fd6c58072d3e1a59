namespace Easel.Server.Gestures;

/// <summary>When what has been collected leaves, and what goes into it.</summary>
internal sealed partial class Room
{
    /// <summary>Whether the caller has to send now; if not, the timer or whoever sends already will.</summary>
    private bool IsSendDue()
    {
        var isReady = !block.IsEmpty || arrivals.Count > 0;
        if (isSending || isWaiting || (!isReady && overRate.Count == 0)) return false;
        var left = tick - clock.GetElapsedTime(sentAt);
        if (left <= TimeSpan.Zero && isReady) return isSending = true;
        isWaiting = timer.Change(left > TimeSpan.Zero ? left : tick, Timeout.InfiniteTimeSpan);
        return false;
    }

    private void Send()
    {
        while (TryTakeBlock(out var full, out var receivers, out var listening, out var arrived))
        {
            foreach (var receiver in receivers) receiver.Outbox.Send(full, receiver, Shows(receiver));
            foreach (var (listener, present) in arrived)
            {
                foreach (var (actor, frame) in present) listener.HearPresence(Frames.Payload(frame), actor);
            }

            foreach (var listener in listening) full.TellTo(listener);
        }
    }

    private bool TryTakeBlock(
        out RoomBlock full, out RoomMember[] receivers, out IRoomListener[] listening,
        out List<(IRoomListener Listener, (PresentActor Actor, byte[] Frame)[] Present)> arrived)
    {
        lock (gate)
        {
            ReleaseHeld();
            (full, receivers, listening, arrived) = (block, members, listeners, arrivals);
            (isSending, isWaiting) = (false, false);
            if (!IsSendDue()) return false;
            sentAt = clock.GetTimestamp();
            arrivals = [];
            block = new RoomBlock(full.Number + 1, Math.Max(BlockBytesMin, full.Length));
            return true;
        }
    }

    private void ReleaseHeld()
    {
        foreach (var member in overRate)
        {
            while (!member.Held.IsEmpty && member.Allowance.TryTake())
            {
                var (kind, frame) = member.Held.TakeOldest();
                Add(member, kind, frame);
            }
        }

        overRate.RemoveWhere(member => member.Held.IsEmpty);
    }
}
