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
internal sealed partial class MapLibrary(
    MapDocuments documents, GuardedMaps maps, MapIndex index, MapDesk desk, MapFolders folders, MapShelf shelf,
    MapSaves saves, MapValidator validator, FileTurns turns, Access access, IOptions<MapOptions> options,
    TimeProvider clock, ILogger<MapLibrary> log)
{
    private const string NewName = "untitled";
    private const int NewNamesMax = 1_000;

    // Maps that somebody has had in hand since this server started; their unsaved edits are no news.
    private readonly ConcurrentDictionary<DocumentKey, bool> seen = new();

    /// <param name="path">Checked, and with its prefix if it is among the assets.</param>
    public async Task<IpcAnswer> OpenAsync(RequestContext context, string path)
    {
        var folder = folders.Of(context);
        try
        {
            using var turn = await turns.TakeAsync(folder.FileOf(path));
            var placed = await index.FindAsync(folder, path);
            if (placed is not null && await TryJoinAsync(context, folder, path, placed) is { } joined) return joined;
            return MayBegin(context) ?? await BeginAsync(context, folder, path, placed?.Id);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(failure);
            return Unread;
        }
    }

    /// <summary>Makes a map; its file is written by the first save.</summary>
    /// <param name="path">Null takes the first name that is free.</param>
    public async Task<IpcAnswer> NewAsync(RequestContext context, string? path)
    {
        try
        {
            return MayBegin(context) ?? await MakeAsync(context, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(failure);
            return Unread;
        }
    }

    private async Task<IpcAnswer> MakeAsync(RequestContext context, string? path)
    {
        var folder = folders.Of(context);
        for (var number = 1; number <= NewNamesMax; number++)
        {
            var name = path ?? (number == 1 ? $"{NewName}.json" : $"{NewName}-{number}.json");
            using var turn = await turns.TakeAsync(folder.FileOf(name));
            var placed = await index.FindAsync(folder, name);
            var isTaken = MapDisk.IsThere(folder.RootOf(name), folder.FileOf(name))
                || (placed is not null && await saves.IsOpenAtAsync(folder, placed.Id, name));
            if (!isTaken)
            {
                var given = options.Value;
                var blank = MapFile.Blank(given.DefaultSky, given.DefaultSoundfont, given.DefaultBgmusic);
                return await PlaceAsync(
                    context, folder, new MapOp.Opened(name, blank, IsSaved: false, null), null, placed?.Id);
            }

            if (path is not null) break;
        }

        return IpcAnswer.Io(409, "already-exists", "There is a map of this name.");
    }

    /// <summary>Reads the file again; what was not saved is gone.</summary>
    /// <param name="at">The revision that the caller saw.</param>
    public async Task<IpcAnswer> ReloadAsync(RequestContext context, OpenMap map, long at)
    {
        using var turn = await turns.TakeAsync(map.File);
        try
        {
            return await ReadAgainAsync(context, await shelf.AgainAsync(map), at)
                ?? await DescribeAsync(context, map, false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(failure);
            return Unread;
        }
    }

    private static IpcAnswer Unread { get; } = IpcAnswer.Io(422, "read-failed", "The file could not be read.");

    private static IpcAnswer? MayBegin(RequestContext context) => context.Role >= Role.Member
        ? null
        : IpcAnswer.Refuse(Problems.Forbidden.Because($"This needs the role {Role.Member.NameOf()}."));

    /// <returns>Null if the file's entry is of a map that is somewhere else by now.</returns>
    private async Task<IpcAnswer?> TryJoinAsync(
        RequestContext context, MapFolder folder, string path, PlacedMap placed)
    {
        var key = folder.Map(placed.Id);
        var map = new OpenMap(key, folder, await maps.ReadAsync(key));
        if (map.State.Current is null) return null;
        if (map.State.Path != path)
        {
            // A save-as that was cut off after it had written the file.
            var there = MapDisk.Read(folder.RootOf(path), folder.FileOf(path))?.Hash;
            if (placed.Writing is not { } writing || there != writing.Hash) return null;
            await maps.RecordAsync(key, new MapOp.Saved(writing.MadeAt, path), context.By);
            await index.RecordAsync(folder, new IndexOp.Known(path, key.Id, there), context.By);
            map = await shelf.AgainAsync(map);
        }

        var isChanged = await saves.IsChangedAsync(map, context.By);
        map = await shelf.AgainAsync(map);
        if (isChanged && !map.State.IsDirty && access.MayEdit(context, key))
        {
            // Nobody's work is lost: the map is what the file was.
            if (await ReadAgainAsync(context, map, map.State.Revision) is { } failure) return failure;
            isChanged = false;
        }

        return await DescribeAsync(context, map, isChanged);
    }

    private async Task<IpcAnswer> BeginAsync(RequestContext context, MapFolder folder, string path, string? instead)
    {
        var (failure, opened, hash) = await ReadAsync(folder, path);
        return failure ?? await PlaceAsync(context, folder, opened, hash, instead);
    }

    private async Task<IpcAnswer> PlaceAsync(
        RequestContext context, MapFolder folder, MapOp.Opened opened, string? hash, string? instead)
    {
        var key = folder.Map($"m{Guid.NewGuid():N}");
        if (access.RefuseEdit(key) is { } refusal) return IpcAnswer.Refuse(refusal);
        var outcome = await index.RecordAsync(
            folder, new IndexOp.Placed(opened.Path, key.Id, hash, instead), context.By);
        if (outcome is EditOutcome.Rejected)
            return IpcAnswer.Refuse(Problems.Overloaded.Because("The folder has too many maps."));
        if (outcome is not EditOutcome.Committed) return IpcAnswer.Explain(outcome);

        // The record first: a document that its first commit makes is read again from the log, all of it.
        var placement = folders.PlacementOf(context);
        await documents.CreateAsync(
            new DocumentRecord(key, placement, null, clock.GetUtcNow(), context.By.Subject));
        var failed = await maps.OpenAsync(key, opened, context.By, placement, () => access.MayEdit(context, key));
        if (failed is not null) return IpcAnswer.Explain(failed);
        seen[key] = true;
        return await DescribeAsync(context, new OpenMap(key, folder, await maps.ReadAsync(key)), isChanged: false);
    }

    /// <returns>Null if it is done.</returns>
    private async Task<IpcAnswer?> ReadAgainAsync(RequestContext context, OpenMap map, long at)
    {
        var (failure, opened, hash) = await ReadAsync(map.Folder, map.State.Path);
        if (failure is not null) return failure;
        if (saves.Refuse(context, map.Key) is { } refused) return refused;
        var outcome = await maps.RecordAsync(map.Key, opened, context.By, onlyAt: at);
        if (outcome is EditOutcome.Stale)
        {
            var now = await shelf.AgainAsync(map);
            return IpcAnswer.Fail(((MapDecision.Refused)MapGuard.Stale(at, now.State.Revision)).Error);
        }

        if (outcome is not EditOutcome.Committed) return IpcAnswer.Explain(outcome);
        await index.RecordAsync(map.Folder, new IndexOp.Known(map.State.Path, map.Key.Id, hash), context.By);
        return null;
    }

    private async Task<(IpcAnswer? Failure, MapOp.Opened Opened, string Hash)> ReadAsync(MapFolder folder, string path)
    {
        if (MapDisk.Read(folder.RootOf(path), folder.FileOf(path)) is not { } file) return (Unread, null!, "");
        if (!MapFile.TryRead(file.Bytes, out var content, out var fault))
        {
            var wrong = IpcAnswer.Io(422, "parse-failed", $"{fault.Reason} (byte {fault.Offset})");
            return (wrong, null!, "");
        }

        var verdict = await validator.ValidateAsync(folder.FileOf(path), content);
        return (verdict.Failure, new MapOp.Opened(path, content, IsSaved: true, verdict.Record), file.Hash);
    }

    private async Task<IpcAnswer> DescribeAsync(RequestContext context, OpenMap map, bool isChanged)
    {
        map = await shelf.AgainAsync(map);
        await desk.NoteAsync(context, map.State.Path, map.Key.Id);
        var json = map.ToJson();
        if (isChanged) json = json.Set("changedOnDisk", JsonScalar.True);
        if (seen.TryAdd(map.Key, true) && map.UnsavedEdits is > 0 and var count)
            json = json.Set("recoveredEdits", JsonScalar.Of(count));
        return IpcAnswer.Ok(json);
    }

    [LoggerMessage(1, LogLevel.Warning, "A map file could not be read")]
    private partial void LogFailure(Exception failure);
}
