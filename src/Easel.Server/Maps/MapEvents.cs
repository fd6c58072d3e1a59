using System.Buffers;
using System.Text;
using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Server.Stream;
using Easel.Server.Wire;

namespace Easel.Server.Maps;

/// <summary>
/// The events of maps (SPEC MP8). They say that and how a map has changed, not to what: who needs the content asks for
/// it. The id of an event is the history's name and the kernel's revision, which also counts saves.
/// </summary>
internal sealed class MapEvents(MapDocuments documents)
{
    /// <summary>Commits that a reader is told one by one; who missed more is told only where the map is.</summary>
    public const int BehindMax = 256;

    private const int BytesMax = 1 << 16;

    /// <summary>Writes what follows a revision; answers up to where, or null if nothing does yet.</summary>
    /// <exception cref="CommitsErasedException">It was erased.</exception>
    public async ValueTask<Revision?> WriteAfterAsync(
        IBufferWriter<byte> to, DocumentKey map, string epoch, Revision after)
    {
        var commits = await documents.ReadFoldedAfterAsync(map, after, BytesMax) ?? throw new CommitsErasedException();
        foreach (var one in commits)
        {
            var (before, by) = (one.Before, one.Commit.ReadDetails().By);
            foreach (var op in one.Ops)
            {
                var state = MapFold.Apply(before, op, out _)
                    ?? throw new DocumentDamagedException(map, $"{one.Commit.Revision} does not fit");
                Write(to, epoch, one.Commit.Revision, Changed(map.Id, op, state, by.Subject));
                before = state;
            }
        }

        return commits.Count == 0 ? null : commits[^1].Commit.Revision;
    }

    /// <summary>Where a map is, for those who know nothing of it yet or too little.</summary>
    public static JsonRecord Current(OpenMap map, bool isReset) =>
        Describe(map.Key.Id, isReset ? "reset" : "current", map.State);

    public static void Write(IBufferWriter<byte> to, string epoch, Revision at, JsonRecord data)
    {
        to.Write(Encoding.UTF8.GetBytes($"id: {epoch}:{at.Number}\n"));
        Frames.Write(to, "state_changed", data.ToJson().Span);
    }

    public static void WriteFileChanged(IBufferWriter<byte> to, OpenMap map) => Frames.Write(
        to, "file_changed", JsonRecord.Empty.Set("type", JsonScalar.Of("file_changed"))
            .Set("mapId", JsonScalar.Of(map.Key.Id)).Set("filePath", JsonScalar.Of(map.State.Path)).ToJson().Span);

    public static void WriteKilled(IBufferWriter<byte> to, string mapId, string why) => Frames.Write(
        to, "map_killed", JsonRecord.Empty.Set("type", JsonScalar.Of("map_killed"))
            .Set("mapId", JsonScalar.Of(mapId)).Set("code", JsonScalar.Of(Problems.CanvasKilled.Code))
            .Set("message", JsonScalar.Of(why)).ToJson().Span);

    /// <summary>
    /// The selection effect is for whoever did it. All others have selections of their own, which follow the shifts.
    /// </summary>
    private static JsonRecord Changed(string mapId, MapOp op, MapState after, string by)
    {
        var cause = op switch
        {
            MapOp.Opened => "open",
            MapOp.Edited => "edit",
            MapOp.Undone => "undo",
            MapOp.Redone => "redo",
            MapOp.Saved => "saved",
            _ => "validated",
        };
        var json = Describe(mapId, cause, after).Set("by", JsonScalar.Of(by));
        if (op is not (MapOp.Edited or MapOp.Undone or MapOp.Redone)) return json;
        var reply = MapReply.Of(op, after, null);
        if (reply.Selection is { } selection) json = json.Set("selectionEffect", selection.ToJson());
        return json.Set("shifts", JsonList.Of([.. reply.Shifts.Select(shift => (JsonTree)shift.ToJson())]));
    }

    private static JsonRecord Describe(string mapId, string cause, MapState state) => JsonRecord.Empty
        .Set("type", JsonScalar.Of("state_changed"))
        .Set("mapId", JsonScalar.Of(mapId))
        .Set("cause", JsonScalar.Of(cause))
        .Set("revision", JsonScalar.Of(state.Revision))
        .Set("dirty", JsonScalar.Of(state.IsDirty))
        .Set("filePath", JsonScalar.Of(state.Path))
        .Set("lastValidation", state.Current?.Validation ?? JsonScalar.Null)
        .Set("mapHistory", MapReply.HistoryOf(state));
}
