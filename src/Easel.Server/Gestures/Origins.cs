using Easel.Server.Wire;

namespace Easel.Server.Gestures;

/// <summary>
/// From which pages a browser may open a socket (SPEC GS7). Browsers let any page try, and say only where it came from.
/// </summary>
internal sealed class Origins(ServerSettings settings)
{
    /// <summary>No origin is not a browser; the server's own pages are always allowed.</summary>
    public Refusal? Refuse(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        return origin is null || IsOwn(origin, request.Host.Value)
            || settings.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            ? null
            : Problems.OriginRefused.Because("Pages of this origin may not open sockets here.");
    }

    /// <summary>The scheme is not compared: behind a proxy that ends TLS, this server sees another one.</summary>
    private static bool IsOwn(string origin, string? host)
    {
        var authority = origin.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        return host is not null && authority >= "://".Length
            && origin.AsSpan(authority).Equals(host, StringComparison.OrdinalIgnoreCase);
    }
}
