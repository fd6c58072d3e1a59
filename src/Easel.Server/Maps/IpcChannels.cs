using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Server.Tenancy;
using Microsoft.Extensions.Options;

namespace Easel.Server.Maps;

/// <summary>A channel: who may use it, and what it does.</summary>
internal sealed record IpcChannel(Role Needed, Func<IpcCall, Task<IpcAnswer>> RunAsync);

/// <summary>All channels by name (SPEC MP1). What editors do with a mouse needs none.</summary>
internal sealed class IpcChannels
{
    private const string Prefix = "nomos:";

    private readonly Dictionary<string, IpcChannel> all;
    private readonly MapOptions options;
    private readonly MapShelf shelf;
    private readonly MapDesk desk;
    private readonly MapFolders folders;

    public IpcChannels(
        MapChannels maps, AssetFiles assets, MapShelf shelf, MapDesk desk, MapFolders folders,
        IOptions<MapOptions> options)
    {
        (this.options, this.shelf, this.desk, this.folders) = (options.Value, shelf, desk, folders);
        all = new Dictionary<string, IpcChannel>(StringComparer.Ordinal)
        {
            ["settings:get"] = Reads(call => Now(IpcAnswer.Ok(Settings(call.Context)))),
            ["settings:update"] = Edits(_ => Now(IpcAnswer.Fail(
                422, "settings-error", "settings/read-only", "Only the configuration of the server has settings."))),
            ["dialogs:pick-directory"] = Reads(_ => Now(IpcAnswer.Nothing)), // Nobody looks at a server's screen.
            ["dialogs:pick-file"] = Reads(_ => Now(IpcAnswer.Nothing)),
            ["dialogs:open-map"] = Reads(_ => Now(IpcAnswer.Nothing)),
            ["assets:refresh-index"] = Reads(call => assets.ListAsync(call.Context)),
            ["assets:open"] = Reads(call => Now(assets.TryOpen(call.Context, PathOf(call)))),
            ["assets:read-file-bytes"] = Reads(call => assets.ReadBytesAsync(call.Context, PathOf(call))),
            ["assets:read-json-text"] = Reads(call => assets.ReadTextAsync(call.Context, PathOf(call))),
            ["assets:write-json-text"] = Edits(call =>
                assets.WriteTextAsync(call, PathOf(call), call.Request.TextOf("text"))),
            ["map:validate"] = Edits(maps.ValidateAsync),
            ["map:new"] = Edits(maps.NewAsync),
            ["map:open"] = Reads(maps.OpenAsync),
            ["map:open-from-assets"] = Reads(maps.OpenFromAssetsAsync),
            ["map:list"] = Reads(maps.ListAsync),
            ["map:recent"] = Reads(RecentAsync),
            ["map:save"] = Changes(maps.SaveAsync),
            ["map:save-as"] = Changes(maps.SaveAsAsync),
            ["map:save-and-run"] = Changes(maps.SaveAndRunAsync),
            ["map:reload"] = Changes(maps.ReloadAsync),
            ["map:edit"] = Changes(call => maps.ChangeAsync(call, MapAction.Edit)),
            ["map:undo"] = Changes(call => maps.ChangeAsync(call, MapAction.Undo)),
            ["map:redo"] = Changes(call => maps.ChangeAsync(call, MapAction.Redo)),
            ["state:get"] = Reads(SnapshotAsync),
        };
    }

    /// <summary>Null if there is no such channel. Clients of a desktop editor put a prefix before a name.</summary>
    public IpcChannel? Find(string name) => all.GetValueOrDefault(
        name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name);

    private static IpcChannel Reads(Func<IpcCall, Task<IpcAnswer>> run) => new(Role.Viewer, run);

    private static IpcChannel Edits(Func<IpcCall, Task<IpcAnswer>> run) => new(Role.Member, run);

    /// <summary>
    /// What changes a map or writes its file. It must say which one as soon as the caller has opened several: the last
    /// one may be another than a window shows, and numbers of revisions are small enough to be equal by chance.
    /// </summary>
    private IpcChannel Changes(Func<IpcCall, Task<IpcAnswer>> run) => Edits(async call =>
        await shelf.IsClearAsync(call.Context, call.MapId) ? await run(call) : IpcAnswer.MapIdRequired);

    private static Task<IpcAnswer> Now(IpcAnswer answer) => Task.FromResult(answer);

    private static string? PathOf(IpcCall call) => call.Request.TextOf("relativePath");

    private static JsonTree Text(string? text) => text is null ? JsonScalar.Null : JsonScalar.Of(text);

    /// <summary>Where things are on the server is nobody's business: that they are there is told.</summary>
    private JsonRecord Settings(RequestContext context) => JsonRecord.Empty
        .Set("assetsDirPath", Text(folders.Of(context).Assets is null ? null : "."))
        .Set("gameExecutablePath", Text(
            string.IsNullOrWhiteSpace(options.Executable) ? null : Path.GetFileName(options.Executable.Trim())))
        .Set("defaultSky", Text(options.DefaultSky))
        .Set("defaultSoundfont", Text(options.DefaultSoundfont))
        .Set("defaultBgmusic", Text(options.DefaultBgmusic))
        .Set("defaultWallTex", Text(options.DefaultWallTex))
        .Set("defaultFloorTex", Text(options.DefaultFloorTex))
        .Set("defaultCeilTex", Text(options.DefaultCeilTex));

    private async Task<IpcAnswer> RecentAsync(IpcCall call) => IpcAnswer.Ok(await RecentPathsAsync(call.Context));

    private async Task<JsonList> RecentPathsAsync(RequestContext context) => JsonList.Of(
        [.. (await desk.ReadAsync(context)).Maps.Select(one => (JsonTree)JsonScalar.Of(one.Path))]);

    /// <summary>All that an editor shows; how it shows it is its own, so that is always as it begins.</summary>
    private async Task<IpcAnswer> SnapshotAsync(IpcCall call)
    {
        var map = await shelf.FindAsync(call.Context, call.MapId);
        if (map is null && call.MapId is not null) return IpcAnswer.NoDocument;
        var grid = JsonRecord.Empty.Set("isGridVisible", JsonScalar.True).Set("gridOpacity", JsonScalar.Of(0.3))
            .Set("isSnapToGridEnabled", JsonScalar.True);
        return IpcAnswer.Ok(JsonRecord.Empty
            .Set("settings", Settings(call.Context))
            .Set("assetIndex", JsonScalar.Null)
            .Set("recentMapPaths", await RecentPathsAsync(call.Context))
            .Set("mapDocument", map is null ? JsonScalar.Null : map.ToJson())
            .Set("mapRenderMode", JsonScalar.Of("textured"))
            .Set("mapSectorSurface", JsonScalar.Of("floor"))
            .Set("mapGridSettings", grid)
            .Set("mapHighlightPortals", JsonScalar.False)
            .Set("mapHighlightToggleWalls", JsonScalar.False)
            .Set("mapDoorVisibility", JsonScalar.Of("visible"))
            .Set("mapHistory", MapReply.HistoryOf(map?.State ?? MapState.Empty)));
    }
}
