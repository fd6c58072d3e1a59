using System.Text.Json;
using Easel.Documents;
using Easel.Server.Stream;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>What was committed, page by page (SPEC RD2), and what became of one command (SPEC CM3).</summary>
internal sealed class CanvasHistory(RequestContexts contexts, CanvasDocuments canvases, CanvasRecords records)
{
    private const int PageDefault = 100;
    private const int PageMax = 1_000;

    // A page ends here even if fewer commits than wanted fit: its length must not depend on what people commit.
    private const int PageBytesMax = 4 << 20;

    /// <summary><c>GET /canvas/{canvas_id}/commits</c></summary>
    public async Task ListAsync(HttpContext http)
    {
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context)
            ?? http.Request.TryReadNumber("after", out _) ?? http.Request.TryReadNumber("limit", out _);
        if (refusal is null && await FindAsync(http, context) is { } page)
        {
            http.Request.TryReadNumber("after", out var after);
            await ReadAsync(page, new Revision(after ?? 0), http.Request);
            WriteCommits(http.Response, page);
            return;
        }

        await http.Response.RefuseAsync(refusal ?? CanvasRecords.NotFound);
    }

    /// <summary><c>GET /canvas/{canvas_id}/replay</c></summary>
    public async Task ReplayAsync(HttpContext http)
    {
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context)
            ?? http.Request.TryReadNumber("limit", out _);
        if (refusal is null && await FindAsync(http, context) is { } page)
        {
            string? text = http.Request.Query["after_event_id"];
            var cursor = string.IsNullOrEmpty(text) ? new Cursor(null, 0) : Cursor.Parse(text);
            if (cursor is { } after && after.IsIn(page.Key.Id, page.Epoch) && after.Revision <= page.Head.Number)
            {
                await ReadAsync(page, new Revision(after.Revision), http.Request);
                WriteEvents(http.Response, page);
                return;
            }

            refusal = Problems.CursorUnknown.Because("after_event_id names no event of this canvas.");
        }

        await http.Response.RefuseAsync(refusal ?? CanvasRecords.NotFound);
    }

    /// <summary><c>GET /canvas/{canvas_id}/commands/{key}</c></summary>
    public async Task FindCommandAsync(HttpContext http)
    {
        if (contexts.TryOpen(http, Role.Viewer, out var context) is { } refusal)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var key = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        var editKey = http.Request.RawRest(3);
        var isThere = Ids.IsKey(editKey) && await records.FindAsync(context, key) is not null;
        var commit = isThere ? await canvases.FindCommitAsync(key, editKey) : null;
        if (commit is null)
        {
            var unknown = Problems.CommandUnknown.Because("No command was committed under this key.");
            await http.Response.RefuseAsync(unknown);
            return;
        }

        http.Response.Write(new CommitAnswer(key.Id, commit, commit.ReadDetails()));
    }

    private async ValueTask<Page?> FindAsync(HttpContext http, RequestContext context)
    {
        var key = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        var view = await records.FindAsync(context, key);
        return view is null ? null : new Page(key, view.Head, view.Epoch);
    }

    private async ValueTask ReadAsync(Page page, Revision after, HttpRequest request)
    {
        request.TryReadNumber("limit", out var wanted);
        var limit = (int)Math.Clamp(wanted ?? PageDefault, 1, PageMax);
        long bytes = 0;
        while (after < page.Head && page.Commits.Count < limit && bytes < PageBytesMax)
        {
            var read = await canvases.ReadAfterAsync(page.Key, after, PageBytesMax);
            if (read.Count == 0) throw new DocumentDamagedException(page.Key, $"nothing stands after {after}");
            var wantedMore = read.Take(limit - page.Commits.Count);
            foreach (var commit in wantedMore.TakeWhile(commit => commit.Revision <= page.Head))
            {
                page.Commits.Add(commit);
                bytes += commit.Line.Length;
                after = commit.Revision;
            }
        }
    }

    private static void WriteCommits(HttpResponse response, Page page)
    {
        var json = AnswerBuffer.TakeWriter(out var body);
        json.WriteStartObject();
        json.WriteStartArray("commits"u8);
        foreach (var commit in page.Commits) json.WriteRawValue(commit.Line.Span, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteNumber("head_rev"u8, page.Head.Number);
        if (page.Next is { } next) json.WriteNumber("next"u8, next);
        else json.WriteNull("next"u8);
        json.WriteEndObject();
        json.Flush();
        response.Write(200, Answers.Json, body.WrittenSpan);
    }

    private static void WriteEvents(HttpResponse response, Page page)
    {
        var json = AnswerBuffer.TakeWriter(out var body);
        json.WriteStartObject();
        json.WriteStartArray("events"u8);
        foreach (var commit in page.Commits) WriteEvent(json, page.Key.Id, commit);
        json.WriteEndArray();
        if (page.Next is { } next) json.WriteString("next"u8, $"{page.Key.Id}:{next}");
        else json.WriteNull("next"u8);
        json.WriteEndObject();
        json.Flush();
        response.Write(200, Answers.Json, body.WrittenSpan);
    }

    private static void WriteEvent(Utf8JsonWriter json, string canvasId, Commit commit)
    {
        var details = commit.ReadDetails();
        json.WriteStartObject();
        json.WriteString("event_id"u8, $"{canvasId}:{commit.Revision.Number}");
        json.WriteString("type"u8, "op_committed"u8);
        json.WriteNumber("revision"u8, commit.Revision.Number);
        json.WriteString("command_id"u8, details.By.CorrelationId);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(commit.Line.Span, skipInputValidation: true);
        json.WriteString("timestamp"u8, details.At.UtcDateTime);
        json.WriteEndObject();
    }

    private sealed record Page(DocumentKey Key, Revision Head, string Epoch)
    {
        public List<Commit> Commits { get; } = [];

        public long? Next => Commits.Count > 0 && Commits[^1].Revision < Head ? Commits[^1].Revision.Number : null;
    }
}
