using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Server.Tenancy;

namespace Easel.Server.Maps;

/// <summary>A map that a request means, as it was when it was looked up.</summary>
internal sealed record OpenMap(DocumentKey Key, MapFolder Folder, DocumentView<MapState> View)
{
    private static readonly JsonShape Members =
        JsonShape.Of("mapId", "filePath", "json", "dirty", "lastValidation", "revision", "history");

    public MapState State => View.State;

    public string File => Folder.FileOf(State.Path);

    public string Root => Folder.RootOf(State.Path);

    /// <summary>The document as clients see it (SPEC MP2).</summary>
    public JsonRecord ToJson() => JsonRecord.Of(
        Members, JsonScalar.Of(Key.Id), JsonScalar.Of(State.Path), State.Current!.Content,
        JsonScalar.Of(State.IsDirty), State.Current.Validation ?? JsonScalar.Null, JsonScalar.Of(State.Revision),
        MapReply.HistoryOf(State));
}

/// <summary>Finds the map that a request means.</summary>
internal sealed class MapShelf(GuardedMaps maps, MapDesk desk, MapFolders folders)
{
    /// <summary>The key of the map that a request names, or else of the one that the caller last opened.</summary>
    public async ValueTask<DocumentKey?> NameAsync(RequestContext context, string? mapId)
    {
        mapId ??= (await desk.ReadAsync(context)).Maps is [var last, ..] ? last.Id : null;
        return Wire.Ids.IsId(mapId) ? context.Map(mapId) : null;
    }

    /// <summary>Whether there is no doubt which map a request means: it says so, or there is no other.</summary>
    public async ValueTask<bool> IsClearAsync(RequestContext context, string? mapId) =>
        mapId is not null || (await desk.ReadAsync(context)).Maps.Length <= 1;

    /// <summary>Null if it is not open, or is somewhere else than the request says.</summary>
    public async ValueTask<OpenMap?> FindAsync(RequestContext context, DocumentKey? key)
    {
        if (key is null) return null;
        var view = await maps.ReadAsync(key);
        return view.State.Current is not null && view.Record is { } record && context.IsWithin(record.Placement)
            ? new OpenMap(key, folders.Of(key, record.Placement), view)
            : null;
    }

    public async ValueTask<OpenMap?> FindAsync(RequestContext context, string? mapId) =>
        await FindAsync(context, await NameAsync(context, mapId));

    /// <summary>The same map as it is now.</summary>
    public async ValueTask<OpenMap> AgainAsync(OpenMap map) => map with { View = await maps.ReadAsync(map.Key) };
}
