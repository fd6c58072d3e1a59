using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>What outlives a process: the edits that are not confirmed, and what they were built on.</summary>
/// <param name="Epoch">The history that <paramref name="Rev"/> counts in.</param>
/// <param name="Rev">The revision below the first of them.</param>
/// <param name="Pending">Oldest first.</param>
public sealed record PendingState(string? Epoch, long Rev, ImmutableList<PendingEdit> Pending)
{
    private const int Version = 1;
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>Writes it as JSON.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        var to = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(to, WireText.Plain);
        json.WriteStartObject();
        json.WriteNumber("v"u8, Version);
        if (Epoch is not null) json.WriteString("epoch"u8, Epoch);
        json.WriteNumber("rev"u8, Rev);
        json.WriteStartArray("pending"u8);
        foreach (var edit in Pending) Write(edit, json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return to.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are something else, or of a newer version.</exception>
    public static PendingState Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Deep);
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() != Version)
                throw new FormatException("pending edits of a newer version");
            return new PendingState(
                root.TextOrNull("epoch"), root.GetProperty("rev").GetInt64(),
                [.. root.GetProperty("pending").EnumerateArray().Select(ReadEdit)]);
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("not pending edits", broken);
        }
    }

    private static void Write(PendingEdit edit, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, edit.Key);
        json.WriteNumber("op_count"u8, edit.OpCount);
        json.WriteNumber("bytes"u8, edit.Bytes);
        Write(edit.Ops, json);
        edit.Intent?.WriteTo(json);
        if (edit.IsUncertain) WriteWithheld(edit, json);
        if (edit.Sent is { } sent)
        {
            json.WriteStartObject("sent"u8);
            json.WriteNumber("base_rev"u8, sent.BaseRev);
            if (sent.ActorId is not null) json.WriteString("actor_id"u8, sent.ActorId);
            Write(sent.Ops, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteWithheld(PendingEdit edit, Utf8JsonWriter json)
    {
        Write("withheld", [.. edit.Withheld.Select(drop => new PendingOp(drop.Index, drop.Op))], json);
        json.WriteStartArray("withheld_reasons"u8);
        foreach (var drop in edit.Withheld) json.WriteStringValue(drop.Reason);
        json.WriteEndArray();
    }

    private static void Write(ImmutableArray<PendingOp> ops, Utf8JsonWriter json) => Write("ops", ops, json);

    private static void Write(string name, ImmutableArray<PendingOp> ops, Utf8JsonWriter json)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(CanvasOpJson.Encode(ops.Select(one => one.Op)).Span, skipInputValidation: true);
        json.WriteStartArray($"{name}_at");
        foreach (var op in ops) json.WriteNumberValue(op.Index);
        json.WriteEndArray();
    }

    private static PendingEdit ReadEdit(JsonElement edit)
    {
        var key = edit.GetProperty("key").GetString()!;
        var intent = EditIntent.Read(edit);
        return new PendingEdit
        {
            Key = key,
            OpCount = edit.GetProperty("op_count").GetInt32(),
            Bytes = edit.GetProperty("bytes").GetInt32(),
            Ops = ReadOps(edit, "ops"),
            Intent = intent,
            IsUncertain = edit.TryGetProperty("withheld", out _),
            Withheld = ReadWithheld(edit),
            Sent = edit.TryGetProperty("sent", out var sent)
                ? new SentCommand(
                    key, sent.GetProperty("base_rev").GetInt64(), ReadOps(sent, "ops"), sent.TextOrNull("actor_id"),
                    intent)
                : null,
        };
    }

    private static ImmutableArray<DroppedEditOp> ReadWithheld(JsonElement edit) =>
        edit.TryGetProperty("withheld_reasons", out var reasons)
            ? [.. ReadOps(edit, "withheld").Zip(
                reasons.EnumerateArray(), (op, reason) => new DroppedEditOp(op.Index, op.Op, reason.GetString()!))]
            : [];

    private static ImmutableArray<PendingOp> ReadOps(JsonElement from, string name)
    {
        var ops = CanvasOpJson.ParseStored(WireText.Raw(from.GetProperty(name)));
        var places = from.GetProperty($"{name}_at").EnumerateArray().Select(at => at.GetInt32());
        return [.. places.Zip(ops, (at, op) => new PendingOp(at, op))];
    }
}
