using Easel.Documents.Replays;
using Easel.Server.Wire;

namespace Easel.Server.Gestures.Recording;

/// <summary>What was done on one canvas since the last write.</summary>
internal sealed class CanvasRecording(RecordingOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Session, int Kind), RecordedGesture> newest = [];
    private Dictionary<(string Session, int Kind), ReadOnlyMemory<byte>> written = [];
    private List<RecordedGesture> waiting = [];
    private DateTimeOffset last;
    private long bytes;
    private bool isClosed;

    /// <summary>Takes a gesture. It must return at once: a socket waits for it.</summary>
    /// <param name="kind">The number of its kind in the session, of which there are few (<see cref="Kinds"/>).</param>
    /// <returns>False if this is written no more, and another has taken its place.</returns>
    public bool TryTake(string session, int kind, RecordedGesture gesture, GestureLogging logging)
    {
        lock (gate)
        {
            if (isClosed) return false;
            // Times never go back, whatever the clock does: they are what is searched by.
            last = gesture.At > last ? gesture.At : last;
            gesture = gesture with { At = last };
            if (logging == GestureLogging.All && bytes < options.WaitingBytesMax)
            {
                bytes += gesture.Frame.Length;
                waiting.Add(gesture);
            }
            else
            {
                newest[(session, kind)] = gesture;
            }

            return true;
        }
    }

    /// <summary>What is to be written now, in the order of its times; null once nobody has done anything.</summary>
    public IReadOnlyList<RecordedGesture>? Drain()
    {
        lock (gate)
        {
            if (waiting.Count == 0 && newest.Count == 0)
            {
                isClosed = true;
                return null;
            }

            var (all, now) = (waiting, new Dictionary<(string, int), ReadOnlyMemory<byte>>());
            foreach (var (name, gesture) in newest)
            {
                var said = WithoutTime(gesture.Frame);
                var isNews = !written.TryGetValue(name, out var before) || !before.Span.SequenceEqual(said.Span);
                if (isNews) all.Add(gesture);
                now[name] = said;
            }

            (written, waiting, bytes) = (now, [], 0);
            newest.Clear();
            all.Sort((one, other) => one.At.CompareTo(other.At));
            return all;
        }
    }

    /// <summary>The time stands last in a frame (<see cref="RelayedFrames"/>), and alone is no change.</summary>
    private static ReadOnlyMemory<byte> WithoutTime(ReadOnlyMemory<byte> frame) =>
        frame[..^(Timestamp.Length + "\"}"u8.Length)];
}
