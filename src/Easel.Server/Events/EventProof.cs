using System.Text;
using System.Text.Json;
using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>Compares what an exported event says with the commit that proves it.</summary>
internal static class EventProof
{
    // What an event says in the words of its commit.
    private static readonly (string Event, string Commit)[] Same =
    [
        ("ts", "ts"), ("rev", "rev"), ("event_id", "event_id"), ("actor_id", "actor_id"),
        ("actor_type", "actor_type"), ("subject", "subject"), ("correlation_id", "correlation_id"),
        ("trace", "traceparent"), ("prev_hash", "prev_hash"), ("hash", "hash"),
    ];

    public static DocumentKey KeyOf(JsonElement one)
    {
        var eventId = one.GetProperty("event_id").GetString()!;
        return new DocumentKey(
            one.GetProperty("tenant").GetString()!, one.GetProperty("env").GetString()!,
            one.GetProperty("kind").GetString()!, eventId[..eventId.LastIndexOf(':')]);
    }

    /// <returns>What does not agree, or null.</returns>
    /// <param name="commit">Null if the event has no proof: its commit is older than hashes, or unreadable.</param>
    public static string? Read(JsonElement one, out Commit? commit)
    {
        commit = null;
        if (!one.TryGetProperty("commit", out var proof))
            return one.TryGetProperty("prev_hash", out _) ? "has no proof: export it with proof=1" : null;
        commit = Commit.Read(Encoding.UTF8.GetBytes(proof.GetRawText()));
        foreach (var (said, meant) in Same)
        {
            if (Raw(one, said) != Raw(proof, meant)) return $"says another {said} than its commit";
        }

        return CompareMeaning(one, commit);
    }

    private static string? CompareMeaning(JsonElement one, Commit commit)
    {
        var at = new FeedEntry(one.GetProperty("seq").GetInt64(), KeyOf(one), commit.Revision);
        var read = ReadEvent.Of(new TenantEvent(at, commit));

        // The ops of other documents are not in the file, and their types and artifacts with them.
        var isTypeKnown = at.Document.Kind is TenantEvent.CanvasKind or TenantEvent.ControlKind;
        if (isTypeKnown && one.GetProperty("type").GetString() != read.Type) return "says another type than its commit";
        if (isTypeKnown && Raw(one, "canvas_id") is var canvas && canvas != Quoted(read.CanvasId))
            return "says another canvas_id than its commit";
        var data = read.Event.IsControl ? read.Op?.GetRawText() : null;
        return Raw(one, "data") == data ? null : "says other data than its commit";
    }

    private static string? Raw(JsonElement one, string name) =>
        one.TryGetProperty(name, out var member) ? member.GetRawText() : null;

    private static string? Quoted(string? id) => id is null ? null : $"\"{id}\"";
}
