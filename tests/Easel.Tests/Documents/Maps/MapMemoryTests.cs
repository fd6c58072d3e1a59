using System.Text;
using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>What edits that change much may keep in memory, and what it takes to make them again.</summary>
public class MapMemoryTests
{
    private const int Walls = 20_000;

    private static readonly MapModel Model = new();
    private static readonly DocumentKey Map = new("t_a", "dev", "map", "m1");
    private static readonly Attribution Ann = new() { ActorId = "ann", ActorType = "human", Subject = "ann" };

    [Fact]
    public void MP4_A_history_of_wide_edits_is_bounded_by_its_memory_and_the_newest_can_always_be_undone()
    {
        var state = Levels.Open(Wide(Walls));
        for (var i = 0; i < 100; i++) state = Fold(state, Paint(i));

        Assert.InRange(state.Done.Length, 2, 40);
        Assert.InRange(state.Done.Sum(edit => edit.Change.Memory), 1, MapLimits.HistoryMemoryMax);
        Assert.Equal(101, state.Revision);
        var undone = Fold(state, new MapOp.Undone(state.Done.Length));
        Assert.Equal(Model.MemoryOf(state), Model.MemoryOf(undone));

        // One edit alone may take more than all may: it is the history then.
        var huge = Fold(Fold(Levels.Open(Wide(140_000, "")), Paint(1)), Transaction(Paint(2), Paint(3), Paint(4)));
        Assert.InRange(huge.Done.Single().Change.Memory, MapLimits.HistoryMemoryMax, long.MaxValue);
        Assert.NotNull(MapFold.Apply(huge, new MapOp.Undone(1), out _));
    }

    [Fact]
    public void MP4_Small_edits_keep_their_depth_of_100()
    {
        var state = Levels.Open(Wide(Walls));
        var light = new MapOp.Edited(Levels.Record("""{"kind":"map-edit/create-light","at":{"x":1,"y":2}}"""));
        for (var i = 0; i < 101; i++) state = Fold(state, light);
        Assert.Equal(100, state.Done.Length);
    }

    [Fact]
    public void MP4_A_texture_that_is_there_already_takes_nothing()
    {
        var state = Fold(Levels.Open(Wide(Walls)), Paint(1), Paint(1));
        Assert.InRange(state.Done[0].Change.Memory, Walls * 80, Walls * 400);
        Assert.InRange(state.Done[1].Change.Memory, 0, 10_000);
        Assert.Equal(3, state.Revision);
    }

    [Fact]
    public void MP4_A_transaction_that_changes_too_much_is_refused_whole()
    {
        var state = Levels.Open(Wide(Walls));
        var many = Transaction([.. Enumerable.Range(0, 100).Select(Paint)]);
        Assert.Null(MapFold.Apply(state, many, out var error));
        Assert.Equal(MapEditCodes.TransactionTooLarge, error!.Code);
        Assert.NotNull(MapFold.Apply(state, Transaction(Paint(1), Paint(2)), out _));
    }

    [Fact]
    public void MP4_A_wide_edit_writes_what_it_wrote_wall_by_wall()
    {
        var before = (JsonRecord)Levels.Json(Wide(500));
        var walls = (JsonList)before["walls"]!;
        walls = walls.Set(7, JsonScalar.Null).Set(9, Levels.Json("""{"front_sector":5,"tex":"A"}"""));
        before = before.Set("walls", walls);
        var after = (JsonRecord)Fold(Levels.Open(before), Paint(3)).Current!.Content;
        for (var at = 0; at < walls.Count; at++)
        {
            if (at is 7 or 9) continue;
            walls = walls.Set(at, ((JsonRecord)walls[at]).Set("tex", JsonScalar.Of("T3")));
        }

        Assert.Equal(before.Set("walls", walls).ToString(), after.ToString());
        Assert.Equal(Encoding.UTF8.GetByteCount(after.ToString()), after.Size);
        Assert.Same(((JsonList)before["walls"]!)[9], ((JsonList)after["walls"]!)[9]);
    }

    [Fact]
    public async Task MP4_Wide_edits_bring_a_snapshot_sooner_and_are_the_same_after_it()
    {
        var store = new MemoryDocumentStore("e1");
        var kernel = Kernel(store);
        var maps = new GuardedMaps(kernel);
        var opened = new MapOp.Opened("a.json", Levels.Json(Wide(Walls)), IsSaved: true, null);
        await maps.OpenAsync(Map, opened, Ann, Placement.None);
        // Snapshots are written in the background, one at a time: how many edits pass meanwhile depends on the machine.
        StoredSnapshot? snapshot = null;
        for (var at = 1; snapshot is not { Revision.Number: > 20 }; at++)
        {
            Assert.True(at < 1_000, "no snapshot was made");
            Assert.NotNull((await maps.RequestAsync(Map, MapAction.Edit, Request(at), Ann)).Reply);
            if (at > 20) await Task.Delay(10);
            snapshot = await store.ReadSnapshotAsync(Map, new Revision(at + 1), default);
        }

        var (live, again) = ((await maps.ReadAsync(Map)).State, (await Kernel(store).PeekAsync(Map)).State);
        Assert.Equal(Model.EncodeState(live).ToArray(), Model.EncodeState(again).ToArray());
        Assert.Equal(live.Done.Length, again.Done.Length);
    }

    [Fact]
    public async Task Documents_are_closed_when_all_together_take_too_much_memory()
    {
        var opened = new MapOp.Opened("a.json", Levels.Json("{}"), IsSaved: true, null);
        var each = Model.MemoryOf(MapFold.Apply(MapState.Empty, opened, out _)!);
        var kernel = Kernel(new MemoryDocumentStore("e1"), memoryMax: 100 * each);
        var states = new List<MapState>();
        for (var i = 0; i < 300; i++)
        {
            await new GuardedMaps(kernel).OpenAsync(Key(i), opened, Ann, Placement.None);
            states.Add((await kernel.PeekAsync(Key(i))).State);
        }

        Assert.Same(states[299], (await kernel.PeekAsync(Key(299))).State);
        for (var i = 0; i < 150; i++) Assert.NotSame(states[i], (await kernel.PeekAsync(Key(i))).State);

        static DocumentKey Key(int number) => Map with { Id = $"m{number}" };
    }

    private static GuardedDocuments<MapState, MapOp> Kernel(IDocumentStore store, long memoryMax = 1 << 30) =>
        new(Model, store, new CommitFeed(), new HandClock(), new() { OpenMemoryMax = memoryMax }, []);

    private static JsonTree Request(int at) => Levels.Json($$"""
        {"baseRevision":{{at}},"command":{"kind":"map-edit/set-sector-wall-tex","sectorId":4,"tex":"T{{at}}"} }
        """);

    private static MapOp.Edited Paint(int number) => new(Levels.Record(
        $$"""{"kind":"map-edit/set-sector-wall-tex","sectorId":4,"tex":"T{{number}}"}"""));

    private static MapOp.Edited Transaction(params MapOp.Edited[] edits) => new(Levels.Record(
        $$"""{"kind":"map-edit/transaction","commands":[{{string.Join(',', edits.Select(one => one.Command))}}]}"""));

    private static string Wide(int walls, string more = ",\"v0\":0,\"v1\":1,\"back_sector\":-1") =>
        $$"""{"vertices":[],"sectors":[],"walls":[{{string.Join(',', Enumerable.Range(0, walls).Select(at =>
            $"{{\"front_sector\":4,\"tex\":\"W\",\"n\":{at}{more}}}"))}}]}""";

    private static MapState Fold(MapState state, params MapOp[] ops)
    {
        foreach (var op in ops) state = Assert.IsType<MapState>(MapFold.Apply(state, op, out _));
        return state;
    }
}
