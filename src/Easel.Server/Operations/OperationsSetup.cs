using Easel.Documents;
using Easel.Server.Canvases;
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
        services.AddSingleton<CanvasVerifier>();
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
            "Whether every canvas is what its log says; one line of JSON each.",
            [Answer<VerifiedCanvas>(200, "application/x-ndjson"),
                .. Refuses(Problems.Unauthenticated, Problems.Forbidden)]);
    }
}
