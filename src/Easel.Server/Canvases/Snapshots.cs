using System.Buffers;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary><c>GET /canvas/{canvas_id}/snapshot</c>: the state now, at a revision or at a time (SPEC RD1).</summary>
internal sealed class Snapshots(RequestContexts contexts, CanvasStates states, EncodedHeads heads)
{
    public async Task GetAsync(HttpContext http)
    {
        var moment = default(Moment);
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context) ?? Moment.TryRead(http.Request, out moment);
        var found = default(FoundState);
        if (refusal is null)
            (refusal, found) = await states.FindAsync(context, (string)http.Request.RouteValues["canvas_id"]!, moment);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        await AnswerAsync(http, found!);
    }

    private async Task AnswerAsync(HttpContext http, FoundState found)
    {
        var (key, view, revision) = found;
        var tag = $"\"{view.Epoch}:{revision.Number}\"";
        if (!found.IsErased && EntityTags.AnyIs(http.Request.Headers.IfNoneMatch, tag))
        {
            http.Response.Headers.ETag = tag;
            http.Response.StatusCode = 304;
            return;
        }

        if (await states.ReadAsync(found) is not { } state)
        {
            await http.Response.RefuseAsync(CanvasStates.Erased);
            return;
        }

        http.Response.Headers.ETag = tag;
        Write(http.Response, found, revision == view.Head ? heads.Encode(key, state) : EncodedCanvas.Of(state));
    }

    private static void Write(HttpResponse response, FoundState found, EncodedCanvas encoded)
    {
        var json = AnswerBuffer.TakeWriter(out var body);
        json.WriteStartObject();
        json.WriteString("canvas_id"u8, found.Key.Id);
        json.WriteNumber("rev"u8, found.Revision.Number);
        json.WriteString("epoch"u8, found.View.Epoch);
        json.WriteNumber("head_rev"u8, found.View.Head.Number);
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
}
