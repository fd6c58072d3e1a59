using Easel.Server.Artifacts;
using Easel.Server.Replays.Walkthroughs;
using Easel.Server.Wire;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Replays;

/// <summary>The history of a canvas, to be seen again.</summary>
internal static class ReplaySetup
{
    public static void AddReplays(this IServiceCollection services)
    {
        services.AddOptions<ReplayOptions>().BindConfiguration(ReplayOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CanvasPast>();
        services.AddSingleton<HistoryArtifacts>();
        services.AddSingleton<ReplayBuilder>();
        services.AddSingleton<WalkthroughBuilder>();
        services.AddSingleton<ReplayEndpoints>();
    }

    public static void MapReplays(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<ReplayEndpoints>();
        object[] said =
        [
            Path("canvas_id", "The canvas."), Answer<ArtifactAnswer>(201),
            .. Refuses(
                Problems.MalformedJson, Problems.Unauthenticated, Problems.Forbidden, Problems.RevUnknown,
                Problems.NothingToReplay, Problems.TooLarge, Problems.UnsupportedMediaType, Problems.CanvasKilled,
                Problems.RateLimited, Problems.Overloaded),
        ];
        var canvases = routes.MapGroup("/canvas/{canvas_id}").WithTags("Artifacts");
        canvases.MapPost("/replays", Answers.Answering(endpoints.ReplayAsync)).Describe(
            "Makes a replay of a part of the history.", [Body<ReplayCommand>(), .. said]);
        canvases.MapPost("/walkthroughs", Answers.Answering(endpoints.WalkthroughAsync)).Describe(
            "Tells in words what was done.", [Body<WalkthroughCommand>(), .. said]);
    }
}
