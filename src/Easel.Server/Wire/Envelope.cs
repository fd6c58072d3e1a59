using Easel.Server.Artifacts;

namespace Easel.Server.Wire;

/// <summary>What every answer has: its headers, and a problem where there would be no body (SPEC GE2, GE4).</summary>
internal sealed partial class Envelope(RequestDelegate next, ILogger<Envelope> log)
{
    /// <summary>Marks a request that asked for HEAD.</summary>
    public static readonly object Head = new();

    public async Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        string? requestId = http.Request.Headers["X-Request-Id"];
        if (Ids.IsId(requestId)) headers["X-Request-Id"] = http.TraceIdentifier = requestId;
        // The answer to HEAD is that to GET, and the server leaves its body out. A stream would never have an end.
        if (HttpMethods.IsHead(http.Request.Method) && !IsStream(http.Request.Path))
            (http.Request.Method, http.Items[Head]) = ("GET", Head);
        try
        {
            await next(http);
        }
        catch (Exception gone) when (
            gone is (OperationCanceledException or IOException) && http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is there to answer.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            await http.Response.RefuseAsync(Explain(fault, http));
        }

        if (RefusalOfEmpty(http.Response) is { } refusal) await http.Response.RefuseAsync(refusal);
    }

    private static bool IsStream(PathString path) =>
        path.StartsWithSegments("/sse") || path.StartsWithSegments("/msg")
        || path.StartsWithSegments("/api/sse") || path.StartsWithSegments("/api/msg");

    /// <summary>Routing answers with a bare status.</summary>
    private static Refusal? RefusalOfEmpty(HttpResponse response)
    {
        if (response.HasStarted || response.ContentLength is not null || response.ContentType is not null) return null;
        return response.StatusCode switch
        {
            404 => Problems.NotFound.Because("There is nothing here."),
            405 => Problems.MethodNotAllowed.Because($"Allowed here: {response.Headers.Allow}."),
            415 => Problems.UnsupportedMediaType.Because("The body must be application/json in UTF-8."),
            _ => null,
        };
    }

    private Refusal Explain(Exception fault, HttpContext http)
    {
        switch (fault)
        {
            case BadHttpRequestException { StatusCode: 413 }:
                return Problems.TooLarge.Because("The body is longer than this server takes.");
            case BadHttpRequestException:
                return Problems.InvalidRequest.Because("The request could not be read to its end.");
            case Documents.DocumentDamagedException:
                LogDamage(fault);
                return Problems.CanvasDamaged.Because("The stored document does not add up; nothing was changed.");
            case ArtifactDamagedException:
                return Problems.ArtifactDamaged.Because("The stored content is not what its record says.");
            case Documents.StorageUnavailableException { IsUnknown: true }:
                LogStorage(fault);
                return Problems.OutcomeUnknown.Because("It may or may not have been applied; read it back.");
            case Documents.StorageUnavailableException { IsFull: true }:
                return Problems.StorageFull.Because("The disk is full; nothing was applied.");
            case Documents.StorageUnavailableException { IsOverloaded: true }:
                return Problems.Overloaded.Because("Too much waits for the storage; nothing was applied.");
            case Documents.StorageUnavailableException:
                LogStorage(fault);
                return Problems.StorageFailed.Because("The storage failed; nothing was applied.");
            default:
                LogFault(fault, http.TraceIdentifier);
                http.Response.Headers["X-Request-Id"] = http.TraceIdentifier;
                return Problems.Internal.Because($"The request {http.TraceIdentifier} failed.");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed")]
    private partial void LogFault(Exception fault, string requestId);

    [LoggerMessage(3, LogLevel.Error, "Storage could not serve a request")]
    private partial void LogStorage(Exception fault);

    [LoggerMessage(2, LogLevel.Error, "A stored document does not add up")]
    private partial void LogDamage(Exception fault);
}

/// <summary>What the <see cref="Envelope"/> knows of a request.</summary>
internal static class EnvelopedRequests
{
    /// <summary>Whether only the headers of the answer are wanted. Its method is that of the answer, GET.</summary>
    public static bool IsHead(this HttpContext http) => http.Items.ContainsKey(Envelope.Head);
}
