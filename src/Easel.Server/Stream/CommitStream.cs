using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Stream;

/// <summary>
/// <c>GET /sse/canvas/{canvas_id}</c>: the commits of a canvas as they happen (SPEC ST). Opens a stream and waits for
/// its end; what is sent in between is up to <see cref="Subscriber"/>.
/// </summary>
internal sealed class CommitStream(
    RequestContexts contexts, Access access, CanvasTrail trail, StreamPlaces places, CanvasDocuments canvases,
    CanvasStreams streams, IEnumerable<IStreamSource> sources, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    // More than the clock can count from now is never.
    private static readonly TimeSpan Never = TimeSpan.FromDays(10_000);

    public async Task FollowAsync(HttpContext http)
    {
        Cursor? cursor = null;
        Tenure tenure = null!;
        DocumentKey key = null!;
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context, isStream: true)
            ?? (tenure = access.Hold(context, Rail.Stream)).Refuse((string)http.Request.RouteValues["canvas_id"]!)
            ?? TryReadCursor(http.Request, out cursor)
            ?? places.TryTake(context, key = KeyOf(http, context));
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        try
        {
            await FollowAsync(http, tenure, key, cursor);
        }
        finally
        {
            places.Leave(context, key);
        }
    }

    private static DocumentKey KeyOf(HttpContext http, RequestContext context) =>
        context.Canvas((string)http.Request.RouteValues["canvas_id"]!);

    private async Task FollowAsync(HttpContext http, Tenure tenure, DocumentKey key, Cursor? cursor)
    {
        var context = tenure.Context;

        // Before the answer begins: who has seen its head may open a socket that names only the request id.
        trail.Record(http.Request, context, key);
        var audience = streams.Join(key, FormOf(http.Request, context));
        try
        {
            // Join before reading the head: see Audience.
            var view = await canvases.PeekAsync(key);
            if (view.Record is { } record && !context.IsWithin(record.Placement))
            {
                await http.Response.RefuseAsync(CanvasRecords.NotFound);
                return;
            }

            var subscriber = await OpenAsync(http, tenure, audience, view, cursor);
            await FollowAsync(http, context, audience, subscriber);
        }
        finally
        {
            streams.Leave(audience);
        }
    }

    /// <summary>Sends the head, how long to wait before coming back, and a reset if the cursor leads nowhere.</summary>
    private async ValueTask<Subscriber> OpenAsync(
        HttpContext http, Tenure tenure, Audience audience, DocumentView<Canvas> view, Cursor? cursor)
    {
        var id = audience.Key.Id;
        var first = Chunk.Begin(512);
        Frames.WriteRetry(first);
        var start = view.Head;
        if (cursor is { } after)
        {
            var isHere = after.IsIn(id, view.Epoch);
            var isKnown = after.Revision >= view.Floor.Number && after.Revision <= view.Head.Number;
            if (isHere && isKnown) start = new Revision(after.Revision);
            else
            {
                var snapshot = $"{http.Request.Prefix()}/canvas/{id}/snapshot";
                var code = isHere ? "REPLAY_MISS" : "EPOCH_CHANGED";
                Frames.WriteReset(first, audience.Form, new Frames.Reset(code, view.Head, view.Epoch, snapshot));
            }
        }

        var sink = await EventSink.OpenAsync(http, Chunk.End(first));
        return new Subscriber(audience, sink, http.Abort, start, tenure, EndOf(tenure.Context, audience));
    }

    private async Task FollowAsync(
        HttpContext http, RequestContext context, Audience audience, Subscriber subscriber)
    {
        using var gone = http.RequestAborted.UnsafeRegister(
            static one => ((Subscriber)one!).End(Ending.Cut), subscriber);
        List<IDisposable>? attached = null;
        foreach (var source in sources)
        {
            if (source.TryAttach(http.Request, context, audience.Key, subscriber.Post) is { } one)
                (attached ??= []).Add(one);
        }

        audience.Add(subscriber);
        try
        {
            // Those who came after the others were cut off.
            if (lifetime.ApplicationStopping.IsCancellationRequested) subscriber.End(Ending.Cut);
            await subscriber.Ended;
        }
        finally
        {
            subscriber.Detach();
            audience.Remove(subscriber);
            attached?.ForEach(one => one.Dispose());
        }
    }

    /// <summary>
    /// Existing front ends say their mode. Those that say it in the query and have no header to authenticate with are
    /// browsers, which listen only to unnamed events (SPEC ST8).
    /// </summary>
    private static EventForm FormOf(HttpRequest request, RequestContext context) =>
        context.Mode is null ? EventForm.Plain
        : request.Query.ContainsKey("mode") && request.Headers.Authorization.Count == 0 ? EventForm.DialectUnnamed
        : EventForm.Dialect;

    private long EndOf(RequestContext context, Audience audience)
    {
        var left = context.Identity.EndsAt - clock.GetUtcNow();
        return audience.Now + audience.Ticks(left < Never ? left : Never);
    }

    internal static Refusal? TryReadCursor(HttpRequest request, out Cursor? cursor)
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
