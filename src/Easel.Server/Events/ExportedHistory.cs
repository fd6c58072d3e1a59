using System.Text.Json;
using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>
/// Proves an exported file without a server: the commits of one document (<c>easel log --json</c>), or the events of a
/// tenant with their proofs (<c>easel events --json</c>).
/// </summary>
/// <param name="isPart">
/// Whether the file may begin in the middle of a history, or with commits that are older than hashes.
/// </param>
internal sealed class ExportedHistory(SignedHeads signed, bool isPart = false)
{
    private readonly Dictionary<DocumentKey, DocumentVerifier> documents = [];
    private string? tenant;
    private long lastSeq;
    private string? finding;

    /// <param name="named">The document, as far as it is known; of a file of commits only the id is in it.</param>
    public async Task<List<VerifiedHistory>> VerifyAsync(System.IO.Stream file, Func<string, Commit, DocumentKey> named)
    {
        try
        {
            await foreach (var (line, _) in JsonLines.ReadAsync(file))
            {
                if (line.IsEmpty) continue;
                Follow(line.ToArray(), named); // Commits keep their lines; the buffer is used again.
                if (finding is not null) break;
            }
        }
        catch (FormatException tooLong)
        {
            Refuse(tooLong.Message);
        }

        return End();
    }

    private void Follow(byte[] line, Func<string, Commit, DocumentKey> named)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 64 });
            if (json.RootElement.TryGetProperty("seq"u8, out _))
            {
                FollowEvent(json.RootElement);
                return;
            }

            var commit = Commit.Read(line);
            if (documents.Count == 0)
            {
                var eventId = json.RootElement.GetProperty("event_id").GetString()!;
                var key = named(eventId[..eventId.LastIndexOf(':')], commit);
                documents.Add(key, Begin(key, commit));
            }

            documents.Values.Single().Follow(commit);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException or ArgumentOutOfRangeException)
        {
            Refuse("cannot be read");
        }
    }

    private void FollowEvent(JsonElement one)
    {
        var seq = one.GetProperty("seq").GetInt64();
        if (lastSeq == 0 && isPart) lastSeq = seq - 1;
        if (seq != lastSeq + 1) Refuse($"is missing: {seq} stands in its place");
        if (finding is not null) return;
        var key = EventProof.KeyOf(one);
        tenant ??= key.Tenant;
        if (key.Tenant != tenant) Refuse("is of another tenant");
        else if (EventProof.Read(one, out var commit) is { } wrong) Refuse(wrong);
        else if (commit is not null) FollowCommit(key, commit);
        else if (!isPart) Refuse("has no proof: its commit is older than hashes, or cannot be read");
        if (finding is null) lastSeq = seq;
    }

    private void FollowCommit(DocumentKey key, Commit commit)
    {
        if (!documents.TryGetValue(key, out var document)) documents.Add(key, document = Begin(key, commit));
        document.Follow(commit);
        if (document.Finding is { } found) Refuse($"({key.Kind} {key.Id}): {found.What}");
    }

    private DocumentVerifier Begin(DocumentKey key, Commit first) => first.Revision.Number == 1 || !isPart
        ? new DocumentVerifier(key, signed)
        : new DocumentVerifier(
            key, new CommitChain(new Revision(first.Revision.Number - 1), first.Previous ?? default), signed);

    private void Refuse(string wrong)
    {
        if (tenant is not null || documents.Count == 0) finding ??= $"event {lastSeq + 1} {wrong}";
        else documents.Values.Single().Refuse($"{documents.Values.Single().Head.Next()} {wrong}");
    }

    private List<VerifiedHistory> End()
    {
        // Of a tenant's events the file may end early; the documents' ends are then those of the file.
        if (tenant is null && documents.Count == 1) return [documents.Values.Single().End(), Checkpoints];
        if (tenant is null) finding ??= "there is nothing in it";
        if (tenant is not null && signed.Chain.Feeds.GetValueOrDefault(tenant) is var count && count > lastSeq)
            finding ??= $"event {lastSeq + 1} is missing: a checkpoint names {count}";
        var feed = new VerifiedHistory(
            "feed", tenant, null, null, null, lastSeq, null, finding is null, finding is null ? null : lastSeq + 1,
            finding);
        return finding is not null
            ? [feed, Checkpoints]
            : [.. documents.Values.Select(document => document.End()), feed, Checkpoints];
    }

    private VerifiedHistory Checkpoints => StoreVerifier.Checkpoints(signed);
}
