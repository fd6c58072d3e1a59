using Easel.Server.Artifacts;
using Easel.Server.Wire;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Exports;

/// <summary>Canvases in other forms.</summary>
internal static class ExportSetup
{
    public static void AddExports(this IServiceCollection services)
    {
        services.AddSingleton<MadeArtifacts>();
        services.AddSingleton<ExportEndpoint>();
    }

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var endpoint = routes.ServiceProvider.GetRequiredService<ExportEndpoint>();
        routes.MapPost("/canvas/{canvas_id}/exports", Answers.Answering(endpoint.ExportAsync)).WithTags("Pictures")
            .Describe(
                "Keeps the canvas as JSON Canvas, SVG or Easel JSON, as an artifact.",
                [Path("canvas_id", "The canvas."), Header("Idempotency-Key", "Makes the request repeatable."),
                    Body<ExportRequest>(), Answer<ArtifactAnswer>(201),
                    .. Refuses(Problems.InvalidRequest, Problems.Unauthenticated, Problems.Forbidden,
                        Problems.NotFound, Problems.CanvasFrozen, Problems.TooLarge)]);
    }
}
