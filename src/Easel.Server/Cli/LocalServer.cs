using Easel.Server.DataFolder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;

namespace Easel.Server.Cli;

/// <summary>A server in this process: for <c>serve</c>, or for as long as one command runs.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly FolderLock held;

    private LocalServer(WebApplication app, FolderLock held) => (this.app, this.held) = (app, held);

    /// <summary>Where this machine reaches it.</summary>
    public string Url => app.Urls.Select(Reachable).MinBy(url => url.StartsWith("https", StringComparison.Ordinal))!;

    /// <summary>Takes the folder's lock over, and gives it back at the end.</summary>
    /// <param name="isShared">Whether other commands may use it, and so rely on it to stay.</param>
    public static async Task<LocalServer> StartAsync(Setup setup, FolderLock held, bool isShared, CancellationToken ct)
    {
        try
        {
            setup.LoadKey();
            var app = EaselServer.Create(setup.Settings, builder => Adjust(builder, setup.Configuration));
            var server = new LocalServer(app, held);
            await server.ListenAsync(setup.Settings.Urls, ct);
            held.Announce(isShared ? server.Url : null);
            return server;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Serves until the process is asked to end.</summary>
    public Task WaitAsync(CancellationToken ct) => app.WaitForShutdownAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync(); // Closes the store, so the folder is free only after it.
        held.Dispose();
    }

    private async Task ListenAsync(string urls, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException fault)
        {
            await app.DisposeAsync();
            throw fault.InnerException is AddressInUseException
                ? new CommandFailedException(
                    $"Another program listens at {urls}. "
                    + "Choose another address: easel serve --urls http://127.0.0.1:5081")
                : new CommandFailedException($"Cannot listen at {urls}: {fault.Message}");
        }
    }

    private static void Adjust(WebApplicationBuilder builder, IConfiguration configuration)
    {
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A server that cannot start is said in a sentence, by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(line =>
        {
            line.SingleLine = true;
            line.UseUtcTimestamp = true;
            line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
    }

    private static string Reachable(string url) => url
        .Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal)
        .Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);
}
