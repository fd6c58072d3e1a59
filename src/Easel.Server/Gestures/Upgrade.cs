using System.Security.Cryptography;
using System.Text;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Easel.Server.Gestures;

/// <summary>
/// The opening handshake (RFC 6455, and RFC 8441 for HTTP/2). It is done here rather than by the framework because the
/// framework keeps the stream to itself, and rooms write frames to it that are encoded once for all.
/// </summary>
internal static class Upgrade
{
    private const string Version = "13";
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Refuses what does not ask for a socket.</summary>
    public static Refusal? Refuse(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.SecWebSocketVersion == Version && (IsOverHttp2(http) || IsOverHttp1(http))) return null;
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.SecWebSocketVersion = Version;
        return Problems.UpgradeRequired.Because("This is a WebSocket: the request has to ask for an upgrade to it.");
    }

    /// <summary>Answers the handshake; from then on the stream carries frames.</summary>
    public static async ValueTask<System.IO.Stream> AcceptAsync(HttpContext http)
    {
        // A socket that is silent both ways is not a slow one.
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } reading) reading.MinDataRate = null;
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } writing) writing.MinDataRate = null;
        if (IsOverHttp2(http))
            return await http.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync();
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers["Sec-WebSocket-Accept"] = Accept(http.Request.Headers["Sec-WebSocket-Key"]!);
        return await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    private static bool IsOverHttp2(HttpContext http) =>
        http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    private static bool IsOverHttp1(HttpContext http)
    {
        string? key = http.Request.Headers["Sec-WebSocket-Key"];
        return http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && string.Equals(http.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            && key is { Length: 24 } && Convert.TryFromBase64String(key, new byte[18], out var length) && length == 16;
    }

    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
}
