using Easel.Documents.Replays;

namespace Easel.Server.Gestures.Recording;

/// <summary>What was done on one canvas since the last write.</summary>
internal sealed class CanvasRecording(RecordingOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Session, string Kind), RecordedGesture> newest = [];
    private readonly Dictionary<(string Session, string Kind), ReadOnlyMemory<byte>> written = [];
    private List<RecordedGesture> waiting = [];
    private long bytes;

    /// <summary>Takes a gesture. It must return at once: a socket waits for it.</summary>
    public void Take(string session, RecordedGesture gesture, GestureLogging logging)
    {
        lock (gate)
        {
            if (logging == GestureLogging.All && bytes < options.WaitingBytesMax)
            {
                bytes += gesture.Frame.Length;
                waiting.Add(gesture);
                return;
            }

            newest[(session, gesture.Kind)] = gesture;
        }
    }

    /// <summary>What is to be written now, in the order of its times.</summary>
    public IReadOnlyList<RecordedGesture> Drain()
    {
        lock (gate)
        {
            var (all, now) = (waiting, new Dictionary<(string, string), ReadOnlyMemory<byte>>());
            foreach (var (name, gesture) in newest)
            {
                var said = WithoutTime(gesture.Frame);
                var isNews = !written.TryGetValue(name, out var before) || !before.Span.SequenceEqual(said.Span);
                if (isNews) all.Add(gesture);
                now[name] = said;
            }

            // Who said nothing in the meantime is forgotten, and is written again when it comes back.
            written.Clear();
            foreach (var (name, said) in now) written[name] = said;
            (waiting, bytes) = ([], 0);
            newest.Clear();
            all.Sort((one, other) => one.At.CompareTo(other.At));
            return all;
        }
    }

    /// <summary>The time stands last in a frame (<see cref="RelayedFrames"/>), and alone is no change.</summary>
    private static ReadOnlyMemory<byte> WithoutTime(ReadOnlyMemory<byte> frame) =>
        frame[..^(Timestamp.Length + "\"}"u8.Length)];
}
