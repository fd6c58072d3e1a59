using System.Security.Cryptography;
using Easel.Documents;
using Easel.Documents.Maps;
using Easel.Server.Operations;
using Easel.Tests.Documents;
using Easel.Tests.Documents.Maps;

namespace Easel.Tests.Server.Maps;

/// <summary>Whether a map is what its log says: what is live, and every snapshot.</summary>
public class MapVerificationTests
{
    private static readonly DocumentKey Map = new("t_a", "dev", "map", "m1");
    private static readonly MapModel Model = new();

    private static readonly Attribution Ann = new() { ActorId = "ann", ActorType = "human", Subject = "ann" };

    private readonly FaultyStore store = new(new MemoryDocumentStore("e1"));
    private readonly GuardedDocuments<MapState, MapOp> documents;

    public MapVerificationTests() => documents = new GuardedDocuments<MapState, MapOp>(
        Model, store, new CommitFeed(), TimeProvider.System, new DocumentOptions { SnapshotTailMin = 1_024 }, []);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task HO_A_map_with_random_edits_undos_and_saves_is_what_its_log_says(int seed)
    {
        await WorkAsync(seed, 100);
        var view = await documents.PeekAsync(Map);
        await store.WriteSnapshotAsync(Map, new StoredSnapshot(view.Head, Model.EncodeState(view.State)), default);
        await WorkAsync(seed + 10, 150);

        var (head, hash, finding) = await VerifyAsync();

        Assert.Null(finding);
        Assert.Equal((await documents.PeekAsync(Map)).Head, head);
        Assert.Equal(HashOf((await documents.PeekAsync(Map)).State), hash);
    }

    [Fact]
    public async Task HO_A_commit_that_is_missing_is_found()
    {
        await WorkAsync(3, 20);
        store.Missing = 7;

        Assert.Contains("gap", (await VerifyAsync()).Finding);
    }

    [Fact]
    public async Task HO_A_snapshot_that_is_another_map_is_found()
    {
        await WorkAsync(4, 20);
        var head = (await documents.PeekAsync(Map)).Head;
        var other = MapFold.Apply(Model.Empty, Opened("""{"lights":[{"x":9,"y":9}]}"""), out _)!;
        await store.WriteSnapshotAsync(Map, new StoredSnapshot(head, Model.EncodeState(other)), default);

        Assert.Contains("snapshot", (await VerifyAsync()).Finding);
    }

    [Fact]
    public async Task HO_A_live_map_that_is_not_its_log_is_found()
    {
        await WorkAsync(5, 20);
        var elsewhere = new FaultyStore(new MemoryDocumentStore("e1"));
        var others = new GuardedDocuments<MapState, MapOp>(
            Model, elsewhere, new CommitFeed(), TimeProvider.System, new DocumentOptions(), []);
        await WorkAsync(6, (int)(await documents.PeekAsync(Map)).Head.Number - 1, others);

        var verifier = new DocumentVerifier<MapState, MapOp>("map", others, store, Model, HashOf);

        Assert.Contains("live", (await verifier.VerifyAsync(Map, default)).Finding);
    }

    private static MapOp.Opened Opened(string json) => new("a.json", Levels.Json(json), IsSaved: true, null);

    private static string HashOf(MapState map) =>
        Convert.ToHexStringLower(SHA256.HashData(Model.EncodeState(map).Span));

    private Task<Verification> VerifyAsync() =>
        new DocumentVerifier<MapState, MapOp>("map", documents, store, Model, HashOf).VerifyAsync(Map, default);

    private async Task WorkAsync(int seed, int steps, GuardedDocuments<MapState, MapOp>? on = null)
    {
        var maps = new GuardedMaps(on ?? documents);
        var random = new Random(seed);
        await maps.OpenAsync(Map, Opened(Levels.Box), Ann, Placement.None);
        while ((await maps.ReadAsync(Map)) is var view && view.Head.Number <= steps)
        {
            var (state, action) = (view.State, (MapAction)Math.Max(0, random.Next(8) - 5));
            if (random.Next(9) == 0) await maps.RecordAsync(Map, new MapOp.Saved(state.Current!.MadeAt, "a.json"), Ann);
            var command = RandomMapCommand.Make(random, (Easel.Documents.Json.Trees.JsonRecord)state.Current!.Content);
            await maps.RequestAsync(
                Map, action, Levels.Json($$"""{"baseRevision":{{state.Revision}},"command":{{command}} }"""), Ann);
        }
    }
}
