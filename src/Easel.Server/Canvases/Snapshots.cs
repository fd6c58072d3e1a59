using System.Buffers;
using System.Globalization;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary><c>GET /canvas/{canvas_id}/snapshot</c>: the state now, at a revision or at a time (SPEC RD1).</summary>
internal sealed class Snapshots(
    RequestContexts contexts, CanvasDocuments canvases, CanvasRecords records, EncodedHeads heads)
{
    // RFC 3339: any fraction of a second, and an offset or Z.
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    public async Task GetAsync(HttpContext http)
    {
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context) ?? TryReadMoment(http.Request, out _, out _);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        TryReadMoment(http.Request, out var number, out var at);
        var key = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        if (await records.FindAsync(context, key) is not { } view)
        {
            await http.Response.RefuseAsync(CanvasRecords.NotFound);
            return;
        }

        if (number > view.Head.Number)
        {
            await http.Response.RefuseAsync(Problems.RevUnknown.Because($"The head is {view.Head.Number}."));
            return;
        }

        var revision = at is { } time ? await FindRevisionAsync(key, view.Head, time)
            : number is { } given ? new Revision(given)
            : view.Head;
        await AnswerAsync(http, key, view, revision);
    }

    private async Task AnswerAsync(HttpContext http, DocumentKey key, DocumentView<Canvas> view, Revision revision)
    {
        var tag = $"\"{view.Epoch}:{revision.Number}\"";
        if (revision >= view.Floor && EntityTags.AnyIs(http.Request.Headers.IfNoneMatch, tag))
        {
            http.Response.Headers.ETag = tag;
            http.Response.StatusCode = 304;
            return;
        }

        var state = revision == view.Head ? view.State : await canvases.ReadAtAsync(key, revision);
        if (state is null)
        {
            await http.Response.RefuseAsync(Problems.RevUnknown.Because("What was there at that time was erased."));
            return;
        }

        http.Response.Headers.ETag = tag;
        var encoded = revision == view.Head ? heads.Encode(key, state) : EncodedCanvas.Of(state);
        Write(http.Response, key.Id, view, revision, encoded);
    }

    private static void Write(
        HttpResponse response, string canvasId, DocumentView<Canvas> view, Revision revision, EncodedCanvas encoded)
    {
        var json = AnswerBuffer.TakeWriter(out var body);
        json.WriteStartObject();
        json.WriteString("canvas_id"u8, canvasId);
        json.WriteNumber("rev"u8, revision.Number);
        json.WriteString("epoch"u8, view.Epoch);
        json.WriteNumber("head_rev"u8, view.Head.Number);
        json.WriteString("state_hash"u8, encoded.Hash);
        json.Flush();

        // The state is an object too: its members go on where these end, without being copied a second time.
        response.StatusCode = 200;
        response.ContentType = Answers.Json;
        response.ContentLength = body.WrittenCount + encoded.Json.Length;
        response.BodyWriter.Write(body.WrittenSpan);
        response.BodyWriter.Write(","u8);
        response.BodyWriter.Write(encoded.Json.Span[1..]);
    }

    private static Refusal? TryReadMoment(HttpRequest request, out long? revision, out DateTimeOffset? at)
    {
        at = null;
        if (request.TryReadNumber("rev", out revision) is { } refusal) return refusal;
        if (!request.Query.TryGetValue("at", out var text)) return null;
        if (revision is not null) return Problems.InvalidRequest.Because("rev and at exclude each other.");

        // In a query an unescaped plus sign stands for a space.
        var isTime = DateTimeOffset.TryParseExact(
            text.ToString().Replace(' ', '+'), Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var time);
        if (!isTime) return Problems.InvalidRequest.Because("at must be a time as in RFC 3339.");
        at = time;
        return null;
    }

    /// <summary>The last revision made at or before a time. Commit times never go back, so halving finds it.</summary>
    private async ValueTask<Revision> FindRevisionAsync(DocumentKey key, Revision head, DateTimeOffset at)
    {
        var (low, high) = (0L, head.Number);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var page = await canvases.ReadAfterAsync(key, new Revision(middle - 1), bytesMax: 0);
            if (page[0].ReadDetails().At <= at) low = middle;
            else high = middle - 1;
        }

        return new Revision(low);
    }
}
