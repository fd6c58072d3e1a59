using Easel.Documents;
using Easel.Documents.Maps;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Maps;

/// <summary>What a map's file holds, compared with what is known of it.</summary>
internal abstract record FileLook
{
    /// <summary>What was last read or written here; or nothing, and nothing was.</summary>
    public sealed record Same : FileLook;

    /// <summary>What a save wrote that was cut off before it could be recorded.</summary>
    public sealed record Unrecorded(PlacedMap Placed, WritingMap Writing) : FileLook;

    /// <summary>What somebody else has written.</summary>
    public sealed record Changed : FileLook;

    /// <summary>Nothing any more.</summary>
    public sealed record Gone : FileLook;

    /// <summary>The path is another map's by now.</summary>
    public sealed record Lost : FileLook;
}

/// <summary>
/// Between maps and their files: whose turn it is, what a file holds, and that what is written is recorded (SPEC MP4).
/// </summary>
internal sealed partial class MapFiles(
    GuardedMaps maps, MapIndex index, MapShelf shelf, FileTurns turns, Access access, ILogger<MapFiles> log)
{
    // Each time round, somebody else has saved the map under another name.
    private const int MovedMax = 32;

    // Files that are gone, and whose maps are looked at, to make room for one that is new.
    private const int ForgetMax = 256;

    /// <summary>Does something while nobody else of this server is at a file.</summary>
    /// <param name="failed">What to answer if the file system refuses.</param>
    /// <param name="act">Null answers from it are passed on.</param>
    public async Task<IpcAnswer?> InTurnAsync(
        IpcCall call, MapFolder folder, string path, IpcAnswer failed, Func<Task<IpcAnswer?>> act)
    {
        try
        {
            using var turn = await turns.TryTakeAsync(call.Ended, folder.FileOf(path));
            return turn is null ? Crowded : await act();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(path, failure.Message);
            return failed;
        }
    }

    /// <summary>
    /// The same for the file of a map, with the map as it is then: while this waits, it may get another file.
    /// </summary>
    /// <param name="other">Another file that is needed; null if none.</param>
    public async Task<IpcAnswer> InTurnAsync(
        IpcCall call, OpenMap map, string? other, IpcAnswer failed, Func<OpenMap, Task<IpcAnswer>> act)
    {
        try
        {
            for (var moved = 0; moved < MovedMax; moved++)
            {
                using var turn = await turns.TryTakeAsync(
                    call.Ended, map.File, other is null ? map.File : map.Folder.FileOf(other));
                if (turn is null) break;
                var now = await shelf.AgainAsync(map);
                if (now.State.Path == map.State.Path) return await act(now);
                map = now;
            }

            return Crowded;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailure(map.State.Path, failure.Message);
            return failed;
        }
    }

    /// <summary>Looks at the file of a map.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async ValueTask<FileLook> LookAsync(OpenMap map)
    {
        var placed = await index.FindAsync(map.Folder, map.State.Path);
        if (placed is not null && placed.Id != map.Key.Id) return new FileLook.Lost();
        var there = MapDisk.Read(map.Root, map.File)?.Hash;
        return there == placed?.Hash ? new FileLook.Same()
            : there is null ? new FileLook.Gone()
            : placed?.Writing is { } writing && there == writing.Hash ? new FileLook.Unrecorded(placed, writing)
            : new FileLook.Changed();
    }

    /// <summary>The same, after a save that was cut off is brought to its end. In the file's turn.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async ValueTask<FileLook> SettleAsync(OpenMap map)
    {
        var look = await LookAsync(map);
        if (look is not FileLook.Unrecorded(var placed, var writing)) return look;
        await FinishAsync(map, map.State.Path, placed, writing);
        return new FileLook.Same();
    }

    /// <summary>Records what a save that was cut off has written. Nobody in particular does this.</summary>
    public async ValueTask FinishAsync(OpenMap map, string path, PlacedMap placed, WritingMap writing)
    {
        FileSwap.Settle(map.Folder.RootOf(path), map.Folder.FileOf(path), placed.Hash, writing.Hash);
        await RecordAsync(map, path, writing, ServerActor.By, () => access.RefuseEdit(map.Key) is null);
    }

    /// <summary>Whether this map, which is not the one that asks, would lose unsaved edits without its file.</summary>
    public async ValueTask<bool> IsNeededAsync(MapFolder folder, PlacedMap placed, string path) =>
        (await maps.ReadAsync(folder.Map(placed.Id))).State is { IsDirty: true } state && state.Path == path;

    /// <summary>Gives a file to a map.</summary>
    public async ValueTask<EditOutcome> PlaceAsync(MapFolder folder, IndexOp.Placed placed, Attribution by)
    {
        var outcome = await index.RecordAsync(folder, placed, by);
        return outcome is EditOutcome.Rejected { Reason: IndexModel.Full } && await ForgetAsync(folder)
            ? await index.RecordAsync(folder, placed, by)
            : outcome;
    }

    /// <summary>Writes a map into a file that is its own, then records it. In the file's turn.</summary>
    /// <exception cref="IOException">The file is as it was.</exception>
    public async Task<IpcAnswer> WriteAsync(OpenMap map, string path, bool mayOverwrite, Attribution by)
    {
        var folder = map.Folder;
        var version = map.State.Current!;
        var content = MapFile.Write(version.Content);
        var writing = new WritingMap(MapDisk.HashOf(content.Span), version.MadeAt);
        var outcome = await index.RecordAsync(
            folder, new IndexOp.Writing(path, map.Key.Id, writing.Hash, writing.MadeAt), by);
        if (outcome is not EditOutcome.Committed) return MapIndex.Explain(outcome);
        var expected = (await index.FindAsync(folder, path))?.Hash;
        var replaced = FileSwap.Replace(
            folder.RootOf(path), folder.FileOf(path), content.Span, expected, mayOverwrite);
        if (replaced != Replaced.Done) return replaced == Replaced.Changed ? MapSaves.Changed : Unknown;

        // The file is written: whatever fails now, the next one to look finds out by the hash.
        return await RecordAsync(map, path, writing, by, isWanted: null) is EditOutcome.Committed
            ? IpcAnswer.Ok((await shelf.AgainAsync(map)).ToJson())
            : Unknown;
    }

    private async ValueTask<EditOutcome> RecordAsync(
        OpenMap map, string path, WritingMap writing, Attribution by, Func<bool>? isWanted)
    {
        try
        {
            var saved = new MapOp.Saved(writing.MadeAt, path);
            var outcome = await maps.RecordAsync(map.Key, saved, by, isWanted: isWanted);
            if (outcome is EditOutcome.Committed)
                await index.RecordAsync(map.Folder, new IndexOp.Known(path, map.Key.Id, writing.Hash), by);
            return outcome;
        }
        catch (StorageUnavailableException)
        {
            return new EditOutcome.Unknown();
        }
    }

    /// <summary>Forgets maps without a file and without unsaved edits.</summary>
    /// <returns>Whether there were any.</returns>
    private async ValueTask<bool> ForgetAsync(MapFolder folder)
    {
        var gone = (await index.ReadAsync(folder)).Files.Where(one =>
            one.Value.Hash is not null && !File.Exists(folder.FileOf(one.Key))).Take(ForgetMax);
        var isAny = false;
        foreach (var (path, placed) in gone)
        {
            if (await IsNeededAsync(folder, placed, path)) continue;
            isAny |= await index.RecordAsync(folder, new IndexOp.Left(path, placed.Id), ServerActor.By)
                is EditOutcome.Committed;
        }

        return isAny;
    }

    /// <summary>A save failed where the file may have been written already (SPEC GE6).</summary>
    public static IpcAnswer Unknown { get; } = IpcAnswer.Refuse(
        Problems.OutcomeUnknown.Because("It may or may not have been saved; save again."));

    public static IpcAnswer Crowded { get; } =
        IpcAnswer.Refuse(Problems.Overloaded.Because("Too many wait for this file."));

    // One line without a trace: whoever may open maps can cause as many as requests are allowed.
    [LoggerMessage(1, LogLevel.Warning, "The file of {Path} could not be read or written: {Why}")]
    private partial void LogFailure(string path, string why);
}
