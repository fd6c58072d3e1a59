using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Easel.Documents;
using Easel.Server.Records;

namespace Easel.Server.Maps;

/// <summary>A file that is a map.</summary>
/// <param name="Id">The map.</param>
/// <param name="Hash">What the file held when it was last read or written here; null if it was not there yet.</param>
/// <param name="Writing">What is being written over it, or was when the server was killed.</param>
internal sealed record PlacedMap(string Id, string? Hash, WritingMap? Writing);

/// <summary>A version on its way to a file.</summary>
internal sealed record WritingMap(string Hash, long MadeAt);

/// <summary>Which files of a folder are which maps.</summary>
internal sealed record IndexedMaps(ImmutableDictionary<string, PlacedMap> Files);

/// <summary>
/// What happens between maps and files. A save says what it is about to write before it does: whoever finds the file
/// after a crash then knows whose content that is.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Placed), "map_placed")]
[JsonDerivedType(typeof(Writing), "map_writing")]
[JsonDerivedType(typeof(Known), "map_file_known")]
[JsonDerivedType(typeof(Left), "map_file_left")]
internal abstract record IndexOp
{
    /// <param name="Instead">The map that the file was before; null if none.</param>
    public sealed record Placed(string Path, string Id, string? Hash, string? Instead) : IndexOp;

    public sealed record Writing(string Path, string Id, string Hash, long MadeAt) : IndexOp;

    /// <summary>What the file of the map holds; the map has no other one.</summary>
    public sealed record Known(string Path, string Id, string? Hash) : IndexOp;

    /// <summary>The map does not have this file any more.</summary>
    public sealed record Left(string Path, string Id) : IndexOp;
}

/// <summary>What the index of a folder is, for the kernel.</summary>
internal sealed class IndexModel()
    : PlainModel<IndexedMaps, IndexOp>(MapRecordJson.Default.IndexedMaps, MapRecordJson.Default.ImmutableArrayIndexOp)
{
    /// <summary>Files of one folder that are known; those that are gone make room for others.</summary>
    public const int FilesMax = 10_000;

    /// <summary>Why an op does not fit.</summary>
    public const string Full = "the folder has too many maps", Taken = "the file is another map by now";

    /// <inheritdoc/>
    public override IndexedMaps Empty { get; } = new(ImmutableDictionary<string, PlacedMap>.Empty);

    /// <inheritdoc/>
    public override IndexedMaps? Apply(IndexedMaps state, IndexOp op, out string? misfit)
    {
        var (path, id) = op switch
        {
            IndexOp.Placed placed => (placed.Path, placed.Instead),
            IndexOp.Writing writing => (writing.Path, writing.Id),
            IndexOp.Known known => (known.Path, known.Id),
            IndexOp.Left left => (left.Path, (string?)left.Id),
            _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
        };
        var present = state.Files.GetValueOrDefault(path);
        var mayBegin = present is null && op is IndexOp.Writing; // Its file was gone, and it was forgotten.
        misfit = present?.Id != id && !mayBegin ? Taken
            : present is null && state.Files.Count >= FilesMax ? Full : null;
        return misfit is not null ? null : new IndexedMaps(op switch
        {
            IndexOp.Placed placed => state.Files.SetItem(path, new PlacedMap(placed.Id, placed.Hash, null)),
            IndexOp.Writing writing => state.Files.SetItem(
                path, new PlacedMap(writing.Id, present?.Hash, new WritingMap(writing.Hash, writing.MadeAt))),
            IndexOp.Known known => state.Files
                .RemoveRange(state.Files.Where(one => one.Value.Id == known.Id).Select(one => one.Key))
                .Add(path, new PlacedMap(known.Id, known.Hash, null)),
            _ => state.Files.Remove(path),
        });
    }
}

/// <summary>Knows which file is which map, durably.</summary>
internal sealed class MapIndex(IndexDocuments documents, IndexModel model)
{
    // An index that is changed so often between two reads is being fought over.
    private const int TriesMax = 32;

    public async ValueTask<PlacedMap?> FindAsync(MapFolder folder, string path) =>
        (await ReadAsync(folder)).Files.GetValueOrDefault(path);

    public async ValueTask<IndexedMaps> ReadAsync(MapFolder folder) =>
        (await documents.PeekAsync(folder.Index)).State;

    /// <summary>Takes back that a file was given to a map.</summary>
    public ValueTask<EditOutcome> PutBackAsync(
        MapFolder folder, IndexOp.Placed placed, PlacedMap? before, Attribution by) => RecordAsync(
        folder, before is null
            ? new IndexOp.Left(placed.Path, placed.Id)
            : new IndexOp.Placed(placed.Path, before.Id, before.Hash, placed.Id), by);

    /// <summary>Why a file could not become a map's, or be written.</summary>
    public static IpcAnswer Explain(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Rejected { Reason: IndexModel.Full } =>
            IpcAnswer.Io(409, "too-many-maps", "The folder has too many maps."),
        EditOutcome.Rejected => Taken,
        _ => IpcAnswer.Explain(outcome),
    };

    public static IpcAnswer Taken { get; } =
        IpcAnswer.Io(409, "already-open", "This file is another map that is open.", "save-as");

    public async ValueTask<EditOutcome> RecordAsync(MapFolder folder, IndexOp op, Attribution by)
    {
        for (var tries = 0; ; tries++)
        {
            var view = await documents.PeekAsync(folder.Index);
            var outcome = await documents.SubmitAsync(folder.Index, new Edit<IndexOp>
            {
                Base = view.Head,
                Ops = new OpBatch<IndexOp>([op], model.EncodeOps([op])),
                By = by,
            });
            if (outcome is not EditOutcome.Stale) return outcome;
            if (tries == TriesMax) return new EditOutcome.Unavailable(UnavailableReason.Overloaded);
        }
    }
}
