using System.Buffers;
using System.Text.Json;

namespace Easel.Documents.Replays;

/// <summary>
/// The entry that is being gathered: one commit, or several that follow each other closely, and the gestures since the
/// entry before. A gesture after the last commit waits for the next entry, so that the times of a file never go back.
/// </summary>
internal sealed class ReplayEntry(ReplayRange range)
{
    // A new revision a second is a pause in which something can be seen; five seconds is how coarse a keyframe may be.
    private static readonly TimeSpan GapMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SpanMax = TimeSpan.FromSeconds(5);

    private const int CommitsMax = 256;
    private const int OpsBytesMax = 64 * 1_024;
    private const int GesturesMax = 256;

    private readonly ArrayBufferWriter<byte> ops = new();
    private readonly List<Attribution> authors = [];
    private readonly List<RecordedGesture> gestures = [];
    private DateTimeOffset firstAt;
    private DateTimeOffset lastAt;
    private DateTimeOffset waitingSince;
    private int commits;
    private bool isOwn;

    private bool IsThinned => range.Mode == ReplayMode.Keyframe;

    /// <summary>Whether there is nothing in it that would have to be written.</summary>
    public bool IsEmpty => commits == 0 && gestures.Count == 0;

    /// <summary>Bytes of its ops.</summary>
    public int OpsBytes => ops.WrittenCount;

    /// <summary>Whether a commit can be part of it.</summary>
    public bool Takes(Commit commit, CommitDetails details) =>
        commits == 0
        || (IsThinned && commits < CommitsMax && ops.WrittenCount + commit.Ops.Length <= OpsBytesMax
            && details.At - lastAt <= GapMax && details.At - firstAt <= SpanMax && IsOwn(details) == isOwn);

    /// <summary>Whether a gesture can be, or at least wait in it.</summary>
    public bool Takes(RecordedGesture gesture) =>
        gestures.Count < GesturesMax
        && (commits > 0
            ? gesture.At - lastAt <= GapMax
            : !IsThinned || gestures.Count == 0 || gesture.At - waitingSince <= SpanMax);

    public void Add(Commit commit, CommitDetails details)
    {
        if (commits++ == 0) (firstAt, isOwn) = (details.At, IsOwn(details));
        lastAt = details.At;
        ops.Write(ops.WrittenCount == 0 ? "["u8 : ","u8);
        ops.Write(commit.Ops.Span[1..^1]);
        if (!authors.Exists(known => IsSame(known, details.By))) authors.Add(details.By);
    }

    public void Add(RecordedGesture gesture)
    {
        if (gestures.Count == 0) waitingSince = gesture.At;

        // One that waits for the next entry replaces none that stays in this one.
        if (IsThinned) gestures.RemoveAll(one => (commits == 0 || one.At > lastAt) && IsSameKind(one, gesture));
        gestures.Add(gesture);
    }

    /// <summary>Writes the entry and begins the next with what belongs there.</summary>
    /// <returns>Its time.</returns>
    public long WriteTo(Utf8JsonWriter json, Revision revision)
    {
        var end = commits > 0 ? lastAt : gestures[^1].At;
        var t = range.TimeOf(end);
        json.WriteStartObject();
        json.WriteNumber("t"u8, t);
        json.WriteNumber("rev"u8, revision.Number);
        if (isOwn) json.WriteBoolean("own"u8, true);
        json.WritePropertyName("ops"u8);
        ops.Write(commits > 0 ? "]"u8 : "[]"u8);
        json.WriteRawValue(ops.WrittenSpan, skipInputValidation: true);
        if (authors.Count > 0) WriteAuthors(json);
        if (gestures.Count > 0) WriteGestures(json, end);
        json.WriteEndObject();
        ops.ResetWrittenCount();
        authors.Clear();
        gestures.RemoveAll(gesture => gesture.At <= end);
        if (gestures.Count > 0) waitingSince = gestures[0].At;
        (commits, isOwn) = (0, false);
        return t;
    }

    private bool IsOwn(CommitDetails details) => range.Selection?.Covers(details) == true;

    private static bool IsSameKind(RecordedGesture one, RecordedGesture other) =>
        one.ActorId == other.ActorId && one.Kind == other.Kind;

    private static bool IsSame(Attribution one, Attribution other) =>
        one.ActorId == other.ActorId && one.Subject == other.Subject && one.ActorType == other.ActorType;

    private static List<RecordedGesture> Newest(List<RecordedGesture> inOrder) => inOrder.FindAll(
        gesture => ReferenceEquals(inOrder.FindLast(other => IsSameKind(other, gesture)), gesture));

    private void WriteAuthors(Utf8JsonWriter json)
    {
        json.WriteStartArray("by"u8);
        foreach (var author in authors)
        {
            json.WriteStartObject();
            json.WriteString("actor_id"u8, author.ActorId);
            json.WriteString("actor_type"u8, author.ActorType);
            json.WriteString("subject"u8, author.Subject);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteGestures(Utf8JsonWriter json, DateTimeOffset end)
    {
        var now = gestures.FindAll(gesture => gesture.At <= end);
        if (now.Count == 0) return;
        json.WriteStartArray("gestures"u8);
        foreach (var gesture in IsThinned ? Newest(now) : now)
        {
            json.WriteStartObject();
            json.WriteNumber("t"u8, range.TimeOf(gesture.At));
            json.WritePropertyName("frame"u8);
            json.WriteRawValue(gesture.Frame.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
