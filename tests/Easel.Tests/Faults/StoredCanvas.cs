using System.Text;
using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Tests.Faults;

/// <summary>A commit as <c>/commits</c> shows it.</summary>
/// <param name="Key">The correlation id, which the tests use as idempotency key.</param>
internal sealed record StoredCommit(long Rev, string Key, string Ops);

/// <summary>All that the server says about a canvas: its log, and beside it the hash of its snapshot.</summary>
internal sealed record StoredCanvas(string Id, IReadOnlyList<StoredCommit> Log, long SnapshotRev, string SnapshotHash)
{
    public static async Task<StoredCanvas> ReadAsync(FaultClient client, string id)
    {
        var (status, body) = await client.GetAsync($"/canvas/{id}/snapshot");
        if (status == 404) return new StoredCanvas(id, [], 0, CanvasJson.Hash(Canvas.Empty));
        if (status != 200) throw new UnreadableCanvasException(id, status, body);
        using var snapshot = JsonDocument.Parse(body);
        var rev = snapshot.RootElement.GetProperty("rev").GetInt64();
        var hash = snapshot.RootElement.GetProperty("state_hash").GetString()!;
        return new StoredCanvas(id, await ReadLogAsync(client, id), rev, hash);
    }

    /// <summary>The hash of what the log adds up to; null if it does not add up.</summary>
    public string? Replay()
    {
        var state = Canvas.Empty;
        foreach (var commit in Log)
        {
            if (TryFold(state, commit.Ops) is not { } after) return null;
            state = after;
        }

        return CanvasJson.Hash(state);
    }

    /// <summary>Folds an op array as text; null if it does not fit.</summary>
    public static Canvas? TryFold(Canvas? state, string ops)
    {
        foreach (var op in CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes(ops)))
        {
            if (state is null) return null;
            state = CanvasReducer.Apply(state, op, out _);
        }

        return state;
    }

    private static async Task<List<StoredCommit>> ReadLogAsync(FaultClient client, string id)
    {
        var log = new List<StoredCommit>();
        long? after = 0;
        while (after is not null)
        {
            var (status, body) = await client.GetAsync($"/canvas/{id}/commits?limit=1000&after={after}");
            if (status != 200) throw new UnreadableCanvasException(id, status, body);
            using var page = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            log.AddRange(page.RootElement.GetProperty("commits").EnumerateArray().Select(ReadCommit));
            var next = page.RootElement.GetProperty("next");
            after = next.ValueKind == JsonValueKind.Null ? null : next.GetInt64();
        }

        return log;
    }

    private static StoredCommit ReadCommit(JsonElement commit) => new(
        commit.GetProperty("rev").GetInt64(),
        commit.TryGetProperty("correlation_id", out var key) ? key.GetString()! : "",
        commit.GetProperty("ops").GetRawText());
}

/// <summary>The server would not show a canvas.</summary>
internal sealed class UnreadableCanvasException(string id, int status, string body)
    : Exception($"{id} was answered {status}: {body}")
{
    public int Status => status;

    public string Body => body;
}
