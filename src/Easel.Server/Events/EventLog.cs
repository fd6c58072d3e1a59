using System.Buffers;
using System.Text.Json;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Events;

/// <summary><c>GET /events</c>: what happened in a tenant, in order (SPEC TF4).</summary>
internal sealed class EventLog(RequestContexts contexts, EventFeed feed)
{
    private const int PageDefault = 100;
    private const int PageMax = 1_000;

    // A page looks at so many events and no more, whether they are wanted or not: a filter must not make a request
    // that reads everything. `next` tells how far it came.
    private const int ScannedMax = 10_000;
    private const int PageBytesMax = 4 << 20;
    private const int FlushBytes = 64 * 1_024;

    public async Task GetAsync(HttpContext http)
    {
        EventQuery query = null!;
        var refusal = contexts.TryOpen(http, Role.Admin, out var context)
            ?? EventQuery.TryRead(http, context, out query);
        if (refusal is not null) await http.Response.RefuseAsync(refusal);
        else if (query.IsStream) await StreamAsync(http, query);
        else await AnswerAsync(http, query);
    }

    private async Task AnswerAsync(HttpContext http, EventQuery query)
    {
        var body = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(body, EventJson.Plain);
        json.WriteStartObject();
        json.WriteStartArray("events"u8);
        var next = await WritePageAsync(query, json, http.RequestAborted);
        json.WriteEndArray();
        if (next is { } seq) json.WriteNumber("next"u8, seq);
        else json.WriteNull("next"u8);
        json.WriteEndObject();
        await json.FlushAsync();
        http.Response.Write(200, Answers.Json, body.WrittenSpan);
    }

    /// <returns>The number of the last event that was looked at, or null if there are no later ones.</returns>
    private async Task<long?> WritePageAsync(EventQuery query, Utf8JsonWriter json, CancellationToken ct)
    {
        var limit = Math.Clamp(query.Limit ?? PageDefault, 1, PageMax);
        var (count, scanned, last) = (0, 0, query.After);
        await foreach (var one in feed.ReadAsync(query.Tenant, query.After, query.MayBe, ct))
        {
            // There is one more: the page is full, and says where it ended.
            if (count == limit || scanned == ScannedMax || json.BytesCommitted + json.BytesPending > PageBytesMax)
                return last;
            (scanned, last) = (scanned + 1, one.At.Seq);
            if (TryWrite(one, query, json)) count++;
        }

        return null;
    }

    /// <summary>All that is there now, a line each.</summary>
    private async Task StreamAsync(HttpContext http, EventQuery query)
    {
        http.Response.ContentType = "application/x-ndjson";
        var lines = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(lines, EventJson.Plain);
        var left = query.Limit ?? long.MaxValue;
        await foreach (var one in feed.ReadAsync(query.Tenant, query.After, query.MayBe, http.RequestAborted))
        {
            if (left == 0) break;
            json.Reset(lines);
            if (!TryWrite(one, query, json)) continue;
            left--;
            await json.FlushAsync();
            lines.Write("\n"u8);
            if (lines.WrittenCount < FlushBytes) continue;
            await http.Response.Body.WriteAsync(lines.WrittenMemory, http.RequestAborted);
            lines.ResetWrittenCount();
        }

        await http.Response.Body.WriteAsync(lines.WrittenMemory, http.RequestAborted);
    }

    private static bool TryWrite(TenantEvent one, EventQuery query, Utf8JsonWriter json)
    {
        if (one.IsPassedOver) return false;
        var read = ReadEvent.Of(one);
        if (!query.Is(read)) return false;
        EventJson.Write(json, read, query.WithProof);
        return true;
    }
}
