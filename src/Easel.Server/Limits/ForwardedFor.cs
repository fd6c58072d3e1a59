using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Easel.Server.Limits;

/// <summary>
/// Who asks, where a proxy asks for him: taken from forwarded headers only if the connection comes from a proxy that
/// the settings name. Which host and which listener a request is for is never taken from them.
/// </summary>
internal static class ForwardedFor
{
    public static void UseKnownProxies(this WebApplication app, ServerSettings settings)
    {
        if (settings.KnownProxies.Length == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // As far as the named proxies go.
        };

        // The framework believes this machine unasked.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.KnownProxies)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var network)) options.KnownIPNetworks.Add(network);
            else options.KnownProxies.Add(IPAddress.Parse(proxy));
        }

        app.UseForwardedHeaders(options);
    }
}
