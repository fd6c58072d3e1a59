using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>Takes the artifacts along that an erasure of a canvas is about (SPEC TF5).</summary>
internal sealed class ArtifactErasure(ArtifactLibrary library, ArtifactRegistries registries, IBlobStore blobs)
{
    private const int OpsMax = 256;
    private const int LooksMax = 200;

    /// <summary>
    /// Whether an artifact shows what was erased. One that the server made and that does not say of which revision
    /// might.
    /// </summary>
    public static bool IsErased(ArtifactRecord record, Revision floor) =>
        !record.IsDeleted && Shows(record, floor, withUploads: false);

    /// <summary>The state at the floor stays, so a picture of it does; a range begins with its first commit.</summary>
    private static bool Shows(ArtifactRecord record, Revision floor, bool withUploads) => floor > Revision.Zero
        && (!record.IsDerived ? withUploads && (record.Rev ?? 0) <= floor.Number
            : record.FromRev is { } first ? first <= floor.Number : (record.Rev ?? 0) < floor.Number);

    /// <summary>
    /// Deletes contents that show what a canvas held up to its floor, and what was made from those, and erases what the
    /// log of its registry says of them. Doing it again finishes what a failure left undone. Null if nothing of it is
    /// left.
    /// </summary>
    /// <param name="withUploads">What people gave goes too, and what they called it.</param>
    /// <exception cref="StorageUnavailableException">It was not finished; the sweep goes on.</exception>
    public async Task<Refusal?> EraseAsync(DocumentKey canvas, Revision floor, bool withUploads, Attribution by)
    {
        if (await EraseRecordsAsync(canvas, floor, withUploads, by) is { } refusal) return refusal;
        foreach (var record in (await registries.ReadAsync(canvas)).Records.Values.Where(one => one.IsDeleted))
            await blobs.DeleteAsync(record.Key, CancellationToken.None);
        return null;
    }

    /// <summary>The same without those contents that were to be deleted before, and may be there still.</summary>
    public async Task<Refusal?> EraseRecordsAsync(
        DocumentKey canvas, Revision floor, bool withUploads, Attribution by)
    {
        var (records, erased) = await LookAsync(canvas, floor, withUploads);
        for (var looks = 0; erased.Exists(record => !record.IsDeleted); looks++)
        {
            // Refused as a whole where somebody has deleted one of them meanwhile, as those who made them do.
            ArtifactRecord[] some = [.. erased.Where(record => !record.IsDeleted).Take(OpsMax)];
            if (await library.DeleteAsync(canvas, some, by) is { } refusal
                && (refusal.Problem != Problems.Overloaded || looks == LooksMax)) return refusal;
            (records, erased) = await LookAsync(canvas, floor, withUploads);
        }

        // A tombstone has no name; what was written in the log has. Of some even the tombstone is gone.
        var ids = erased.Select(record => record.Id).ToHashSet();
        await foreach (var said in registries.ReadLogAsync(canvas))
        {
            if (!ids.Contains(said.Id) && (records.ContainsKey(said.Id) || !Shows(said, floor, withUploads))) continue;
            await registries.ForgetAsync(canvas);
            break;
        }

        return null;
    }

    private async Task<(IReadOnlyDictionary<string, ArtifactRecord> Records, List<ArtifactRecord> Erased)> LookAsync(
        DocumentKey canvas, Revision floor, bool withUploads)
    {
        var records = (await registries.ReadAsync(canvas)).Records;
        return (records, Find([.. records.Values], floor, withUploads));
    }

    /// <summary>
    /// With those that are deleted already. It looks until a look finds nothing new: what was made from what is in no
    /// order.
    /// </summary>
    private static List<ArtifactRecord> Find(List<ArtifactRecord> records, Revision floor, bool withUploads)
    {
        var found = records.FindAll(record => Shows(record, floor, withUploads));
        var ids = found.Select(record => record.Id).ToHashSet();
        for (var known = -1; known < found.Count;)
        {
            known = found.Count;
            found.AddRange(records.FindAll(record =>
                record.IsDerived && record.Sources.Any(ids.Contains) && ids.Add(record.Id)));
        }

        return found;
    }
}
