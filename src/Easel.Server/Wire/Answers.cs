using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Easel.Server.Wire;

/// <summary>Writes answers whole, with their length.</summary>
internal static class Answers
{
    public const string Json = "application/json; charset=utf-8";
    public const string ProblemJson = "application/problem+json";

    private static readonly StringValues RetrySoon = "1";
    private static readonly StringValues Bearer = "Bearer realm=\"easel\"";

    /// <summary>Copies the body before it returns, so that it may lie in an <see cref="AnswerBuffer"/>.</summary>
    public static void Write(this HttpResponse response, int status, string contentType, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    public static Task WriteAsync<T>(this HttpResponse response, int status, T value, JsonTypeInfo<T> type)
    {
        response.Write(status, Json, JsonSerializer.SerializeToUtf8Bytes(value, type));
        return Task.CompletedTask;
    }

    public static Task RefuseAsync(this HttpResponse response, Refusal refusal)
    {
        if (refusal.Status is 429 or 503) response.Headers.RetryAfter = RetryAfter(refusal);
        if (refusal.Status == 401) response.Headers.WWWAuthenticate = Bearer;
        response.Write(refusal);
        return Task.CompletedTask;
    }

    private static StringValues RetryAfter(Refusal refusal) =>
        refusal.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture) ?? RetrySoon;

    public static void Write(this HttpResponse response, IAnswer answer)
    {
        var json = AnswerBuffer.TakeWriter(out var body);
        answer.WriteTo(json);
        json.Flush();
        response.Write(answer.Status, answer.Status < 400 ? Json : ProblemJson, body.WrittenSpan);
    }

    /// <summary>An endpoint from what answers a request, if it answers like others.</summary>
    public static RequestDelegate Answering(Func<HttpContext, ValueTask<IAnswer>> answer) => async http =>
    {
        var given = await answer(http);
        if (given is Refusal refusal) await http.Response.RefuseAsync(refusal);
        else http.Response.Write(given);
    };

    /// <summary>The prefix that the request came by, for links in its answer.</summary>
    public static string Prefix(this HttpRequest request) => request.Path.StartsWithSegments("/api") ? "/api" : "";

    /// <summary>
    /// The rest of the path as it was sent, unescaped once. Routing has unescaped all but slashes by then, and so
    /// cannot tell a slash from the text <c>%2F</c>.
    /// </summary>
    /// <param name="segments">How many segments stand before it, the prefix not counted.</param>
    public static string RawRest(this HttpRequest request, int segments)
    {
        var rest = request.RawPath().Split('/', segments + 2 + (request.Prefix().Length > 0 ? 1 : 0));
        return Uri.UnescapeDataString(rest[^1]);
    }

    private static string RawPath(this HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }

    /// <summary>
    /// The same for one segment of the path, counted from its end, where there may be anything else before it.
    /// </summary>
    public static string RawSegment(this HttpRequest request, int fromEnd)
    {
        var segments = request.RawPath().TrimEnd('/').Split('/');
        return segments.Length > fromEnd ? Uri.UnescapeDataString(segments[^(fromEnd + 1)]) : "";
    }

    /// <summary>A whole number in the query: null if absent, and a refusal if it is something else.</summary>
    public static Refusal? TryReadNumber(this HttpRequest request, string name, out long? number)
    {
        number = null;
        if (!request.Query.TryGetValue(name, out var values)) return null;
        var text = values.ToString();
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return Problems.InvalidRequest.Because($"{name} must be a whole number from 0.");
        // One that is larger than any number here can be means as much as the largest.
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var small)
            ? small
            : long.MaxValue;
        return null;
    }
}
