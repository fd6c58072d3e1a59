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
    private const int FlushBytes = 64 * 1_024;

    // Of commits; one more may be read. What is wanted is held until the page is written.
    private const long ReadBytesMax = 16 << 20;
    private const long PageBytesMax = 4 << 20;

    public async Task GetAsync(HttpContext http)
    {
        EventQuery query = null!;
        var refusal = contexts.TryOpen(http, Role.Admin, out var context)
            ?? EventQuery.TryRead(http, context, out query);
        if (refusal is not null) await http.Response.RefuseAsync(refusal);
        else if (query.IsStream) await StreamAsync(http, query, context);
        else http.Response.Write(await ReadPageAsync(query, http.RequestAborted));
    }

    private async Task<Page> ReadPageAsync(EventQuery query, CancellationToken ct)
    {
        var limit = Math.Clamp(query.Limit ?? PageDefault, 1, PageMax);
        var found = new List<ReadEvent>();
        var (scanned, read, held, last) = (0, 0L, 0L, query.After);
        await foreach (var one in feed.ReadAsync(query.Tenant, query.After, long.MaxValue, query.MayBe, ct))
        {
            // There is one more: the page is full, and says where it ended.
            if (found.Count == limit || scanned == ScannedMax || read > ReadBytesMax || held > PageBytesMax)
                return new Page(found, last, query.WithProof);
            (scanned, read, last) = (scanned + 1, read + one.BytesRead, one.At.Seq);
            if (TryRead(one, query) is not { } wanted) continue;
            found.Add(wanted);
            held += one.Commit?.Line.Length ?? 0;
        }

        return new Page(found, null, query.WithProof);
    }

    /// <summary>
    /// All that is there now, a line each. Who reads slowly gets no more than that, and only for as long as it is his
    /// to read: then the answer breaks off, so that nobody takes it for the whole.
    /// </summary>
    private async Task StreamAsync(HttpContext http, EventQuery query, RequestContext context)
    {
        var ct = http.RequestAborted;
        var head = await feed.FindHeadAsync(query.Tenant, ct);
        http.Response.ContentType = "application/x-ndjson";
        var lines = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(lines, AnswerBuffer.Plain);
        var left = query.Limit ?? long.MaxValue;
        await foreach (var one in feed.ReadAsync(query.Tenant, query.After, head, query.MayBe, ct))
        {
            if (left == 0) break;
            if (TryRead(one, query) is not { } wanted) continue;
            left--;
            json.Reset(lines);
            EventJson.Write(json, wanted, query.WithProof);
            await json.FlushAsync(ct);
            lines.Write("\n"u8);
            if (lines.WrittenCount >= FlushBytes && !await TrySendAsync(http, lines, context)) return;
        }

        await TrySendAsync(http, lines, context);
    }

    private async Task<bool> TrySendAsync(HttpContext http, ArrayBufferWriter<byte> lines, RequestContext context)
    {
        if (!contexts.MayGoOn(context, Role.Admin))
        {
            http.Abort();
            return false;
        }

        await http.Response.Body.WriteAsync(lines.WrittenMemory, http.RequestAborted);
        lines.ResetWrittenCount();
        return true;
    }

    private static ReadEvent? TryRead(TenantEvent one, EventQuery query)
    {
        if (one.IsPassedOver) return null;
        var read = ReadEvent.Of(one);
        return query.Is(read) ? read : null;
    }

    /// <param name="Next">The number of the last event that was looked at; null if there are no later ones.</param>
    private sealed record Page(List<ReadEvent> Events, long? Next, bool WithProof) : IAnswer
    {
        public int Status => 200;

        public void WriteTo(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteStartArray("events"u8);
            foreach (var one in Events) EventJson.Write(json, one, WithProof);
            json.WriteEndArray();
            if (Next is { } seq) json.WriteNumber("next"u8, seq);
            else json.WriteNull("next"u8);
            json.WriteEndObject();
        }
    }
}
