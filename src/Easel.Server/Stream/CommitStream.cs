using System.Buffers;
using System.IO.Pipelines;
using System.Text.Unicode;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Stream;

/// <summary>
/// <c>GET /sse/canvas/{canvas_id}</c>: the commits of a canvas as they happen (SPEC ST). A subscriber is a place in the
/// log; nothing is queued for it, so it can be slow but can neither lose a commit nor hold memory.
/// </summary>
internal sealed class CommitStream(
    RequestContexts contexts, CanvasDocuments canvases, CommitFeed feed, TimeProvider clock,
    IHostApplicationLifetime lifetime)
{
    private const int PageBytes = 1 << 18;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StallMax = TimeSpan.FromSeconds(30);

    // Timers do not reach much further.
    private static readonly TimeSpan TimerMax = TimeSpan.FromDays(40);

    public async Task FollowAsync(HttpContext http)
    {
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context, isStream: true)
            ?? TryReadCursor(http.Request, out _);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        TryReadCursor(http.Request, out var cursor);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, lifetime.ApplicationStopping);
        using var expiry = new CancellationTokenSource(Remaining(context), clock);
        using var expires = expiry.Token.Register(ends.Cancel);
        try
        {
            await SendAsync(http, context.Canvas((string)http.Request.RouteValues["canvas_id"]!), cursor, ends.Token);
        }
        catch (OperationCanceledException) when (expiry.IsCancellationRequested)
        {
            // The token has ended: so does the stream, cleanly.
        }
        catch (Exception cut) when (cut is OperationCanceledException or TimeoutException)
        {
            // Not ended but cut off, so that its reader comes back; to a server that is stopping, or after a stall.
            http.Abort();
        }
    }

    private async Task SendAsync(HttpContext http, DocumentKey key, Cursor? cursor, CancellationToken ct)
    {
        // Follow before reading the log. A commit in between is then read at once, and its hint finds nothing new; the
        // other order would lose it, and no later event would reveal the gap.
        using var follower = feed.Follow(key);
        var view = await canvases.PeekAsync(key);
        var to = Open(http.Response);
        var after = Start(to, view, cursor, key.Id, http.Request.Prefix());
        while (true)
        {
            after = await SendAfterAsync(to, key, after, ct);
            await FlushAsync(to, ct);
            if (!await follower.WaitAsync(Heartbeat, ct)) to.Write(": hb\n\n"u8);
        }
    }

    private static PipeWriter Open(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        var to = response.BodyWriter;

        // Readers that were cut off together must not come back together.
        Utf8.TryWrite(to.GetSpan(32), $"retry: {Random.Shared.Next(1_000, 3_001)}\n\n", out var length);
        to.Advance(length);
        return to;
    }

    /// <summary>Where it begins: after the cursor, or at the head with a reset if the log cannot lead there.</summary>
    private static Revision Start(
        PipeWriter to, DocumentView<Canvas> view, Cursor? cursor, string canvasId, string prefix)
    {
        if (cursor is not { } after) return view.Head;
        var isHere = after.IsIn(canvasId, view.Epoch);
        if (isHere && after.Revision <= view.Head.Number) return new Revision(after.Revision);

        var json = AnswerBuffer.TakeWriter(out var data);
        json.WriteStartObject();
        json.WriteString("type"u8, "reset"u8);
        json.WriteString("code"u8, isHere ? "REPLAY_MISS"u8 : "EPOCH_CHANGED"u8);
        json.WriteNumber("head_rev"u8, view.Head.Number);
        json.WriteString("epoch"u8, view.Epoch);
        json.WriteString("snapshot_ref"u8, $"{prefix}/canvas/{canvasId}/snapshot?rev={view.Head.Number}");
        json.WriteEndObject();
        json.Flush();
        to.Write("event: reset\ndata: "u8);
        to.Write(data.WrittenSpan);
        to.Write("\n\n"u8);
        return view.Head;
    }

    private async ValueTask<Revision> SendAfterAsync(
        PipeWriter to, DocumentKey key, Revision after, CancellationToken ct)
    {
        while (true)
        {
            var page = await canvases.ReadAfterAsync(key, after, PageBytes);
            if (page.Count == 0) return after;
            foreach (var commit in page) WriteFrame(to, commit);
            after = page[^1].Revision;
            await FlushAsync(to, ct);
        }
    }

    private static void WriteFrame(PipeWriter to, Commit commit)
    {
        Utf8.TryWrite(to.GetSpan(64), $"id: {commit.Revision.Number}\nevent: op_committed\ndata: ", out var length);
        to.Advance(length);
        to.Write(commit.Line.Span);
        to.Write("\n\n"u8);
    }

    private static async ValueTask FlushAsync(PipeWriter to, CancellationToken ct)
    {
        var flush = to.FlushAsync(ct);
        var result = flush.IsCompleted
            ? await flush
            : await flush.AsTask().WaitAsync(StallMax, ct);
        if (result.IsCompleted) throw new OperationCanceledException("The reader has gone.");
    }

    private TimeSpan Remaining(RequestContext context)
    {
        var left = context.Identity.EndsAt - clock.GetUtcNow();
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < TimerMax ? left : TimerMax;
    }

    private static Refusal? TryReadCursor(HttpRequest request, out Cursor? cursor)
    {
        cursor = null;
        string? text = request.Headers["Last-Event-ID"];
        if (string.IsNullOrEmpty(text)) text = request.Query["last_event_id"];
        if (string.IsNullOrEmpty(text)) text = request.Query["after"];
        if (string.IsNullOrEmpty(text)) return null;
        cursor = Cursor.Parse(text);
        return cursor is null ? Problems.InvalidRequest.Because("The cursor is not a revision or event id.") : null;
    }
}
