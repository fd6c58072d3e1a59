using System.Globalization;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Wire;

namespace Easel.Server.Stream;

/// <summary>
/// A commit as existing front ends expect an event (SPEC ST8): the members of its line, with the ops in four kinds, and
/// their own beside them.
/// </summary>
internal static class DialectLine
{
    private const int TraceIdAt = 3;
    private const int TraceIdLength = 32;

    public static ReadOnlyMemory<byte> Encode(DocumentKey key, FoldedCommit<Canvas, CanvasOp> folded)
    {
        var commit = folded.Commit;
        var by = commit.ReadDetails().By;
        var ops = CanvasOpJson.Encode(FourKinds.Translate(folded.Before, folded.Ops)).Span;
        var json = AnswerBuffer.TakeWriter(out var line);
        json.WriteStartObject();
        WriteLine(json, commit, ops);
        json.WriteNumber("v"u8, 1);
        json.WriteNumber("seq"u8, commit.Revision.Number);
        json.WriteString("trace_id"u8, TraceOf(key, commit, by));
        WriteRouting(json, key, by);
        json.WriteStartObject("data"u8);
        json.WriteNumber("rev"u8, commit.Revision.Number);
        json.WritePropertyName("ops"u8);
        json.WriteRawValue(ops, skipInputValidation: true);
        json.WriteString("actor_id"u8, by.ActorId);
        json.WriteEndObject();
        json.WriteStartObject("meta"u8);
        json.WriteString("priority"u8, "truth"u8);
        json.WriteString("persist"u8, "always"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return line.WrittenSpan.ToArray();
    }

    /// <summary>What the line says, member by member.</summary>
    private static void WriteLine(Utf8JsonWriter json, Commit commit, ReadOnlySpan<byte> ops)
    {
        var reader = new Utf8JsonReader(commit.Line.Span, new JsonReaderOptions { MaxDepth = 64 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // The hashes, its last members, are of the ops as committed and not as they are translated here.
            if (reader.ValueTextEquals("prev_hash"u8)) break;
            var isOps = reader.ValueTextEquals("ops"u8);
            json.WritePropertyName(reader.ValueSpan);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            json.WriteRawValue(
                isOps ? ops : commit.Line.Span[start..(int)reader.BytesConsumed], skipInputValidation: true);
        }
    }

    /// <summary>The trace that the command came with; else whatever its sender called it.</summary>
    private static string TraceOf(DocumentKey key, Commit commit, Attribution by) =>
        by.Trace?.Substring(TraceIdAt, TraceIdLength) ?? by.CorrelationId
        ?? string.Create(CultureInfo.InvariantCulture, $"{key.Id}:{commit.Revision.Number}");

    private static void WriteRouting(Utf8JsonWriter json, DocumentKey key, Attribution by)
    {
        json.WriteStartObject("routing"u8);
        json.WriteString("tenant_id"u8, key.Tenant);
        json.WriteString("env"u8, key.Env);
        json.WriteString("canvas_id"u8, key.Id);
        json.WriteString("actor_id"u8, by.ActorId);
        json.WriteString("actor_type"u8, by.ActorType);
        json.WriteEndObject();
    }
}
