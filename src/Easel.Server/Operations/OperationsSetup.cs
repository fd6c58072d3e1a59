using System.Security.Cryptography;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Maps;
using Easel.Server.Maps;
using Easel.Server.Sqlite;
using Easel.Server.Wire;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Operations;

/// <summary>For those who run the server.</summary>
internal static class OperationsSetup
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<IStoreHealth>(all => all.GetRequiredService<IDocumentStore>() switch
        {
            SqliteDocumentStore store => new SqliteStoreHealth(store, all.GetRequiredService<TimeProvider>()),
            _ => new MemoryStoreHealth(),
        });
        services.AddSingleton<HealthChecks>();
        services.AddMetrics();
        services.AddSingleton<MetricsPage>();
        services.AddSingleton<IDocumentVerifier>(all => new DocumentVerifier<Canvas, CanvasOp>(
            "canvas", all.GetRequiredService<CanvasDocuments>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<CanvasModel>(), CanvasJson.Hash));
        services.AddSingleton<IDocumentVerifier>(all => new DocumentVerifier<MapState, MapOp>(
            MapFolders.Kind, all.GetRequiredService<MapDocuments>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<MapModel>(), map => HashOf(all.GetRequiredService<MapModel>(), map)));
        services.AddSingleton<Verify>();
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.ServiceProvider.GetRequiredService<HealthChecks>();
        var checks = routes.MapGroup("/health").WithTags("Operations").OnEveryListener();
        checks.MapGet("/live", HealthChecks.LiveAsync).Describe("Whether the process runs.", Answer<Health>());
        checks.MapGet("/ready", health.ReadyAsync).Describe(
            "Whether a commit could be made durable.", [Answer<Health>(), .. Refuses(Problems.NotReady)]);
    }

    /// <summary>Nobody counts where nobody can ask.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<ServerSettings>().AdminAddresses.Count == 0) return;
        var page = routes.ServiceProvider.GetRequiredService<MetricsPage>();
        routes.MapGet("/metrics", page.GetAsync).OnAdminListenerOnly().ExcludeFromDescription();
    }

    public static void MapVerify(this IEndpointRouteBuilder routes)
    {
        var verify = routes.ServiceProvider.GetRequiredService<Verify>();
        routes.MapGet("/verify", verify.GetAsync).OnAdminListener().WithTags("Operations").Describe(
            "Whether every canvas and map is what its log says; one line of JSON each.",
            [Answer<VerifiedDocument>(200, "application/x-ndjson"),
                .. Refuses(Problems.Unauthenticated, Problems.Forbidden)]);
    }

    /// <summary>A stored state is written in one way, with all that can be undone.</summary>
    private static string HashOf(MapModel model, MapState map) =>
        Convert.ToHexStringLower(SHA256.HashData(model.EncodeState(map).Span));
}
