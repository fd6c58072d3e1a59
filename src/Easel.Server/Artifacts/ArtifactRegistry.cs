using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Easel.Documents;
using Easel.Server.Records;

namespace Easel.Server.Artifacts;

/// <summary>The artifacts of a canvas by id.</summary>
/// <param name="Made">How many were ever written: the number of the newest.</param>
internal sealed record RegisteredArtifacts(ImmutableSortedDictionary<string, ArtifactRecord> Records, long Made = 0)
{
    private IReadOnlyList<ArtifactRecord>? inOrder;

    /// <summary>In the order in which they were written. Ids have a clock's time in them, which can go back.</summary>
    /// <remarks>Sorted once for each state, when somebody first asks.</remarks>
    [JsonIgnore]
    public IReadOnlyList<ArtifactRecord> InOrder => inOrder ??= [.. Records.Values.OrderBy(record => record.Number)];
}

/// <summary>What happens to the artifacts of a canvas. Each is an event of its tenant (SPEC TF4).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Written), "artifact_written")]
[JsonDerivedType(typeof(Deleted), "artifact_deleted")]
internal abstract record ArtifactOp
{
    /// <summary>Which one. Beside the discriminator, because that is where an event looks for it.</summary>
    public abstract string ArtifactId { get; }

    /// <summary>Its content lies in the blob store, durable and whole, before this is said.</summary>
    public sealed record Written(ArtifactRecord Record) : ArtifactOp
    {
        public override string ArtifactId => Record.Id;
    }

    /// <summary>Nobody can read it from now on; the blob goes next.</summary>
    public sealed record Deleted(string Id, DateTimeOffset At, string By) : ArtifactOp
    {
        public override string ArtifactId => Id;
    }
}

/// <summary>
/// What a registry is, for the kernel. Ops about different artifacts mean the same in any order, and no two ops that
/// write are about the same one: a rebase leaves them as they are.
/// </summary>
internal sealed class ArtifactModel() : PlainModel<RegisteredArtifacts, ArtifactOp>(
    ArtifactJson.Default.RegisteredArtifacts, ArtifactJson.Default.ImmutableArrayArtifactOp)
{
    /// <summary>Artifacts of one canvas; when there are more, the oldest tombstones go.</summary>
    public const int RecordsMax = 10_000;

    /// <inheritdoc/>
    public override RegisteredArtifacts Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, ArtifactRecord>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public override RegisteredArtifacts? Apply(RegisteredArtifacts state, ArtifactOp op, out string? misfit)
    {
        var after = op switch
        {
            ArtifactOp.Written(var record) => Add(state.Records, record with { Number = state.Made + 1 }, out misfit),
            ArtifactOp.Deleted deleted => Delete(state.Records, deleted, out misfit),
            _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
        };
        return after is null ? null : new RegisteredArtifacts(after, state.Made + (op is ArtifactOp.Written ? 1 : 0));
    }

    /// <inheritdoc/>
    public override RebasedOps<ArtifactOp> Rebase(
        ImmutableArray<ArtifactOp> ops, IReadOnlyList<MissedOps<RegisteredArtifacts, ArtifactOp>> missed) =>
        RebasedOps.AsSent(ops);

    /// <inheritdoc/>
    public override ulong FootprintOf(ImmutableArray<ArtifactOp> ops) => 0;

    /// <inheritdoc/>
    public override CrossedOps<ArtifactOp> Cross(
        ImmutableArray<ArtifactOp> ops, MissedOps<RegisteredArtifacts, ArtifactOp> missed) =>
        new(RebasedOps.AsSent(ops), missed.Ops);

    /// <inheritdoc/>
    public override RegisteredArtifacts DecodeState(ReadOnlyMemory<byte> json)
    {
        var (records, made) = base.DecodeState(json);
        records = records.WithComparers(StringComparer.Ordinal);
        // Older servers gave no numbers. In what they wrote, ids are the best order there is.
        foreach (var record in records.Values.Where(record => record.Number == 0))
            records = records.SetItem(record.Id, record with { Number = ++made });
        return new RegisteredArtifacts(records, made);
    }

    private static ImmutableSortedDictionary<string, ArtifactRecord>? Add(
        ImmutableSortedDictionary<string, ArtifactRecord> records, ArtifactRecord record, out string? misfit)
    {
        misfit = records.ContainsKey(record.Id) ? "the artifact is there already" : null;
        if (misfit is null && records.Count >= RecordsMax)
        {
            var oldest = records.Values.Where(one => one.IsDeleted).MinBy(one => one.Number)?.Id;
            if (oldest is null) misfit = $"the canvas has {RecordsMax} artifacts already";
            else records = records.Remove(oldest);
        }

        return misfit is null ? records.Add(record.Id, record) : null;
    }

    private static ImmutableSortedDictionary<string, ArtifactRecord>? Delete(
        ImmutableSortedDictionary<string, ArtifactRecord> records, ArtifactOp.Deleted op, out string? misfit)
    {
        misfit = records.TryGetValue(op.Id, out var record) && !record.IsDeleted ? null : "there is no such artifact";
        return misfit is null ? records.SetItem(op.Id, record!.ToTombstone(op.At, op.By)) : null;
    }
}

/// <summary>How registries are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegisteredArtifacts))]
[JsonSerializable(typeof(ImmutableArray<ArtifactOp>))]
internal sealed partial class ArtifactJson : JsonSerializerContext;
