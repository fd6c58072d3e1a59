using System.Buffers;
using System.IO.Pipelines;
using Easel.Documents;
using Easel.Server.Stream;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace Easel.Server.Maps;

/// <summary>
/// <c>GET /sse/maps/{map_id}</c>: what happens to a map (SPEC MP8). Few read a map, so each has its own loop.
/// </summary>
internal sealed class MapStream(
    RequestContexts contexts, Access access, StreamPlaces places, MapShelf shelf, FileWatches files, CommitFeed feed,
    MapEvents events, IOptions<StreamOptions> streams, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    // How late the end of credentials or a switch that was thrown may be noticed (SPEC TE8).
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    public async Task FollowAsync(HttpContext http)
    {
        Cursor? cursor = null;
        Tenure tenure = null!;
        DocumentKey key = null!;
        var refusal = contexts.TryOpen(http, Role.Viewer, out var context, isStream: true)
            ?? (Ids.IsId(MapId(http)) ? null : Problems.NotFound.Because("There is no such map."))
            ?? (tenure = access.Hold(context, Rail.Stream)).Refuse(MapId(http))
            ?? CommitStream.TryReadCursor(http.Request, out cursor)
            ?? places.TryTake(context, key = context.Map(MapId(http)));
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        try
        {
            using var follower = feed.Follow(key); // Before the head is read.
            if (await shelf.FindAsync(context, key) is { } map) await SendAsync(http, tenure, follower, map, cursor);
            else await http.Response.RefuseAsync(Problems.NotFound.Because("There is no such map."));
        }
        finally
        {
            places.Leave(context, key);
        }
    }

    private static string MapId(HttpContext http) => (string)http.Request.RouteValues["map_id"]!;

    private async Task SendAsync(
        HttpContext http, Tenure tenure, CommitFeed.Follower follower, OpenMap map, Cursor? cursor)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var to = await BeginAsync(http);
            var sent = await GreetAsync(to, map, cursor, ending.Token);
            await LoopAsync(to, tenure, follower, map, sent, ending.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or CommitsErasedException)
        {
            http.Abort(); // The reader comes back, or is gone.
        }
    }

    private static async ValueTask<PipeWriter> BeginAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        await http.Response.StartAsync();
        Frames.WriteRetry(http.Response.BodyWriter);
        return http.Response.BodyWriter;
    }

    /// <summary>
    /// Who comes back goes on after what it has; who comes new, or has another history, is told where the map is.
    /// </summary>
    private async ValueTask<Revision> GreetAsync(PipeWriter to, OpenMap map, Cursor? cursor, CancellationToken ct)
    {
        var head = map.View.Head;
        if (cursor is { } after && after.IsIn(map.Key.Id, map.View.Epoch) && after.Revision <= head.Number
            && after.Revision >= map.View.Floor.Number
            && head.Number - after.Revision <= MapEvents.BehindMax)
            return new Revision(after.Revision);
        MapEvents.Write(to, map.View.Epoch, head, MapEvents.Current(map, isReset: cursor is not null));
        await FlushAsync(to, ct);
        return head;
    }

    private async Task LoopAsync(
        PipeWriter to, Tenure tenure, CommitFeed.Follower follower, OpenMap map, Revision sent, CancellationToken ct)
    {
        using var file = files.Join(map);
        var heartbeatAt = clock.GetUtcNow() + streams.Value.Heartbeat;
        while (clock.GetUtcNow() < tenure.Context.Identity.EndsAt)
        {
            if (tenure.Refuse(map.Key.Id) is { } refusal)
            {
                if (refusal.Problem == Problems.CanvasKilled) MapEvents.WriteKilled(to, map.Key.Id, refusal.Detail);
                await FlushAsync(to, ct);
                return;
            }

            while (await events.WriteAfterAsync(to, map.Key, map.View.Epoch, sent) is { } upTo)
            {
                sent = upTo;
                await FlushAsync(to, ct);
            }

            if (await file.HasChangedAsync()) MapEvents.WriteFileChanged(to, await shelf.AgainAsync(map));
            if (clock.GetUtcNow() >= heartbeatAt)
            {
                heartbeatAt = clock.GetUtcNow() + streams.Value.Heartbeat;
                to.Write(Frames.Heartbeat.Body.Span);
            }

            await FlushAsync(to, ct);
            await follower.WaitAsync(LookPeriod, ct);
        }
    }

    /// <summary>A reader that takes nothing for too long is cut off.</summary>
    private async ValueTask FlushAsync(PipeWriter to, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(streams.Value.StallMax);
        var flushed = await to.FlushAsync(patience.Token);
        if (flushed.IsCompleted || flushed.IsCanceled) throw new OperationCanceledException();
    }
}
