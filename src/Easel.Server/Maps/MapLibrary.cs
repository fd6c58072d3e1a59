using System.Collections.Concurrent;
using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Maps;

/// <summary>
/// Opens files as maps. All users of a file share one map (SPEC MP3): the first open reads the file, later ones join
/// the map as it is.
/// </summary>
internal sealed class MapLibrary(
    MapDocuments documents, GuardedMaps maps, MapIndex index, MapDesk desk, MapFolders folders, MapShelf shelf,
    MapSaves saves, MapFiles files, MapReader reader, Access access, IOptions<MapOptions> options, TimeProvider clock)
{
    private const string NewName = "untitled";
    private const int NewNamesMax = 1_000;

    // Each time round, somebody has changed the file while it was validated.
    private const int ReadsMax = 4;

    // Maps whose unsaved edits have been told; with more, some are told twice.
    private const int ToldMax = 10_000;

    private readonly ConcurrentDictionary<DocumentKey, bool> told = new();
    private readonly DateTimeOffset started = clock.GetUtcNow();

    /// <summary>Opens a file, or joins the map that it is.</summary>
    /// <param name="path">Checked, and with its prefix if it is among the assets.</param>
    public async Task<IpcAnswer> OpenAsync(IpcCall call, string path)
    {
        var folder = folders.Of(call.Context);
        MapReading? reading = null;
        for (var reads = 0; reads <= ReadsMax; reads++)
        {
            var now = reading;
            var answer = await files.InTurnAsync(
                call, folder, path, MapReader.Unread, () => TryOpenAsync(call.Context, folder, path, now));
            if (answer is not null) return answer;
            reading = await reader.ReadAsync(folder, path, call.Ended); // Nobody else waits for a validator.
        }

        return MapFiles.Crowded;
    }

    /// <summary>Makes a map; its file is written by the first save.</summary>
    /// <param name="path">Null takes the first name that is free.</param>
    public async Task<IpcAnswer> NewAsync(IpcCall call, string? path)
    {
        var folder = folders.Of(call.Context);
        for (var number = 1; number <= NewNamesMax; number++)
        {
            var name = path ?? (number == 1 ? $"{NewName}.json" : $"{NewName}-{number}.json");
            var answer = await files.InTurnAsync(
                call, folder, name, MapReader.Unread, () => TryMakeAsync(call.Context, folder, name, path is not null));
            if (answer is not null) return answer;
            if (path is not null) break;
        }

        return IpcAnswer.Io(409, "already-exists", "There is a map of this name.");
    }

    /// <summary>Reads the file again; what was not saved is gone.</summary>
    /// <param name="at">The revision that the caller saw.</param>
    public async Task<IpcAnswer> ReloadAsync(IpcCall call, OpenMap map, long at)
    {
        var reading = await reader.ReadAsync(map.Folder, map.State.Path, call.Ended);
        if (reading is not MapReading.Good good) return ((MapReading.Bad)reading).Failure;
        return await files.InTurnAsync(call, map, null, MapReader.Unread, async now =>
        {
            if (saves.Refuse(call.Context, now.Key) is { } refused) return refused;
            if (now.State.Path != good.Path || !MapReader.IsStill(now.Folder, good)) return MapReader.Unread;
            return await BeginAnewAsync(call.Context, now, good, at)
                ?? await DescribeAsync(call.Context, now, false);
        });
    }

    /// <returns>Null if the file has to be read first.</returns>
    private async Task<IpcAnswer?> TryOpenAsync(
        RequestContext context, MapFolder folder, string path, MapReading? reading)
    {
        var placed = await index.FindAsync(folder, path);
        if (placed is not null && await FindAsync(folder, path, placed) is { } map)
            return await TryJoinAsync(context, map, reading);
        if (context.Role < Role.Member)
            return IpcAnswer.Refuse(Problems.Forbidden.Because($"This needs the role {Role.Member.NameOf()}."));
        if (reading is MapReading.Bad bad) return bad.Failure;
        return reading is MapReading.Good good && MapReader.IsStill(folder, good)
            ? await PlaceAsync(context, folder, good.Opened, good.Hash, placed?.Id)
            : null;
    }

    /// <summary>The map that a file is; null if its entry is of a map that is somewhere else by now.</summary>
    private async Task<OpenMap?> FindAsync(MapFolder folder, string path, PlacedMap placed)
    {
        var key = folder.Map(placed.Id);
        var map = new OpenMap(key, folder, await maps.ReadAsync(key));
        if (map.State.Current is null) return null;
        if (map.State.Path == path) return map;

        // A save-as that was cut off after it had written the file, and after which the map was not saved elsewhere.
        if (placed.Writing is not { } writing || map.State.SavedAt > writing.MadeAt) return null;
        if (MapDisk.Read(folder.RootOf(path), folder.FileOf(path))?.Hash != writing.Hash) return null;
        await files.FinishAsync(map, path, placed, writing);
        return await shelf.AgainAsync(map);
    }

    private async Task<IpcAnswer?> TryJoinAsync(RequestContext context, OpenMap map, MapReading? reading)
    {
        var isChanged = await IsChangedAsync(map);
        map = await shelf.AgainAsync(map);
        if (!isChanged || map.State.IsDirty || !access.MayEdit(context, map.Key))
            return await DescribeAsync(context, map, isChanged);

        // Nobody's work is lost: the map becomes what the file is, if that makes sense already.
        if (reading is null) return null;
        isChanged = reading is not MapReading.Good good || !MapReader.IsStill(map.Folder, good)
            || await BeginAnewAsync(context, map, good, map.State.Revision) is not null;
        return await DescribeAsync(context, map, isChanged);
    }

    /// <summary>What cannot be read is not what it was.</summary>
    private async ValueTask<bool> IsChangedAsync(OpenMap map)
    {
        try
        {
            return await files.SettleAsync(map) is FileLook.Changed or FileLook.Gone;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <returns>Null if the name is taken.</returns>
    private async Task<IpcAnswer?> TryMakeAsync(RequestContext context, MapFolder folder, string path, bool isNamed)
    {
        if (MapDisk.IsThere(folder.RootOf(path), folder.FileOf(path))) return null;
        var placed = await index.FindAsync(folder, path);
        if (placed is not null && (!isNamed || await files.IsNeededAsync(folder, placed, path))) return null;
        var given = options.Value;
        var blank = MapFile.Blank(given.DefaultSky, given.DefaultSoundfont, given.DefaultBgmusic);
        return await PlaceAsync(context, folder, new MapOp.Opened(path, blank, IsSaved: false, null), null, placed?.Id);
    }

    private async Task<IpcAnswer> PlaceAsync(
        RequestContext context, MapFolder folder, MapOp.Opened opened, string? hash, string? instead)
    {
        var key = folder.Map($"m{Guid.NewGuid():N}");
        if (access.RefuseEdit(key) is { } refusal) return IpcAnswer.Refuse(refusal);
        var placed = new IndexOp.Placed(opened.Path, key.Id, hash, instead);
        var outcome = await files.PlaceAsync(folder, placed, context.By);
        if (outcome is not EditOutcome.Committed) return MapIndex.Explain(outcome);

        // The record first: a document that its first commit makes is read again from the log, all of it.
        var placement = folders.PlacementOf(context);
        await documents.CreateAsync(
            new DocumentRecord(key, placement, null, clock.GetUtcNow(), context.By.Subject));
        outcome = await maps.OpenAsync(key, opened, context.By, placement, () => access.MayEdit(context, key));
        if (outcome is EditOutcome.Committed)
            return await DescribeAsync(context, new OpenMap(key, folder, await maps.ReadAsync(key)), isChanged: false);
        if (outcome is not EditOutcome.Unknown)
            await index.RecordAsync(folder, new IndexOp.Left(opened.Path, key.Id), context.By);
        return IpcAnswer.Explain(outcome);
    }

    /// <returns>Null if it is done.</returns>
    private async Task<IpcAnswer?> BeginAnewAsync(RequestContext context, OpenMap map, MapReading.Good reading, long at)
    {
        var outcome = await maps.RecordAsync(
            map.Key, reading.Opened, context.By, onlyAt: at, isWanted: () => access.MayEdit(context, map.Key));
        if (outcome is EditOutcome.Stale)
            return IpcAnswer.Fail(MapGuard.Stale(at, (await shelf.AgainAsync(map)).State.Revision));
        if (outcome is not EditOutcome.Committed) return IpcAnswer.Explain(outcome);
        await index.RecordAsync(map.Folder, new IndexOp.Known(map.State.Path, map.Key.Id, reading.Hash), context.By);
        return null;
    }

    private async Task<IpcAnswer> DescribeAsync(RequestContext context, OpenMap map, bool isChanged)
    {
        map = await shelf.AgainAsync(map);
        await desk.NoteAsync(context, map.State.Path, map.Key.Id);
        var json = map.ToJson();
        if (isChanged) json = json.Set("changedOnDisk", JsonScalar.True);
        if (IsNews(map)) json = json.Set("recoveredEdits", JsonScalar.Of(map.State.UnsavedEdits));
        return IpcAnswer.Ok(json);
    }

    /// <summary>Whether there are unsaved edits from before this server was started that nobody was told of.</summary>
    private bool IsNews(OpenMap map)
    {
        if (!map.State.IsDirty || map.View.UpdatedAt >= started) return false;
        if (told.Count >= ToldMax) told.Clear();
        return told.TryAdd(map.Key, true);
    }
}
