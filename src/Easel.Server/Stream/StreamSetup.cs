using Easel.Server.Auth;
using Easel.Server.Wire;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Stream;

/// <summary>Watching a canvas.</summary>
internal static class StreamSetup
{
    public static void AddStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamOptions>()
            .Configure<ServerSettings>(static (streams, settings) =>
            {
                if (!settings.HasLimits) streams.BeGenerous();
            })
            .BindConfiguration(StreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StreamPlaces>();
        services.AddSingleton<CommitPages>();
        services.AddSingleton<CanvasStreams>();
        services.AddHostedService(all => all.GetRequiredService<CanvasStreams>());
        services.AddSingleton<CommitStream>();
    }

    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        var stream = routes.ServiceProvider.GetRequiredService<CommitStream>();
        routes.MapGet("/sse/canvas/{canvas_id}", stream.FollowAsync).TakingQueryTokens().WithTags("Streams").Describe(
            "The commits of a canvas as they happen, as server-sent events.",
            [Path("canvas_id", "The canvas."), Header("Last-Event-ID", "Where the stream before ended."),
                Query("last_event_id", "The same as a query."), Query("after", "The same, shorter."),
                Query("ticket", "A ticket, for readers without headers."),
                Query("token", "The bearer token, for the same."),
                Query("presence", "1 asks for events of who is there."),
                Query("gestures", "1 asks for the gestures of others."),
                Query("mode", "saas, enterprise or lab: asks for the event dialect."),
                Answer<string>(200, "text/event-stream"),
                .. Refuses(Problems.InvalidRequest, Problems.ContextMismatch, Problems.Unauthenticated,
                    Problems.Forbidden, Problems.TenantMismatch, Problems.Overloaded)]);
    }
}
