using Easel.Server.Auth;
using Easel.Server.Gestures.Recording;
using Easel.Server.Limits;
using Easel.Server.Replays;
using Easel.Server.Stream;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Gestures;

/// <summary>Being together on a canvas.</summary>
internal static class GestureSetup
{
    private const string Route = "/msg/ws";

    public static void AddGestures(this IServiceCollection services)
    {
        services.AddOptions<GestureOptions>().BindConfiguration(GestureOptions.Section)
            .ValidateDataAnnotations()
            .Validate<IOptions<ConnectionOptions>>(
                static (gestures, connections) => gestures.SocketsMax < connections.Value.UpgradedMax,
                "Gestures:SocketsMax has to be below Connections:UpgradedMax, where an upgrade fails without a reason.")
            .ValidateOnStart();
        services.AddOptions<RecordingOptions>().BindConfiguration(RecordingOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GestureFiles>();
        services.AddSingleton<GestureRecorder>();
        services.AddHostedService(all => all.GetRequiredService<GestureRecorder>());
        services.AddSingleton<IGestureHistory, GestureHistory>();
        services.AddSingleton<Origins>();
        services.AddSingleton<OpenSockets>();
        services.AddSingleton<Rooms>();
        services.AddSingleton<SocketEndpoint>();
        services.AddSingleton<IStreamSource, RoomEvents>();
        services.AddHostedService<SocketSweep>();
    }

    public static void MapGestures(this IEndpointRouteBuilder routes)
    {
        var sockets = routes.ServiceProvider.GetRequiredService<SocketEndpoint>();
        routes.MapGet(Route, sockets.ServeAsync).TakingQueryTokens().WithTags("Sockets").Describe(
            "A WebSocket for gestures, presence and commands.",
            [Query("canvas_id", "The canvas; a message or a ticket may name it instead."),
                Query("map_id", "The map, where it is one."),
                Query("ticket", "A ticket, for browsers, which cannot send headers."),
                Query("token", "The bearer token, for the same."), Query("session_id", "Names the session."),
                .. Refuses(Problems.UpgradeRequired, Problems.OriginRefused, Problems.Unauthenticated,
                    Problems.TenantMismatch, Problems.Overloaded)]);

        // How HTTP/2 asks for a socket.
        routes.MapMethods(Route, [HttpMethods.Connect], sockets.ServeAsync).TakingQueryTokens()
            .ExcludeFromDescription();
    }
}
