using Easel.Server.DataFolder;
using Easel.Server.Wire;
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
    public string Url =>
        Listeners.Open.Select(Reachable).MinBy(url => url.StartsWith("https", StringComparison.Ordinal))!;

    /// <summary>Where this machine reaches the admin listener; null if there is none.</summary>
    public string? AdminUrl => Listeners.Admin.Select(Reachable).FirstOrDefault();

    private Listeners Listeners => app.Services.GetRequiredService<Listeners>();

    /// <summary>Takes the folder's lock over, and gives it back at the end.</summary>
    /// <param name="isShared">Whether other commands may use it, and so rely on it to stay.</param>
    public static async Task<LocalServer> StartAsync(Setup setup, FolderLock held, bool isShared, CancellationToken ct)
    {
        try
        {
            setup.LoadKey();
            var app = EaselServer.Create(setup.Settings, builder => Adjust(builder, setup.Configuration));
            var server = new LocalServer(app, held);
            await server.ListenAsync(setup.Settings, ct);
            if (isShared) setup.Folder.Environment = setup.Settings.Env;
            if (isShared) held.Announce(server.Url, server.AdminUrl);
            else held.Announce(null, null);
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

    private async Task ListenAsync(ServerSettings settings, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException fault)
        {
            await app.DisposeAsync();
            throw Explain(fault, settings);
        }
    }

    private static CommandFailedException Explain(IOException fault, ServerSettings settings)
    {
        var at = settings.AdminAddresses.FirstOrDefault(url => fault.Message.Contains(url, StringComparison.Ordinal));
        var (urls, advice) = at is null
            ? (settings.Urls, "--urls http://127.0.0.1:5081")
            : (at, "--admin-urls http://127.0.0.1:5091");
        return new CommandFailedException(fault.InnerException is AddressInUseException
            ? $"Another program listens at {urls}. Choose another address: easel serve {advice}"
            : $"Cannot listen at {urls}: {fault.Message}");
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
