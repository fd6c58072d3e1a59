using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Maps;

/// <summary>One request of a channel.</summary>
/// <param name="Request">Null if there was no body.</param>
/// <param name="MapId">The map that it names; null means the caller's last.</param>
/// <param name="Ended">When nobody waits for the answer any more.</param>
internal sealed record IpcCall(RequestContext Context, JsonTree? Request, string? MapId, CancellationToken Ended);

/// <summary>What the channels of maps do: <c>map:...</c>.</summary>
internal sealed class MapChannels(
    GuardedMaps maps, MapLibrary library, MapSaves saves, MapShelf shelf, MapFolders folders, MapIndex index,
    MapReader reader, MapValidator validator, MapPrograms programs, AssetFiles assets, Access access,
    Microsoft.Extensions.Options.IOptions<MapOptions> options)
{
    private static readonly JsonShape Listed = JsonShape.Of("path", "bytes", "modifiedIso", "mapId");

    /// <summary>Edits, undoes or redoes (SPEC MP4).</summary>
    public async Task<IpcAnswer> ChangeAsync(IpcCall call, MapAction action)
    {
        var key = await shelf.NameAsync(call.Context, call.MapId);
        if (key is not null && access.RefuseEdit(key) is { } stopped) return IpcAnswer.Refuse(stopped);
        if (await shelf.FindAsync(call.Context, key) is null)
            return IpcAnswer.Fail(MapGuard.Absent(action, call.Request));
        var answer = await maps.RequestAsync(
            key!, action, call.Request, call.Context.By, () => access.MayEdit(call.Context, key!));
        if (answer.Error is { } error) return IpcAnswer.Fail(error);
        if (answer.Reply is { } reply) return IpcAnswer.Ok(reply.ToJson());
        if (answer.Outcome is EditOutcome.Withdrawn && access.RefuseEdit(key!) is { } late)
            return IpcAnswer.Refuse(late);
        return IpcAnswer.Explain(answer.Outcome!);
    }

    public async Task<IpcAnswer> OpenAsync(IpcCall call)
    {
        var path = call.Request.TextOf("mapPath");
        if (RefusePath(path) is { } wrong) return wrong;

        // Who opens another map loses nothing here, so this asks only where the caller wants to be asked.
        return call.Request.TextOf("unsaved") is null
            ? await library.OpenAsync(call, path!)
            : await LeaveAsync(call, Cancelled, () => library.OpenAsync(call, path!));
    }

    public async Task<IpcAnswer> OpenFromAssetsAsync(IpcCall call)
    {
        var path = call.Request.TextOf("relativePath");
        if (assets.Find(call.Context, "open-map-from-assets", path, out _) is { } wrong) return wrong;
        if (MapPath.FaultOf(path) != PathFault.None)
            return IpcAnswer.Fail(422, "open-map-from-assets-error", "open-map-from-assets/invalid-relative-path",
                "A map is a .json file.");
        return await LeaveAsync(call, Cancelled, () => library.OpenAsync(call, MapFolders.InAssets + path));
    }

    public async Task<IpcAnswer> NewAsync(IpcCall call)
    {
        var path = call.Request.TextOf("mapPath");
        if (path is not null && RefusePath(path) is { } wrong) return wrong;
        return await LeaveAsync(call, IpcAnswer.Nothing, () => library.NewAsync(call, path));
    }

    public Task<IpcAnswer> SaveAsync(IpcCall call) => WithMapAsync(call, map =>
        saves.SaveAsync(call, map, call.Request.IsTrue("overwrite")));

    public Task<IpcAnswer> SaveAsAsync(IpcCall call)
    {
        var path = call.Request.TextOf("mapPath");
        return RefusePath(path) is { } wrong
            ? Task.FromResult(wrong)
            : WithMapAsync(call, map =>
                saves.SaveAsAsync(call, map, path!, call.Request.IsTrue("overwrite")));
    }

    /// <summary>Discards what is not saved, so the caller has to know what that is: by its revision.</summary>
    public Task<IpcAnswer> ReloadAsync(IpcCall call) =>
        (call.Request as JsonRecord)?["baseRevision"] is JsonScalar { Number: var at } && double.IsFinite(at)
            ? WithMapAsync(call, map => at == Math.Floor(at)
                ? library.ReloadAsync(call, map, (long)at)
                : Task.FromResult(IpcAnswer.Fail(MapGuard.Stale(at, map.State.Revision))))
            : Task.FromResult(IpcAnswer.Fail(
                new MapEditError(MapEditCodes.InvalidJson, "baseRevision must be a finite number.")));

    /// <summary>
    /// Saves, validates what was saved and, where the configuration allows it, runs it. The first of these that fails
    /// is the answer; that nothing is to be run is no failure.
    /// </summary>
    public async Task<IpcAnswer> SaveAndRunAsync(IpcCall call)
    {
        var saved = await SaveAsync(call);
        if (!saved.IsOk) return saved;
        var judged = await ValidateAsync(call with { Request = null });
        if (!judged.IsOk || !options.Value.MayRun || !programs.IsConfigured) return judged;
        if (await shelf.FindAsync(call.Context, call.MapId) is not { } map) return IpcAnswer.NoDocument;
        return programs.TryStart(Path.GetDirectoryName(map.File)!, Path.GetFileName(map.File))
            ? IpcAnswer.Nothing
            : IpcAnswer.Fail(422, "map-run-error", "map-run/not-started", "The program could not be started.");
    }

    /// <summary>Validates a file or, without a path, a map as it is; the map then remembers it.</summary>
    public async Task<IpcAnswer> ValidateAsync(IpcCall call)
    {
        var path = call.Request.TextOf("mapPath");
        if (path is null) return await WithMapAsync(call, map => JudgeAsync(call, map));
        if (RefusePath(path) is { } wrong) return wrong;
        var reading = await reader.ReadAsync(folders.Of(call.Context), path, call.Ended);
        return reading is MapReading.Bad bad ? bad.Failure : IpcAnswer.Nothing;
    }

    /// <summary>The files of the folder.</summary>
    public async Task<IpcAnswer> ListAsync(IpcCall call)
    {
        var folder = folders.Of(call.Context);
        var known = (await index.ReadAsync(folder)).Files;
        var files = MapDisk.List(folder.Root, "*.json", options.Value.FilesMax).Select(file =>
        {
            var path = MapDisk.PathOf(folder.Root, file);
            var id = known.GetValueOrDefault(path)?.Id;
            return (JsonTree)JsonRecord.Of(
                Listed, JsonScalar.Of(path), JsonScalar.Of(file.Length),
                JsonScalar.Of(Timestamp.Of(file.LastWriteTimeUtc)),
                id is null ? JsonScalar.Null : JsonScalar.Of(id));
        });
        return IpcAnswer.Ok(JsonList.Of([.. files]));
    }

    private async Task<IpcAnswer> JudgeAsync(IpcCall call, OpenMap map)
    {
        if (map.Folder.IsGone(map.State.Path)) return MapReader.Unread;
        var version = map.State.Current!;
        var verdict = await validator.ValidateAsync(map.File, version.Content, call.Ended);

        // A program has looked at the file, which is not the map while that is dirty.
        if (!map.State.IsDirty || !programs.IsConfigured)
        {
            await maps.RecordAsync(
                map.Key, new MapOp.Validated(version.MadeAt, verdict.Record), call.Context.By,
                isWanted: () => access.MayEdit(call.Context, map.Key));
        }

        return verdict.Failure ?? IpcAnswer.Nothing;
    }

    private async Task<IpcAnswer> WithMapAsync(IpcCall call, Func<OpenMap, Task<IpcAnswer>> act)
    {
        var key = await shelf.NameAsync(call.Context, call.MapId);
        if (key is not null && access.RefuseEdit(key) is { } stopped) return IpcAnswer.Refuse(stopped);
        return await shelf.FindAsync(call.Context, key) is { } map ? await act(map) : IpcAnswer.NoDocument;
    }

    /// <summary>
    /// Nothing may happen behind the back of somebody with unsaved changes: they say <c>save</c>, <c>dont-save</c> or
    /// <c>cancel</c>; who says nothing is asked.
    /// </summary>
    private async Task<IpcAnswer> LeaveAsync(IpcCall call, IpcAnswer cancelled, Func<Task<IpcAnswer>> go)
    {
        if (await shelf.FindAsync(call.Context, call.MapId) is not { State.IsDirty: true } map) return await go();
        switch (call.Request.TextOf("unsaved"))
        {
            case "dont-save":
                return await go();
            case "save" when !await shelf.IsClearAsync(call.Context, call.MapId):
                return IpcAnswer.MapIdRequired;
            case "save" when call.Context.Role >= Role.Member:
                var answer = await SaveAsync(call with { MapId = map.Key.Id, Request = null });
                return answer.IsOk ? await go() : cancelled;
            case "save":
            case "cancel":
                return cancelled;
            default:
                return IpcAnswer.Io(
                    409, "unsaved-changes", "Your map has changes that are not saved.", "save", "dont-save", "cancel");
        }
    }

    private static IpcAnswer Cancelled { get; } = IpcAnswer.Io(422, "open-cancelled", "It was not opened.");

    private static IpcAnswer? RefusePath(string? path) => MapPath.FaultOf(path) switch
    {
        PathFault.None => null,
        PathFault.Outside => IpcAnswer.Io(422, "outside-folder", "The path leaves the folder of maps."),
        _ => IpcAnswer.Io(422, "invalid-path", "mapPath must be a plain relative path of a .json file."),
    };
}
