using System.Buffers;
using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Events;

/// <summary>How far a document had come.</summary>
/// <param name="Hash">Null if its newest commit could not be read.</param>
internal sealed record DocumentHead(DocumentKey Document, Revision Revision, CommitHash? Hash);

/// <summary>
/// A signed statement of how far documents had come (SPEC TF4). It names what changed since the one before, and the
/// one before by its hash, so none can be taken out of the middle; and it makes a tail that was cut off a log visible.
/// </summary>
internal sealed record Checkpoint(
    long Seq, DateTimeOffset At, CommitHash Previous, IReadOnlyList<DocumentHead> Heads, IReadOnlyList<FeedHead> Feeds)
{
    private static ReadOnlySpan<byte> HashName => ",\"hash\":\""u8;

    /// <summary>The checkpoint as a line, signed. The signature covers what stands before <c>,"hash":</c>.</summary>
    public (byte[] Line, CommitHash Hash) Encode(CheckpointKey key)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, AnswerBuffer.Plain)) WriteTo(json, key.Id);
        var covered = line.WrittenSpan[..^1];
        var hash = CommitHash.Of(covered);
        var end = $"{hash}\",\"sig\":\"{Convert.ToBase64String(key.Sign(covered))}\"}}";
        return ([.. covered, .. HashName, .. Encoding.ASCII.GetBytes(end)], hash);
    }

    /// <summary>Reads a line and checks what it says of itself.</summary>
    /// <param name="key">Whose signature it must bear; null to leave that out.</param>
    /// <exception cref="FormatException">It is not a checkpoint, or was changed.</exception>
    public static (Checkpoint Checkpoint, CommitHash Hash) Read(ReadOnlyMemory<byte> line, CheckpointKey? key)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var end = line.Span.LastIndexOf(HashName);
            if (end < 0) throw new FormatException("has no hash");
            var covered = line.Span[..end];
            var hash = ReadHash(root, "hash");
            if (hash != CommitHash.Of(covered)) throw new FormatException("was changed");
            if (key is not null && root.GetProperty("key_id").GetString() != key.Id)
                throw new FormatException("is signed with another key");
            if (key is not null && !key.HasSigned(covered, root.GetProperty("sig").GetBytesFromBase64()))
                throw new FormatException("bears a wrong signature");
            return (Read(root), hash);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("is not a checkpoint", broken);
        }
    }

    private static Checkpoint Read(JsonElement root) => new(
        root.GetProperty("seq").GetInt64(), root.GetProperty("ts").GetDateTimeOffset(), ReadHash(root, "prev"),
        [.. root.GetProperty("heads").EnumerateArray().Select(ReadHead)],
        [.. root.GetProperty("feeds").EnumerateArray().Select(feed =>
            new FeedHead(feed.GetProperty("tenant").GetString()!, feed.GetProperty("seq").GetInt64()))]);

    private static DocumentHead ReadHead(JsonElement head) => new(
        new DocumentKey(Text(head, "tenant"), Text(head, "env"), Text(head, "kind"), Text(head, "id")),
        new Revision(head.GetProperty("rev").GetInt64()),
        head.GetProperty("hash").ValueKind == JsonValueKind.Null ? null : ReadHash(head, "hash"));

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static CommitHash ReadHash(JsonElement one, string name) =>
        CommitHash.TryParse(Encoding.UTF8.GetBytes(Text(one, name)), out var hash)
            ? hash
            : throw new FormatException($"has no proper {name}");

    private void WriteTo(Utf8JsonWriter json, string keyId)
    {
        json.WriteStartObject();
        json.WriteNumber("seq"u8, Seq);
        json.WriteString("ts"u8, Timestamp.Of(At));
        json.WriteString("prev"u8, Previous.ToString());
        json.WriteStartArray("heads"u8);
        foreach (var head in Heads) Write(json, head);
        json.WriteEndArray();
        json.WriteStartArray("feeds"u8);
        foreach (var feed in Feeds)
        {
            json.WriteStartObject();
            json.WriteString("tenant"u8, feed.Tenant);
            json.WriteNumber("seq"u8, feed.Seq);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("key_id"u8, keyId);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DocumentHead head)
    {
        json.WriteStartObject();
        json.WriteString("tenant"u8, head.Document.Tenant);
        json.WriteString("env"u8, head.Document.Env);
        json.WriteString("kind"u8, head.Document.Kind);
        json.WriteString("id"u8, head.Document.Id);
        json.WriteNumber("rev"u8, head.Revision.Number);
        json.WriteString("hash"u8, head.Hash?.ToString());
        json.WriteEndObject();
    }
}
