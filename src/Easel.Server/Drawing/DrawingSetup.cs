using Easel.Server.Artifacts;
using Easel.Server.Wire;
using Microsoft.OpenApi;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Drawing;

/// <summary>Pictures of canvases.</summary>
internal static class DrawingSetup
{
    private static readonly object[] Asked =
    [
        Path("canvas_id", "The canvas."), Query("rev", "The revision.", JsonSchemaType.Integer),
        Query("at", "The time, as in RFC 3339."),
        Query("width", "Pixels: smaller, without what is too small to see.", JsonSchemaType.Integer),
        Header("If-None-Match", "The ETag of a picture that is there already."),
        .. Refuses(
            Problems.InvalidRequest, Problems.Unauthenticated, Problems.TenantMismatch, Problems.NotFound),
    ];

    public static void AddDrawing(this IServiceCollection services)
    {
        services.AddOptions<DrawingOptions>().BindConfiguration(DrawingOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PictureCache>();
        services.AddSingleton<Rasteriser>();
        services.AddSingleton<CanvasImages>();
        services.AddSingleton<Pictures>();
        services.AddSingleton<PictureEndpoints>();
        services.AddSingleton<PreviewEndpoint>();
    }

    public static void MapDrawing(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<PictureEndpoints>();
        var pictures = routes.MapGroup("/canvas/{canvas_id}").WithTags("Pictures");
        pictures.MapGet("/preview.svg", endpoints.GetSvgAsync).Describe(
            "A picture of the canvas as SVG: now, at a revision or at a time.",
            [Answer<string>(200, "image/svg+xml"), .. Asked]);
        pictures.MapGet("/preview.png", endpoints.GetPngAsync).Describe(
            "The same as PNG, where the server has a rasteriser.",
            [Answer<string>(200, "image/png"), .. Asked,
                .. Refuses(Problems.RasteriserMissing, Problems.RasteriserFailed)]);
        var previews = routes.ServiceProvider.GetRequiredService<PreviewEndpoint>();
        pictures.MapPost("/previews", Answers.Answering(previews.KeepAsync)).Describe(
            "Keeps a picture of the canvas as an artifact.",
            [Path("canvas_id", "The canvas."), Header("Idempotency-Key", "Makes the request repeatable."),
                Body<PreviewRequest>(), Answer<ArtifactAnswer>(201),
                .. Refuses(Problems.InvalidRequest, Problems.Unauthenticated, Problems.Forbidden, Problems.NotFound,
                    Problems.CanvasFrozen, Problems.RasteriserMissing, Problems.RasteriserFailed)]);
    }
}
