using Easel.Documents;
using Easel.Documents.Maps;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Maps;

/// <summary>
/// Brings maps into files. A file is replaced whole; what somebody else has put there is noticed and left alone; an
/// edit that comes meanwhile stays unsaved, and no revision is made (SPEC MP4).
/// </summary>
internal sealed partial class MapSaves(
    GuardedMaps maps, MapIndex index, MapShelf shelf, MapDesk desk, FileTurns turns, Access access,
    ILogger<MapSaves> log)
{
    private static readonly string[] Choices = ["reload", "overwrite", "save-as"];

    /// <summary>Saves a map into its own file.</summary>
    /// <param name="mayOverwrite">Whatever the file holds by now.</param>
    public async Task<IpcAnswer> SaveAsync(RequestContext context, OpenMap map, bool mayOverwrite)
    {
        using var turn = await turns.TakeAsync(map.File);
        return await WriteAsync(context, await shelf.AgainAsync(map), map.State.Path, mayOverwrite);
    }

    /// <summary>Saves a map into another file, which is its own from then on.</summary>
    public async Task<IpcAnswer> SaveAsAsync(RequestContext context, OpenMap map, string path, bool mayOverwrite)
    {
        if (path == map.State.Path) return await SaveAsync(context, map, mayOverwrite);
        using var turn = await turns.TakeAsync(map.File, map.Folder.FileOf(path));
        try
        {
            var answer = await MoveAsync(context, await shelf.AgainAsync(map), path, mayOverwrite);
            if (answer.IsOk) await desk.NoteAsync(context, path, map.Key.Id);
            return answer;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(failure, map.Key.Id);
            return Unwritten;
        }
    }

    private async Task<IpcAnswer> MoveAsync(RequestContext context, OpenMap map, string path, bool mayOverwrite)
    {
        var present = await index.FindAsync(map.Folder, path);
        if (present is not null && present.Id != map.Key.Id && await IsOpenAtAsync(map.Folder, present.Id, path))
            return IpcAnswer.Io(409, "already-open", "This file is another map that is open.");
        if (MapDisk.IsThere(map.Folder.RootOf(path), map.Folder.FileOf(path)) && !mayOverwrite)
            return IpcAnswer.Io(409, "already-exists", "There is a file of this name.", "overwrite");
        var placed = new IndexOp.Placed(path, map.Key.Id, null, present?.Id);
        var outcome = await index.RecordAsync(map.Folder, placed, context.By);
        if (outcome is not EditOutcome.Committed) return IpcAnswer.Explain(outcome);
        var before = map.State.Path;
        var answer = await WriteAsync(context, map, path, mayOverwrite);
        if (answer.IsOk && before != path)
            await index.RecordAsync(map.Folder, new IndexOp.Left(before, map.Key.Id), context.By);
        return answer;
    }

    /// <summary>
    /// Whether somebody else has changed the file since it was read or written here. A save that was cut off between
    /// file and log is brought to its end first.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async ValueTask<bool> IsChangedAsync(OpenMap map, Attribution by)
    {
        var placed = await index.FindAsync(map.Folder, map.State.Path);
        if (placed?.Id != map.Key.Id) return false;
        var there = MapDisk.Read(map.Root, map.File)?.Hash;
        if (placed.Writing is not { } writing || there != writing.Hash)
            return there is not null && there != placed.Hash;
        await maps.RecordAsync(map.Key, new MapOp.Saved(writing.MadeAt, map.State.Path), by);
        await index.RecordAsync(map.Folder, new IndexOp.Known(map.State.Path, map.Key.Id, there), by);
        return false;
    }

    /// <summary>The same by the looks of it, for those who only watch.</summary>
    public async ValueTask<bool> LooksChangedAsync(OpenMap map)
    {
        var placed = await index.FindAsync(map.Folder, map.State.Path);
        if (placed?.Id != map.Key.Id) return false;
        var there = MapDisk.Read(map.Root, map.File)?.Hash;
        return there is not null && there != placed.Hash && there != placed.Writing?.Hash;
    }

    /// <summary>Whether a map is the one that has this file.</summary>
    public async ValueTask<bool> IsOpenAtAsync(MapFolder folder, string id, string path) =>
        (await maps.ReadAsync(folder.Map(id))).State is { Current: not null } state && state.Path == path;

    /// <summary>May this map be changed by this caller now?</summary>
    public IpcAnswer? Refuse(RequestContext context, DocumentKey map) => access.MayEdit(context, map)
        ? null
        : IpcAnswer.Refuse(access.RefuseEdit(map)
            ?? Problems.Forbidden.Because($"This needs the role {Role.Member.NameOf()}."));

    private async Task<IpcAnswer> WriteAsync(RequestContext context, OpenMap map, string path, bool mayOverwrite)
    {
        try
        {
            if (path == map.State.Path && await IsChangedAsync(map, context.By) && !mayOverwrite) return Changed;
            if (Refuse(context, map.Key) is { } refused) return refused; // The file may have kept it waiting.
            return await ReplaceAsync(context, await shelf.AgainAsync(map), path, mayOverwrite);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(failure, map.Key.Id);
            return Unwritten;
        }
    }

    private async Task<IpcAnswer> ReplaceAsync(RequestContext context, OpenMap map, string path, bool mayOverwrite)
    {
        var (key, folder, by) = (map.Key, map.Folder, context.By);
        var version = map.State.Current!;
        var content = MapFile.Write(version.Content);
        var hash = MapDisk.HashOf(content.Span);
        var writing = new IndexOp.Writing(path, key.Id, hash, version.MadeAt);
        var outcome = await index.RecordAsync(folder, writing, by);
        if (outcome is not EditOutcome.Committed) return IpcAnswer.Explain(outcome);
        var expected = (await index.FindAsync(folder, path))?.Hash;
        if (!MapDisk.TryReplace(folder.RootOf(path), folder.FileOf(path), content.Span, expected, mayOverwrite))
            return Changed;

        // From here on the file is written. If this is cut off, the next one to look finds out by the hash.
        outcome = await maps.RecordAsync(key, new MapOp.Saved(version.MadeAt, path), by);
        if (outcome is not EditOutcome.Committed) return IpcAnswer.Explain(outcome);
        await index.RecordAsync(folder, new IndexOp.Known(path, key.Id, hash), by);
        return IpcAnswer.Ok((await shelf.AgainAsync(map)).ToJson());
    }

    private static IpcAnswer Unwritten { get; } =
        IpcAnswer.Io(503, "write-failed", "The file could not be written; it is as it was.");

    private static IpcAnswer Changed { get; } = IpcAnswer.Io(
        409, "changed-on-disk", "The file was changed by somebody else since it was read.", Choices);

    [LoggerMessage(1, LogLevel.Error, "The file of map {Map} could not be written")]
    private partial void LogFailure(Exception failure, string map);
}
