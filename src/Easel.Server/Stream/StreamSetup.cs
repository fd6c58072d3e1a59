using Easel.Server.Wire;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Stream;

/// <summary>Watching a canvas.</summary>
internal static class StreamSetup
{
    public static void AddStreams(this IServiceCollection services) => services.AddSingleton<CommitStream>();

    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        var stream = routes.ServiceProvider.GetRequiredService<CommitStream>();
        routes.MapGet("/sse/canvas/{canvas_id}", stream.FollowAsync).WithTags("Streams").Describe(
            "The commits of a canvas as they happen, as server-sent events.",
            [Path("canvas_id", "The canvas."), Header("Last-Event-ID", "Where the stream before ended."),
                Query("after", "The same as a query."),
                Query("token", "The bearer token, for readers without headers."),
                Answer<string>(200, "text/event-stream"),
                .. Refuses(Problems.InvalidRequest, Problems.Unauthenticated, Problems.TenantMismatch)]);
    }
}
