using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Easel.Documents;
using Easel.Server.Records;
using Easel.Server.Tenancy;

namespace Easel.Server.Maps;

/// <summary>A map that somebody opened.</summary>
internal sealed record RecentMap(string Path, string Id);

/// <summary>What somebody opened, the last first.</summary>
internal sealed record RecentMaps(ImmutableArray<RecentMap> Maps);

/// <summary>What can be done on a desk.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Opened), "map_opened")]
internal abstract record DeskOp
{
    public sealed record Opened(string Path, string Id) : DeskOp;
}

/// <summary>What a desk is, for the kernel.</summary>
internal sealed class DeskModel()
    : PlainModel<RecentMaps, DeskOp>(MapRecordJson.Default.RecentMaps, MapRecordJson.Default.ImmutableArrayDeskOp)
{
    /// <summary>Maps that are remembered.</summary>
    public const int RecentMax = 5;

    /// <inheritdoc/>
    public override RecentMaps Empty { get; } = new([]);

    /// <inheritdoc/>
    public override RecentMaps? Apply(RecentMaps state, DeskOp op, out string? misfit)
    {
        misfit = null;
        var opened = (DeskOp.Opened)op;
        return new RecentMaps(
            [new RecentMap(opened.Path, opened.Id),
                .. state.Maps.Where(one => one.Path != opened.Path && one.Id != opened.Id).Take(RecentMax - 1)]);
    }
}

/// <summary>
/// Remembers for each user, in a tenant, an environment and a project, which maps they opened. The first is the map
/// that a request without a <c>mapId</c> means.
/// </summary>
internal sealed class MapDesk(DeskDocuments documents, DeskModel model)
{
    public async ValueTask<RecentMaps> ReadAsync(RequestContext context) =>
        (await documents.PeekAsync(KeyOf(context))).State;

    /// <summary>Puts a map on top. What cannot be remembered is no reason not to open it.</summary>
    public async ValueTask NoteAsync(RequestContext context, string path, string id)
    {
        var op = new DeskOp.Opened(path, id);
        var batch = new OpBatch<DeskOp>([op], model.EncodeOps([op]));
        for (var tries = 0; tries < 8; tries++)
        {
            var view = await documents.PeekAsync(KeyOf(context));
            if (view.State.Maps is [var first, ..] && first == new RecentMap(path, id)) return;
            var outcome = await documents.SubmitAsync(
                KeyOf(context), new Edit<DeskOp> { Base = view.Head, Ops = batch, By = context.By });
            if (outcome is not EditOutcome.Stale) return;
        }
    }

    /// <summary>Subjects may hold what an id may not.</summary>
    private static DocumentKey KeyOf(RequestContext context)
    {
        var name = $"{context.ProjectId}\n{context.Identity.Subject}";
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
        return new DocumentKey(context.Tenant, context.Env, "map-desk", id);
    }
}

/// <summary>How indices and desks are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IndexedMaps))]
[JsonSerializable(typeof(ImmutableArray<IndexOp>))]
[JsonSerializable(typeof(RecentMaps))]
[JsonSerializable(typeof(ImmutableArray<DeskOp>))]
internal sealed partial class MapRecordJson : JsonSerializerContext;
