using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>Takes the artifacts along that an erasure of a canvas is about (SPEC TF5).</summary>
internal sealed class ArtifactErasure(ArtifactLibrary library, ArtifactRegistries registries, IBlobStore blobs)
{
    private const int OpsMax = 256;

    /// <summary>
    /// Whether an artifact shows what was erased. One that the server made and that does not say of which revision
    /// might.
    /// </summary>
    public static bool IsErased(ArtifactRecord record, Revision floor, bool withUploads = false) =>
        !record.IsDeleted && floor > Revision.Zero
        && (record.IsDerived ? ShowsErased(record, floor) : withUploads && (record.Rev ?? 0) <= floor.Number);

    /// <summary>The state at the floor stays, so a picture of it does; a range begins with its first commit.</summary>
    private static bool ShowsErased(ArtifactRecord record, Revision floor) =>
        record.FromRev is { } first ? first <= floor.Number : (record.Rev ?? 0) < floor.Number;

    /// <summary>
    /// Deletes contents that show what a canvas held up to its floor, and what was made from those. Doing it again
    /// finishes what a failure left undone. Null if nothing of it is left.
    /// </summary>
    /// <param name="withUploads">What people gave goes too, and what they called it.</param>
    /// <exception cref="StorageUnavailableException">It was not finished; the sweep goes on.</exception>
    public async Task<Refusal?> EraseAsync(DocumentKey canvas, Revision floor, bool withUploads, Attribution by)
    {
        var records = (await registries.ReadAsync(canvas)).Values.ToList();
        foreach (var some in Find(records, floor, withUploads).Chunk(OpsMax))
        {
            if (await library.DeleteAsync(canvas, some, by) is { } refusal) return refusal;
        }

        foreach (var record in (await registries.ReadAsync(canvas)).Values.Where(one => one.IsDeleted))
            await blobs.DeleteAsync(record.Key, CancellationToken.None);
        if (withUploads && records.Count > 0) await registries.ForgetAsync(canvas);
        return null;
    }

    /// <summary>
    /// Clocks go back, so the order of ids is not that of age: it looks until a look finds nothing new.
    /// </summary>
    private static List<ArtifactRecord> Find(List<ArtifactRecord> records, Revision floor, bool withUploads)
    {
        var found = records.FindAll(record => IsErased(record, floor, withUploads));
        var ids = found.Select(record => record.Id).ToHashSet();
        for (var known = -1; known < found.Count;)
        {
            known = found.Count;
            found.AddRange(records.FindAll(record =>
                !record.IsDeleted && record.IsDerived && record.Sources.Any(ids.Contains) && ids.Add(record.Id)));
        }

        return found;
    }
}
