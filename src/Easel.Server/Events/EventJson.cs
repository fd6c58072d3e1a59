using System.Text.Json;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Events;

/// <summary>How an event is written. What people wrote on a canvas is never in it.</summary>
internal static class EventJson
{
    /// <param name="withProof">Adds the commit without its ops, by which its hash can be computed again.</param>
    public static void Write(Utf8JsonWriter json, ReadEvent one, bool withProof)
    {
        var (at, commit) = (one.Event.At, one.Event.Commit);
        json.WriteStartObject();
        json.WriteNumber("seq"u8, at.Seq);
        if (one.Details is { } details) json.WriteString("ts"u8, Timestamp.Of(details.At));
        json.WriteString("type"u8, one.Type);
        json.WriteString("tenant"u8, at.Document.Tenant);
        json.WriteString("env"u8, at.Document.Env);
        json.WriteString("kind"u8, at.Document.Kind);
        if (one.CanvasId is { } canvas) json.WriteString("canvas_id"u8, canvas);
        json.WriteNumber("rev"u8, at.Revision.Number);
        json.WriteString("event_id"u8, $"{at.Document.Id}:{at.Revision.Number}");
        if (one.Details is not null) WriteWhoAndWhy(json, one.Details.By);
        if (one.Op is { } op) WriteOp(json, op, one.Event.IsControl);
        if (commit is not null) WriteHashes(json, commit, one.Event.IsControl, withProof);
        json.WriteEndObject();
    }

    private static void WriteWhoAndWhy(Utf8JsonWriter json, Attribution by)
    {
        json.WriteString("actor_id"u8, by.ActorId);
        json.WriteString("actor_type"u8, by.ActorType);
        json.WriteString("subject"u8, by.Subject);
        if (by.CorrelationId is { } correlation) json.WriteString("correlation_id"u8, correlation);
        if (by.Trace is { } trace) json.WriteString("trace"u8, trace);
    }

    private static void WriteOp(Utf8JsonWriter json, JsonElement op, bool isControl)
    {
        if (TenantEvent.Text(op, "artifact_id") is { } artifact) json.WriteString("artifact_id"u8, artifact);
        if (!isControl) return;
        json.WritePropertyName("data"u8);
        json.WriteRawValue(op.GetRawText(), skipInputValidation: true); // As its hash has it.
    }

    private static void WriteHashes(Utf8JsonWriter json, Commit commit, bool isControl, bool withProof)
    {
        if (commit.Previous is { } previous) json.WriteString("prev_hash"u8, previous.ToString());
        json.WriteString("hash"u8, commit.Hash.ToString());
        if (!withProof || (isControl ? commit : commit.WithoutOps()) is not { } proof) return;
        json.WritePropertyName("commit"u8);
        json.WriteRawValue(proof.Line.Span, skipInputValidation: true);
    }
}

/// <summary>An event with what its commit says, decoded once.</summary>
/// <param name="Details">Null if the commit cannot be read.</param>
/// <param name="Op">The op that says what happened, where the document is no canvas.</param>
internal sealed record ReadEvent(TenantEvent Event, string Type, CommitDetails? Details, JsonElement? Op)
{
    public string? CanvasId => Event.CanvasId(Op);

    public static ReadEvent Of(TenantEvent one)
    {
        if (one.Commit is null) return new ReadEvent(one, TenantEvent.Damaged, null, null);
        var details = one.Commit.ReadDetails();
        var (type, op) = one.Read(details);
        return new ReadEvent(one, type, details, op);
    }
}
