using Easel.Server.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Easel.Server.Wire;

/// <summary>Connection limits and logs.</summary>
internal static class WireSetup
{
    private static readonly string[] OtherAddresses =
        [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];

    // Below the ten seconds that a stop may take, so that the store still has time to close (SPEC HO).
    private static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(8);

    // After a restart all readers come back at once; one that finds no room here tries again only a second later.
    private const int BacklogMax = 4_096;

    public static void AddWire(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Services.AddSingleton<Listeners>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, ListenerPolicy>());
        builder.WebHost.UseKestrelHttpsConfiguration(); // For https addresses, and with them HTTP/2.
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<IOptions<ConnectionOptions>>((kestrel, limits) => Limit(kestrel, settings, limits.Value));
        // Last, because an address takes the defaults as they are when it is named.
        builder.Services.AddOptions<KestrelServerOptions>()
            .PostConfigure<Listeners, IConfiguration>(static (kestrel, listeners, configuration) =>
            {
                kestrel.Configure(CertificatesOf(configuration));
                listeners.Bind(kestrel);
            });
        builder.WebHost.UseSockets(sockets => sockets.Backlog = BacklogMax);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddDiscreetLogs();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownMax);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<JsonBodies>();
    }

    /// <summary>
    /// Has the server listen at the addresses of its settings alone, whatever else names addresses: the environment of
    /// all ASP.NET programs, or a configuration in which the settings themselves stand. To be called last.
    /// </summary>
    public static void IgnoreOtherAddresses(this WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(
            OtherAddresses.Select(name => KeyValuePair.Create(name, (string?)"")));

    /// <summary>
    /// What the framework's own section says of certificates. What it says of addresses is not read: those would have
    /// neither the limits nor the route tables of the listeners.
    /// </summary>
    private static IConfigurationRoot CertificatesOf(IConfiguration configuration) => new ConfigurationBuilder()
        .AddInMemoryCollection(configuration.GetSection("Kestrel").AsEnumerable(makePathsRelative: true)
            .Where(one => one.Key.StartsWith("Certificates", StringComparison.OrdinalIgnoreCase)))
        .Build();

    private static void Limit(KestrelServerOptions kestrel, ServerSettings settings, ConnectionOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(listen => listen.UseDirectOutput());
        // Above what is accepted: up to here the rest of a longer body is read away, so that its sender gets to see why
        // it was refused instead of a broken connection.
        kestrel.Limits.MaxRequestBodySize = 4L * settings.BodyBytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytesMax;
        kestrel.Limits.MaxRequestHeaderCount = limits.HeadersMax;
        kestrel.Limits.MaxRequestLineSize = limits.RequestLineBytesMax;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(limits.KeepAliveSeconds);
        kestrel.Limits.MinRequestBodyDataRate =
            new MinDataRate(limits.BodyRateMin, TimeSpan.FromSeconds(limits.BodyGraceSeconds));
        kestrel.Limits.MaxConcurrentUpgradedConnections = limits.UpgradedMax;
        kestrel.Limits.Http2.MaxStreamsPerConnection = limits.Http2StreamsMax;
    }
}
