using Easel.Documents;
using Easel.Documents.Maps;
using Easel.Server.Auth;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Maps;

/// <summary>Maps: documents that are files.</summary>
internal static class MapSetup
{
    public static void AddMaps(this IServiceCollection services)
    {
        services.AddOptions<MapOptions>().BindConfiguration(MapOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MapModel>();
        services.AddSingleton(all => Documents<MapModel, MapState, MapOp>(
            all, [.. all.GetServices<IEditValidator<MapState, MapOp>>()]));
        services.AddSingleton<IndexModel>();
        services.AddSingleton(all => Documents<IndexModel, IndexedMaps, IndexOp>(all, []));
        services.AddSingleton<DeskModel>();
        services.AddSingleton(all => Documents<DeskModel, RecentMaps, DeskOp>(all, []));
        services.AddSingleton<GuardedMaps>();
        services.AddSingleton<MapIndex>();
        services.AddSingleton<MapDesk>();
        services.AddSingleton<MapFolders>();
        services.AddSingleton<MapShelf>();
        services.AddSingleton<FileTurns>();
        services.AddSingleton<MapPrograms>();
        services.AddSingleton<MapValidator>();
        services.AddSingleton<MapReader>();
        services.AddSingleton<MapFiles>();
        services.AddSingleton<MapSaves>();
        services.AddSingleton<MapLibrary>();
        services.AddSingleton<AssetFiles>();
        services.AddSingleton<MapChannels>();
        services.AddSingleton<IpcChannels>();
        services.AddSingleton<IpcEndpoint>();
        services.AddSingleton<MapEvents>();
        services.AddSingleton<FileWatches>();
        services.AddSingleton<MapStream>();
    }

    public static void MapMaps(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var maps = routes.MapGroup("").WithTags("Maps");
        maps.MapPost("/ipc/{channel}", services.GetRequiredService<IpcEndpoint>().ServeAsync).Describe(
            "Runs a channel of the map editor, for example map:edit.",
            [Path("channel", "map:open, map:edit, map:undo, map:redo, map:save, state:get and others."),
                Query("map_id", "The map; the same as mapId in the body, or instead of it."), Body<IpcRequestBody>(),
                Answer<IpcAnswerBody>(), Answer<IpcAnswerBody>(400), Answer<IpcAnswerBody>(404),
                Answer<IpcAnswerBody>(409), Answer<IpcAnswerBody>(422)]);
        var stream = services.GetRequiredService<MapStream>();
        maps.MapGet("/sse/maps/{map_id}", stream.FollowAsync).TakingQueryTokens().Describe(
            "What happens to a map, as server-sent events.",
            [Path("map_id", "The map."), Header("Last-Event-ID", "Where the stream before ended."),
                Query("last_event_id", "The same as a query."), Query("after", "The same, shorter."),
                Query("ticket", "A ticket, for readers without headers."), Answer<string>(200, "text/event-stream"),
                .. Refuses(Problems.InvalidRequest, Problems.Unauthenticated, Problems.Forbidden, Problems.NotFound,
                    Problems.Overloaded)]);
    }

    private static GuardedDocuments<TState, TOp> Documents<TModel, TState, TOp>(
        IServiceProvider all, IReadOnlyList<IEditValidator<TState, TOp>> validators)
        where TModel : IDocumentModel<TState, TOp>
        where TState : class => new(
            all.GetRequiredService<TModel>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<ICommitFeed>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IOptions<DocumentOptions>>().Value, [.. validators]);
}
