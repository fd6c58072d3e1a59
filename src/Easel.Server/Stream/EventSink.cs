using System.IO.Pipelines;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Easel.Server.Stream;

/// <summary>
/// Where the events of one stream go. Most connections are HTTP/1.1 in clear text, often behind a proxy that adds TLS:
/// there the shared chunk goes to the connection as it is, and the kernel copies it. On all others (TLS, HTTP/2) the
/// body goes through the response.
/// </summary>
internal readonly struct EventSink
{
    private readonly PipeWriter to;
    private readonly bool isFramed;

    private EventSink(PipeWriter to, bool isFramed) => (this.to, this.isFramed) = (to, isFramed);

    /// <summary>Sends the head of the response with the first events; from then on it is chunked.</summary>
    public static async ValueTask<EventSink> OpenAsync(HttpContext http, Chunk first)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";

        // How long a reader may take is decided here, not by bytes a second.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        await http.Response.BodyWriter.WriteAsync(first.Body);
        var isOwnFrame = HttpProtocol.IsHttp11(http.Request.Protocol)
            && http.Features.Get<ITlsHandshakeFeature>() is null;
        return isOwnFrame && http.Features.Get<SocketOutput>() is { } output
            ? new EventSink(output, isFramed: true)
            : new EventSink(http.Response.BodyWriter, isFramed: false);
    }

    public ValueTask<FlushResult> WriteAsync(Chunk chunk) => to.WriteAsync(isFramed ? chunk.Framed : chunk.Body);
}
