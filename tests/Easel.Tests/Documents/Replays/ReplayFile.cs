using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Easel.Documents.Canvases;

namespace Easel.Tests.Documents.Replays;

/// <summary>
/// Reads a replay as a player of a ranged file does: the tail, then the parts that it needs. It counts what it reads
/// and folds.
/// </summary>
internal sealed partial class ReplayFile
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    private readonly byte[] bytes;

    public ReplayFile(byte[] bytes)
    {
        this.bytes = bytes;
        var end = TailAt().Match(Encoding.UTF8.GetString(bytes[^32..]));
        Assert.True(end.Success, "the file does not say where its tail is");
        Tail = Parse([(byte)'{', .. bytes[int.Parse(end.Groups[1].Value)..]]);
        Index = [.. Tail.GetProperty("index").EnumerateArray().Select(one => new Segment(
            one.GetProperty("t").GetInt64(), one.GetProperty("rev").GetInt64(), one.GetProperty("at").GetInt32(),
            one.GetProperty("length").GetInt32(), one.GetProperty("entries").GetInt32()))];
        Head = Parse([.. bytes[..Index[0].At], .. "]}"u8]);
    }

    public JsonElement Head { get; }

    public JsonElement Tail { get; }

    public IReadOnlyList<Segment> Index { get; }

    /// <summary>Bytes of ops that the last seek folded.</summary>
    public int Folded { get; private set; }

    /// <summary>The whole file as one JSON value.</summary>
    public JsonElement Whole => Parse(bytes);

    public string Hash => Tail.GetProperty("state_hash").GetString()!;

    /// <summary>All entries in order, each with the state after it. One that has a state must agree with it.</summary>
    public IEnumerable<(JsonElement Entry, Canvas State)> Play()
    {
        Canvas? canvas = null;
        foreach (var entry in Whole.GetProperty("keyframes").EnumerateArray())
        {
            if (StateOf(entry) is { } here)
            {
                if (canvas is not null) Assert.Equal(CanvasJson.Hash(here), CanvasJson.Hash(canvas));
                canvas = here;
            }
            else
            {
                canvas = Fold(canvas!, entry);
            }

            yield return (entry, canvas);
        }
    }

    /// <summary>The state after the first entry that reaches a revision, read from the segment that holds it.</summary>
    public (long Rev, Canvas State) Seek(long rev)
    {
        var segment = Index.Last(one => one.Rev <= rev);
        (Canvas canvas, long reached, Folded) = (Canvas.Empty, 0, 0);
        foreach (var entry in Read(segment).EnumerateArray())
        {
            canvas = StateOf(entry) ?? Fold(canvas, entry);
            reached = entry.GetProperty("rev").GetInt64();
            if (reached >= rev) break;
        }

        return (reached, canvas);
    }

    public JsonElement Read(Segment segment) => Parse(
        [(byte)'[', .. bytes[segment.At..(segment.At + segment.Length)], (byte)']']);

    private Canvas Fold(Canvas canvas, JsonElement entry)
    {
        var ops = Encoding.UTF8.GetBytes(entry.GetProperty("ops").GetRawText());
        Folded += ops.Length;
        foreach (var op in CanvasOpJson.ParseStored(ops))
            canvas = CanvasReducer.Apply(canvas, op, out var misfit) ?? throw new InvalidOperationException(misfit);
        return canvas;
    }

    private static Canvas? StateOf(JsonElement entry)
    {
        if (entry.TryGetProperty("state", out var state))
            return CanvasJson.Decode(Encoding.UTF8.GetBytes(state.GetRawText()));
        if (!entry.TryGetProperty("packed", out var packed)) return null;
        using var json = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed.GetBytesFromBase64()), CompressionMode.Decompress);
        gzip.CopyTo(json);
        return CanvasJson.Decode(json.ToArray());
    }

    private static JsonElement Parse(byte[] json) => JsonDocument.Parse(json, Deep).RootElement;

    [GeneratedRegex("\"tail_at\":([0-9]+)}$")]
    private static partial Regex TailAt();

    public sealed record Segment(long T, long Rev, int At, int Length, int Entries);
}
