using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Easel.Server.Wire;

/// <summary>Connection limits and logs.</summary>
internal static class WireSetup
{
    // Below the ten seconds that a stop may take, so that the store still has time to close (SPEC HO).
    private static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(8);

    // After a restart all readers come back at once; one that finds no room here tries again only a second later.
    private const int BacklogMax = 4_096;

    public static void AddWire(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration(); // For https addresses, and with them HTTP/2.
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, settings));
        builder.WebHost.UseSockets(sockets => sockets.Backlog = BacklogMax);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddDiscreetLogs();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownMax);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<JsonBodies>();
    }

    private static void Limit(KestrelServerOptions kestrel, ServerSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(listen => listen.UseDirectOutput());
        // Above what is accepted: up to here the rest of a longer body is read away, so that its sender gets to see why
        // it was refused instead of a broken connection.
        kestrel.Limits.MaxRequestBodySize = 4L * settings.BodyBytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1_024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestLineSize = 4 * 1_024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        kestrel.Limits.MaxConcurrentConnections = 20_000;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 5_000;
    }
}
