using Easel.Server.Artifacts;
using Easel.Server.Audits;
using Easel.Server.Auth;
using Easel.Server.Auth.Accounts;
using Easel.Server.Canvases;
using Easel.Server.Drawing;
using Easel.Server.Events;
using Easel.Server.Exports;
using Easel.Server.Gestures;
using Easel.Server.Limits;
using Easel.Server.Maps;
using Easel.Server.Operations;
using Easel.Server.Replays;
using Easel.Server.Runs;
using Easel.Server.Stream;
using Easel.Server.Studio;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server;

/// <summary>The whole server, assembled.</summary>
public static class EaselServer
{
    /// <param name="adjust">A last word on configuration and services, for embedders (validators) and tests.</param>
    public static WebApplication Create(ServerSettings settings, Action<WebApplicationBuilder>? adjust = null)
    {
        settings.Validate();
        // What lies in the folder that the server happens to be started from must not configure it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddWire(settings);
        builder.Services.AddLimits();
        builder.Services.AddWireDescription();
        builder.Services.AddAuth();
        builder.Services.AddTenancy();
        builder.Services.AddCanvases();
        builder.Services.AddArtifacts();
        builder.Services.AddDrawing();
        builder.Services.AddExports();
        builder.Services.AddReplays();
        builder.Services.AddRuns();
        builder.Services.AddAudits();
        builder.Services.AddMaps();
        builder.Services.AddStreams();
        builder.Services.AddGestures();
        builder.Services.AddEvents();
        builder.Services.AddOperations();
        builder.AddTelemetry();
        builder.Services.AddStudio();
        adjust?.Invoke(builder);
        builder.IgnoreOtherAddresses();

        var app = builder.Build();
        app.UseKnownProxies(settings);
        app.UseMiddleware<Envelope>();
        app.UseRouting();
        app.UseAuthorities(settings);
        foreach (var prefix in (string[])["", "/api"])
        {
            var routes = app.MapGroup(prefix);
            MapAll(routes);
            if (prefix.Length > 0) routes.ExcludeFromDescription();
        }

        return app;
    }

    private static void MapAll(IEndpointRouteBuilder routes)
    {
        routes.MapCanvases();
        routes.MapArtifacts();
        routes.MapDrawing();
        routes.MapExports();
        routes.MapReplays();
        routes.MapRuns();
        routes.MapAudits();
        routes.MapMaps();
        routes.MapStreams();
        routes.MapGestures();
        routes.MapTenancy();
        routes.MapEvents();
        routes.MapAccounts();
        routes.MapVerify();
        routes.MapHealth();
        routes.MapMetrics();
        routes.MapStudio();
        routes.MapOpenApi();
        routes.MapAsyncApi();
    }
}
