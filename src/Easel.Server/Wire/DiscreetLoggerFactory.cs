using Microsoft.Extensions.Logging.Abstractions;

namespace Easel.Server.Wire;

/// <summary>
/// Silences what would write credentials (SPEC TE4), whatever the configuration of logs says and whoever receives them:
/// filters can be overruled, a logger that does nothing cannot.
/// </summary>
internal sealed class DiscreetLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    private static readonly string[] Silenced =
    [
        // Each request's URL, and with it the token of a stream.
        "Microsoft.AspNetCore.Hosting.Diagnostics",

        // Lines of requests that could not be read, and with them headers whose colon is missing.
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
    ];

    public ILogger CreateLogger(string categoryName) =>
        Silenced.Contains(categoryName) ? NullLogger.Instance : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    // The container disposes of the inner one, which it has made.
    public void Dispose()
    {
    }
}

/// <summary>Puts it in the place of the one that everybody asks.</summary>
internal static class DiscreetLogs
{
    public static void AddDiscreetLogs(this IServiceCollection services)
    {
        services.AddSingleton<LoggerFactory>();
        services.AddSingleton<ILoggerFactory>(all =>
            new DiscreetLoggerFactory(all.GetRequiredService<LoggerFactory>()));
    }
}
