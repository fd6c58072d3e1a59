using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Easel.Documents;

/// <summary>The JSON of a commit (SPEC ST1). Members are only ever added: old logs are read by new servers.</summary>
internal static class CommitLine
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // The line nests the ops two levels deeper than the request that carried them (limit 32).
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 64,
    };

    // What one large commit needed is given back, or every thread would hold its largest one for ever.
    private const int KeptMax = 1 << 16;

    // One of each per thread: a line is encoded in one go, and the writer's own buffers would cost more than its work.
    [ThreadStatic] private static ArrayBufferWriter<byte>? buffer;
    [ThreadStatic] private static Utf8JsonWriter? writer;

    /// <summary>Writes a line and tells where in it the op array stands.</summary>
    public static (byte[] Line, Range Ops) Encode(Revision revision, CommitDetails details, ReadOnlyMemory<byte> ops)
    {
        if (buffer is null || buffer.Capacity > KeptMax) buffer = new ArrayBufferWriter<byte>(1_024);
        buffer.ResetWrittenCount();
        var json = writer ??= new Utf8JsonWriter(buffer, Plain);
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("type"u8, "op_committed"u8);
        json.WriteNumber("rev"u8, revision.Number);
        json.WritePropertyName("ops"u8);
        json.WriteRawValue(ops.Span, skipInputValidation: true);
        var end = (int)(json.BytesCommitted + json.BytesPending);
        WriteDetails(json, revision, details);
        json.WriteEndObject();
        json.Flush();
        var range = (end - ops.Length)..end;
        var line = details.Previous is { } previous
            ? CommitSeal.Close(buffer.WrittenSpan, range, previous)
            : buffer.WrittenSpan.ToArray();
        return (line, range);
    }

    /// <summary>Finds the revision and the op array without decoding the rest.</summary>
    public static (Revision Revision, Range Ops) Locate(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = Deep.MaxDepth });
        Expect(ref json, "type"u8);
        Expect(ref json, "rev"u8);
        var revision = json.GetInt64();
        Expect(ref json, "ops"u8);
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return (new Revision(revision), start..(int)json.BytesConsumed);
    }

    public static CommitDetails ReadDetails(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line, Deep);
        var root = json.RootElement;
        var eventId = root.GetProperty("event_id").GetString()!;
        return new CommitDetails
        {
            DocumentId = eventId[..eventId.LastIndexOf(':')],
            At = root.GetProperty("ts").GetDateTimeOffset(),
            By = ReadAttribution(root),
            RebasedFrom = ReadRevision(root, "rebased_from"u8),
            Dropped = root.TryGetProperty("dropped", out var dropped) ? ReadDropped(dropped) : [],
            UndoOf = ReadRevision(root, "undo_of"u8),
            Undoes = root.TryGetProperty("undoes"u8, out var undoes) ? ReadUndoes(undoes) : [],
            RedoOf = ReadRevision(root, "redo_of"u8),
            RestoreOf = ReadRevision(root, "restore_of"u8),
            Previous = CommitSeal.TryRead(line.Span, out var seal) ? seal.Previous : null,
        };
    }

    private static void WriteDetails(Utf8JsonWriter json, Revision revision, CommitDetails details)
    {
        var by = details.By;
        json.WriteString("actor_id"u8, by.ActorId);
        var eventId = string.Create(CultureInfo.InvariantCulture, $"{details.DocumentId}:{revision.Number}");
        json.WriteString("event_id"u8, eventId);
        Span<char> at = stackalloc char[32];
        details.At.UtcDateTime.TryFormat(at, out var length, TimeFormat, CultureInfo.InvariantCulture);
        json.WriteString("ts"u8, at[..length]);
        json.WriteString("actor_type"u8, by.ActorType);
        json.WriteString("subject"u8, by.Subject);
        if (by.CorrelationId is { } correlation) json.WriteString("correlation_id"u8, correlation);
        if (!by.Intent.IsEmpty)
        {
            json.WritePropertyName("intent"u8);
            json.WriteRawValue(by.Intent.Span, skipInputValidation: true);
        }

        if (by.Trace is { } trace) json.WriteString("traceparent"u8, trace);
        if (details.RebasedFrom is { } from) WriteRebase(json, from, details.Dropped);
        if (details.UndoOf is { } undone) json.WriteNumber("undo_of"u8, undone.Number);
        if (!details.Undoes.IsEmpty) UndonePart.WriteAll(json, details.Undoes);
        if (details.RedoOf is { } redone) json.WriteNumber("redo_of"u8, redone.Number);
        if (details.RestoreOf is { } restored) json.WriteNumber("restore_of"u8, restored.Number);
    }

    private static void WriteRebase(Utf8JsonWriter json, Revision from, ImmutableArray<DroppedOp> dropped)
    {
        json.WriteNumber("rebased_from"u8, from.Number);
        DroppedOp.WriteAll(json, dropped);
    }

    private static Revision? ReadRevision(JsonElement root, ReadOnlySpan<byte> member) =>
        root.TryGetProperty(member, out var revision) ? new Revision(revision.GetInt64()) : null;

    private static Attribution ReadAttribution(JsonElement root) => new()
    {
        ActorId = root.GetProperty("actor_id").GetString()!,
        ActorType = root.GetProperty("actor_type").GetString()!,
        Subject = root.GetProperty("subject").GetString()!,
        CorrelationId = root.TryGetProperty("correlation_id", out var id) ? id.GetString() : null,
        Intent = root.TryGetProperty("intent", out var intent) ? Encoding.UTF8.GetBytes(intent.GetRawText()) : default,
        Trace = root.TryGetProperty("traceparent", out var trace) ? trace.GetString() : null,
    };

    private static ImmutableArray<DroppedOp> ReadDropped(JsonElement dropped) =>
        [.. dropped.EnumerateArray().Select(op =>
            new DroppedOp(op.GetProperty("op_index").GetInt32(), op.GetProperty("reason").GetString()!))];

    private static ImmutableArray<UndonePart> ReadUndoes(JsonElement parts) =>
        [.. parts.EnumerateArray().Select(part =>
            new UndonePart(new Revision(part.GetProperty("rev").GetInt64()), part.GetProperty("ops").GetInt32()))];

    private static void Expect(ref Utf8JsonReader json, ReadOnlySpan<byte> member)
    {
        while (json.Read() && json.TokenType != JsonTokenType.PropertyName)
        {
        }

        if (!json.ValueTextEquals(member)) throw new FormatException("commit members are out of order");
        json.Read();
    }
}
