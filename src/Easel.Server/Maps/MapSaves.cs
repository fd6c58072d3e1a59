using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Maps;

/// <summary>
/// Brings maps into files. A file is replaced whole; what somebody else has put there is noticed and left alone; an
/// edit that comes meanwhile stays unsaved, and no revision is made (SPEC MP4).
/// </summary>
internal sealed class MapSaves(MapFiles files, MapIndex index, MapDesk desk, Access access)
{
    /// <summary>Saves a map into its own file.</summary>
    /// <param name="mayOverwrite">Whatever the file holds by now.</param>
    public Task<IpcAnswer> SaveAsync(IpcCall call, OpenMap map, bool mayOverwrite) =>
        files.InTurnAsync(call, map, null, Unwritten, now => WriteAsync(call.Context, now, mayOverwrite));

    /// <summary>Saves a map into another file, which is its own from then on.</summary>
    /// <param name="mayOverwrite">Whatever the file holds, unless it is a map with unsaved changes.</param>
    public Task<IpcAnswer> SaveAsAsync(IpcCall call, OpenMap map, string path, bool mayOverwrite) =>
        files.InTurnAsync(call, map, path, Unwritten, now => path == now.State.Path
            ? WriteAsync(call.Context, now, mayOverwrite)
            : MoveAsync(call.Context, now, path, mayOverwrite));

    /// <summary>Whether somebody else has changed the file, by the looks of it: for those who only watch.</summary>
    public async ValueTask<bool> LooksChangedAsync(OpenMap map) => await files.LookAsync(map) is FileLook.Changed;

    /// <summary>May this map be changed by this caller now?</summary>
    public IpcAnswer? Refuse(RequestContext context, DocumentKey map) => access.MayEdit(context, map)
        ? null
        : IpcAnswer.Refuse(access.RefuseEdit(map)
            ?? Problems.Forbidden.Because($"This needs the role {Role.Member.NameOf()}."));

    private async Task<IpcAnswer> WriteAsync(RequestContext context, OpenMap map, bool mayOverwrite)
    {
        if (Refuse(context, map.Key) is { } refused) return refused; // The file may have kept it waiting.
        return await files.SettleAsync(map) switch
        {
            FileLook.Lost => MapIndex.Taken,
            FileLook.Changed or FileLook.Gone when !mayOverwrite => Changed,
            _ => await files.WriteAsync(map, map.State.Path, mayOverwrite, context.By),
        };
    }

    private async Task<IpcAnswer> MoveAsync(RequestContext context, OpenMap map, string path, bool mayOverwrite)
    {
        if (Refuse(context, map.Key) is { } refused) return refused;
        var folder = map.Folder;
        var before = await index.FindAsync(folder, path);
        if (before is not null && before.Id != map.Key.Id && await files.IsNeededAsync(folder, before, path))
            return MapIndex.Taken;
        if (MapDisk.IsThere(folder.RootOf(path), folder.FileOf(path)) && !mayOverwrite)
            return IpcAnswer.Io(409, "already-exists", "There is a file of this name.", "overwrite");
        var placed = new IndexOp.Placed(path, map.Key.Id, null, before?.Id);
        var outcome = await files.PlaceAsync(folder, placed, context.By);
        if (outcome is not EditOutcome.Committed) return MapIndex.Explain(outcome);
        try
        {
            var answer = await files.WriteAsync(map, path, mayOverwrite, context.By);
            if (answer.IsOk) await desk.NoteAsync(context, path, map.Key.Id);
            else if (answer != MapFiles.Unknown) await index.PutBackAsync(folder, placed, before, context.By);
            return answer;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await index.PutBackAsync(folder, placed, before, context.By);
            throw;
        }
    }

    /// <summary>The file is not what it was when it was read or written here.</summary>
    public static IpcAnswer Changed { get; } = IpcAnswer.Io(
        409, "changed-on-disk", "The file was changed by somebody else since it was read.",
        "reload", "overwrite", "save-as");

    private static IpcAnswer Unwritten { get; } =
        IpcAnswer.Io(503, "write-failed", "The file could not be written; it is as it was.");
}
