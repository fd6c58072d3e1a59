using System.Buffers;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Canvases;

/// <summary><c>GET /canvas/{canvas_id}/snapshot</c>: the state now, at a revision or at a time (SPEC RD1).</summary>
internal sealed class Snapshots(RequestContexts contexts, CanvasStates states, EncodedHeads heads)
{
    // Below this a packed answer saves no packet worth the work.
    private const int PackedMin = 16 << 10;

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
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
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
        var isHead = revision == view.Head;
        var encoded = isHead ? heads.Encode(key, state) : EncodedCanvas.Of(state);
        var isPacked = isHead && encoded.Json.Length >= PackedMin && Gzip.IsAccepted(http.Request);
        if (isPacked) WritePacked(http.Response, found, encoded);
        else Write(http.Response, found, encoded);
    }

    /// <summary>The head is what everyone who joins asks for, so it is packed once for all.</summary>
    private static void WritePacked(HttpResponse response, FoundState found, EncodedCanvas head)
    {
        response.Headers.ETag = $"W/{response.Headers.ETag}"; // Other bytes than those of the strong one.
        response.Headers.ContentEncoding = "gzip";
        response.Write(200, Answers.Json, head.Pack(BeginningOf(found, head)));
    }

    private static void Write(HttpResponse response, FoundState found, EncodedCanvas encoded)
    {
        var beginning = BeginningOf(found, encoded);
        response.StatusCode = 200;
        response.ContentType = Answers.Json;
        response.ContentLength = beginning.Length + encoded.Members.Length;
        response.BodyWriter.Write(beginning);
        response.BodyWriter.Write(encoded.Members.Span);
    }

    /// <summary>All before the members of the state, which go on where this ends without being copied again.</summary>
    private static ReadOnlySpan<byte> BeginningOf(FoundState found, EncodedCanvas encoded)
    {
        var json = AnswerBuffer.TakeWriter(out var beginning);
        json.WriteStartObject();
        json.WriteString("canvas_id"u8, found.Key.Id);
        json.WriteNumber("rev"u8, found.Revision.Number);
        json.WriteString("epoch"u8, found.View.Epoch);
        json.WriteNumber("head_rev"u8, found.View.Head.Number);
        json.WriteString("state_hash"u8, encoded.Hash);
        json.Flush();
        beginning.Write(","u8);
        return beginning.WrittenSpan;
    }
}
