using System.Net;

namespace Easel.Server.Limits;

/// <summary>What is wrong with an address that an operator has written; null if nothing is.</summary>
internal static class Addresses
{
    /// <summary>Something to listen at.</summary>
    public static string? FaultOfUrl(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            ? $"{url} is not an http or https address."
        : uri is { Host: "localhost", Port: 0 }
            ? $"{url}: the system chooses a port for 127.0.0.1, but not for localhost."
        : uri.AbsolutePath != "/" && uri.Host != "unix" ? $"{url}: an address has no path."
        : null;

    /// <summary>Where pages come from: never all of them.</summary>
    public static string? FaultOfOrigin(string origin)
    {
        var isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && origin == uri.GetLeftPart(UriPartial.Authority) && !uri.Host.Contains('*');
        if (isOrigin) return null;
        var advice = origin is "*" or "null" ? "Name the pages one by one." : "One is https://app.example.";
        return $"AllowedOrigins: {origin} is not an origin. {advice}";
    }

    /// <summary>Whose forwarded headers are believed.</summary>
    public static string? FaultOfProxy(string proxy) =>
        IPNetwork.TryParse(proxy, out var network) && network.PrefixLength == 0
            ? $"KnownProxies: {proxy} is everybody; then anybody could say where a request came from."
        : IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _) ? null
            : $"KnownProxies: {proxy} is neither an address nor a network such as 10.0.0.0/8.";
}
