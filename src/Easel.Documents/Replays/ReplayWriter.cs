using System.Buffers;
using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Documents.Replays;

/// <summary>
/// Writes a replay (SPEC AR4) while its commits are read: it holds one state and one entry, however long the history
/// is. Commits and gestures are added in the order of their times, a gesture before the commit of the same moment.
/// </summary>
public sealed class ReplayWriter : IDisposable
{
    private readonly IBufferWriter<byte> to;
    private readonly ReplayRange range;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json;
    private readonly ReplayEntry entry;
    private readonly ReplayStates states = new();
    private readonly ReplayMarks marks;
    private readonly List<Segment> segments = [];
    private Canvas canvas;
    private Revision revision;
    private long time;

    /// <summary>Writes the beginning.</summary>
    /// <param name="to">Where the file goes. Whoever owns it may flush it between two calls.</param>
    /// <param name="range">What it is a replay of.</param>
    /// <param name="from">The state at <see cref="ReplayRange.From"/>.</param>
    public ReplayWriter(IBufferWriter<byte> to, ReplayRange range, Canvas from)
    {
        (this.to, this.range, canvas, revision) = (to, range, from, range.From);
        json = new Utf8JsonWriter(buffer, ReplayJson.Plain);
        (entry, marks) = (new ReplayEntry(range), new ReplayMarks(range));
        ReplayJson.WriteHead(json, range);
        Flush();
        Write(",\"keyframes\":[\n"u8);
        WriteState(CanvasJson.Encode(from));
    }

    /// <summary>Bytes that were written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Steps that were written so far.</summary>
    public int Entries { get; private set; }

    /// <summary>Adds the next commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="details">What it says besides its ops, as it was read from it.</param>
    /// <exception cref="FormatException">It is not the next one, was erased, or does not fit.</exception>
    public void Add(Commit commit, CommitDetails details)
    {
        if (commit.Revision != revision.Next() || commit.IsErased)
            throw new FormatException($"{commit.Revision} cannot follow {revision}");
        if (!entry.Takes(commit, details)) WriteEntry();
        foreach (var op in CanvasOpJson.ParseStored(commit.Ops))
        {
            canvas = CanvasReducer.Apply(canvas, op, out var misfit)
                ?? throw new FormatException($"{commit.Revision} does not fit: {misfit}");
        }

        revision = commit.Revision;
        entry.Add(commit, details);
        marks.Count(revision, details);
        if (range.Mode == ReplayMode.Full) WriteEntry();
    }

    /// <summary>Adds the next gesture.</summary>
    public void Add(RecordedGesture gesture)
    {
        if (!entry.Takes(gesture)) WriteEntry();
        entry.Add(gesture);
    }

    /// <summary>Writes the end.</summary>
    /// <exception cref="FormatException">Commits are missing.</exception>
    public ReplaySummary Complete()
    {
        if (revision != range.To) throw new FormatException($"it ends at {revision}, not at {range.To}");
        while (!entry.IsEmpty) WriteEntry();
        EndSegment();
        var hash = CanvasJson.Hash(canvas);
        Write("\n],"u8);
        var tailAt = Bytes;
        json.WriteStartObject();
        json.WriteString("state_hash"u8, hash);
        json.WriteNumber("entries"u8, Entries);
        json.WriteNumber("duration_ms"u8, range.Duration);
        marks.WriteTo(json);
        WriteIndex();
        json.WriteNumber("tail_at"u8, tailAt);
        json.WriteEndObject();
        json.Flush();
        Write(buffer.WrittenSpan[1..]); // Its members go on in the object that the beginning has opened.
        return new ReplaySummary(Entries, range.Duration, hash, Bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();

    private void WriteEntry()
    {
        states.Count(entry.OpsBytes);
        Write(",\n"u8);
        time = entry.WriteTo(json, revision);
        Flush();
        Entries++;
        segments[^1] = segments[^1] with { Entries = segments[^1].Entries + 1 };
        if (states.TakeDue(canvas) is { IsEmpty: false } state)
        {
            EndSegment();
            Write(",\n"u8);
            WriteState(state);
        }
    }

    private void WriteState(ReadOnlyMemory<byte> state)
    {
        segments.Add(new Segment(time, revision, Bytes, 0, 0));
        json.WriteStartObject();
        json.WriteNumber("t"u8, time);
        json.WriteNumber("rev"u8, revision.Number);
        ReplayJson.WriteState(json, state);
        json.WriteEndObject();
        Flush();
    }

    private void EndSegment() => segments[^1] = segments[^1] with { Length = Bytes - segments[^1].At };

    private void WriteIndex()
    {
        json.WriteStartArray("index"u8);
        foreach (var segment in segments)
        {
            json.WriteStartObject();
            json.WriteNumber("t"u8, segment.T);
            json.WriteNumber("rev"u8, segment.Revision.Number);
            json.WriteNumber("at"u8, segment.At);
            json.WriteNumber("length"u8, segment.Length);
            json.WriteNumber("entries"u8, segment.Entries);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Flush()
    {
        json.Flush();
        Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
        json.Reset();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        to.Write(bytes);
        Bytes += bytes.Length;
    }

    /// <summary>A state and the entries after it: what a player reads to go to a moment among them.</summary>
    private readonly record struct Segment(long T, Revision Revision, long At, long Length, int Entries);
}
