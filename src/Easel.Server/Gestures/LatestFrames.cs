namespace Easel.Server.Gestures;

/// <summary>
/// The newest frame of each kind that one socket sent, and the block that it went into. There are few kinds, so a list
/// does. The room's lock guards it.
/// </summary>
internal sealed class LatestFrames
{
    private readonly List<(int Kind, byte[] Frame, long Block)> frames = [];

    public bool IsEmpty => frames.Count == 0;

    public bool Has(int kind) => frames.Exists(one => one.Kind == kind);

    public void Set(int kind, byte[] frame, long block = 0)
    {
        var at = frames.FindIndex(one => one.Kind == kind);
        if (at < 0) frames.Add((kind, frame, block));
        else frames[at] = (kind, frame, block);
    }

    /// <summary>Takes out the one that has waited longest.</summary>
    public (int Kind, byte[] Frame) TakeOldest()
    {
        var (kind, frame, _) = frames[0];
        frames.RemoveAt(0);
        return (kind, frame);
    }

    /// <summary>Forgets what went into earlier blocks.</summary>
    public void ForgetBefore(long block) => frames.RemoveAll(one => one.Block < block);

    /// <summary>Collects what went into the blocks after one and up to another.</summary>
    public void Collect(long after, long last, List<byte[]> into)
    {
        foreach (var one in frames)
        {
            if (one.Block > after && one.Block <= last) into.Add(one.Frame);
        }
    }
}
