using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Easel.Documents.Json;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Wire;

/// <summary>Reads bodies of requests as strict JSON (SPEC GE1).</summary>
internal sealed class JsonBodies(ServerSettings settings)
{
    /// <summary>Does something with the compact text, which is gone when it returns: keep copies only.</summary>
    public delegate Refusal? Reader<TInto>(ReadOnlyMemory<byte> compact, TInto into);

    public async ValueTask<Refusal?> ReadAsync<TInto>(HttpRequest request, Reader<TInto> reader, TInto into)
    {
        if (RefuseMediaType(request) is { } refusal) return refusal;
        if (request.ContentLength > settings.BodyBytesMax) return TooLong;
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > settings.BodyBytesMax)
            {
                body.AdvanceTo(read.Buffer.End);
                return TooLong;
            }

            if (read.IsCompleted) return Take(body, read.Buffer, reader, into);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Reads a body that is one object with known members; what else it has is not looked at.</summary>
    /// <returns>The value, unless it is refused.</returns>
    public async ValueTask<(Refusal? Refusal, T Value)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        var read = new Read<T>(type);
        var refusal = await ReadAsync(request, Read<T>.From, read);
        return (refusal, read.Value!);
    }

    private Refusal TooLong => Problems.TooLarge.Because($"A body may have {settings.BodyBytesMax} bytes.");

    private static Refusal? RefuseMediaType(HttpRequest request)
    {
        // The one spelling that nearly all clients send needs no parsing.
        var type = request.ContentType;
        var isJson = type == "application/json"
            || (MediaTypeHeaderValue.TryParse(type, out var parsed)
                && parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                && (!parsed.Charset.HasValue || HeaderUtilities.RemoveQuotes(parsed.Charset)
                    .Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
        if (!isJson) return Problems.UnsupportedMediaType.Because("The body must be application/json in UTF-8.");
        return request.Headers.ContentEncoding.Count > 0
            ? Problems.UnsupportedMediaType.Because("The body must not be compressed.")
            : null;
    }

    private static Refusal? Take<TInto>(
        PipeReader body, ReadOnlySequence<byte> bytes, Reader<TInto> reader, TInto into)
    {
        var rented = bytes.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        try
        {
            if (rented is not null) bytes.CopyTo(rented);
            var whole = rented?.AsMemory(0, (int)bytes.Length) ?? bytes.First;
            return StrictJson.TryCompact(whole, out var compact, out var fault)
                ? reader(compact, into)
                : Problems.MalformedJson.Because($"{fault.Reason} (byte {fault.Offset})");
        }
        finally
        {
            body.AdvanceTo(bytes.End);
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private sealed class Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        public T? Value { get; private set; }

        public static Refusal? From(ReadOnlyMemory<byte> compact, Read<T> into)
        {
            try
            {
                into.Value = JsonSerializer.Deserialize(compact.Span, into.Type);
            }
            catch (JsonException wrong)
            {
                return Problems.InvalidRequest.Because($"The body is not what it should be, at {wrong.Path ?? "$"}.");
            }

            return into.Value is null ? Problems.InvalidRequest.Because("The body must be an object.") : null;
        }

        private JsonTypeInfo<T> Type => type;
    }
}
