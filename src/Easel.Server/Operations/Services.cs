using Easel.Server.Canvases;
using Easel.Server.Wire;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Operations;

/// <summary>For those who run the server.</summary>
internal static class Services
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<IStoreHealth, MemoryStoreHealth>();
        services.AddSingleton<HealthChecks>();
        services.AddSingleton<CanvasVerifier>();
        services.AddSingleton<Verify>();
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.ServiceProvider.GetRequiredService<HealthChecks>();
        routes.MapGet("/health/live", HealthChecks.LiveAsync).Describe("Whether the process runs.", Answer<Health>());
        routes.MapGet("/health/ready", health.ReadyAsync).Describe(
            "Whether a commit could be made durable.", [Answer<Health>(), .. Refuses(Problems.NotReady)]);
    }

    public static void MapVerify(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/verify", routes.ServiceProvider.GetRequiredService<Verify>().GetAsync).Describe(
            "Whether every canvas is what its log says; one line of JSON each.",
            [Answer<VerifiedCanvas>(200, "application/x-ndjson"), .. Refuses(Problems.Unauthenticated, Problems.Forbidden)]);
}
