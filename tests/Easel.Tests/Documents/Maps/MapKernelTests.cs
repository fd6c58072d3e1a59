using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>Maps in the kernel that canvases use, unchanged: durable, guarded, and the same after a restart.</summary>
public class MapKernelTests
{
    private const string Light = """{"kind":"map-edit/create-light","at":{"x":1,"y":2}}""";

    private static readonly DocumentKey Map = new("t_a", "dev", "map", "m1");
    private static readonly MapModel Model = new();

    private static readonly Attribution Ann = new() { ActorId = "ann", ActorType = "human", Subject = "ann" };

    private readonly MemoryDocumentStore store = new("e1");

    [Fact]
    public async Task MP3_A_map_begins_once()
    {
        var maps = await Opened();
        Assert.Null((await Edit(maps, 1)).Error);
        Assert.IsNotType<EditOutcome.Committed>(await maps.OpenAsync(Map, Open("{}"), Ann, Placement.None));
        var state = await State();
        Assert.Equal((2, 1), (state.Revision, state.Done.Length));
    }

    [Fact]
    public async Task MP4_Two_edits_on_one_revision_one_wins_and_the_other_is_told_the_revision()
    {
        var maps = await Opened();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Edit(maps, 1)));
        Assert.Single(answers, answer => answer.Reply is { After.Revision: 2 });
        var stale = answers.Where(answer => answer.Error is not null).ToList();
        Assert.Equal(19, stale.Count);
        Assert.All(stale, answer => Assert.Equal(
            (MapEditCodes.StaleRevision, 2L), (answer.Error!.Code, answer.Error.CurrentRevision)));
        Assert.Equal(2, (await store.FindAsync(Map, default))!.Head.Number);
    }

    [Fact]
    public async Task MP4_A_save_in_between_makes_nobody_stale()
    {
        var maps = await Opened();
        await maps.RecordAsync(Map, new MapOp.Saved(1, "b.json"), Ann);
        var answer = await Edit(maps, 1);
        Assert.Equal(2, answer.Reply!.After.Revision);

        var late = await Kernel(store).SubmitAsync(Map, Late(head: 1, new MapOp.Saved(1, "c.json")));
        Assert.IsType<EditOutcome.Committed>(late);
        var state = await State();
        Assert.Equal(("c.json", 2, true), (state.Path, state.Revision, state.IsDirty));
    }

    [Fact]
    public async Task MP4_An_undo_that_a_save_overtakes_says_whether_the_map_is_dirty_now()
    {
        var slow = new FaultyStore(store);
        var maps = new GuardedMaps(Kernel(slow));
        await maps.OpenAsync(Map, Open(Levels.Box), Ann, Placement.None);
        await Edit(maps, 1);
        var hold = new TaskCompletionSource();
        slow.OnAppend = async (_, append) =>
        {
            await hold.Task;
            return await append();
        };
        var save = maps.RecordAsync(Map, new MapOp.Saved(2, "a.json"), Ann);
        var undo = maps.RequestAsync(Map, MapAction.Undo, Levels.Json("""{"baseRevision":2}"""), Ann);
        hold.SetResult();

        await save;
        Assert.True((await undo).Reply!.After.IsDirty); // The file holds what was undone.
        Assert.True((await State()).IsDirty);
    }

    [Fact]
    public async Task MP4_Ten_thousand_stale_requests_commit_nothing_and_tell_nobody()
    {
        var feed = new CountingFeed();
        var maps = new GuardedMaps(Kernel(store, feed));
        await maps.OpenAsync(Map, Open(Levels.Box), Ann, Placement.None);
        for (var i = 1; i < 6; i++) await Edit(maps, i);
        await maps.RequestAsync(Map, MapAction.Undo, Levels.Json("""{"baseRevision":6,"steps":2}"""), Ann);
        var (random, before, published) = (new Random(7), Model.EncodeState(await State()).ToArray(), feed.Count);
        Assert.True(published > 0);
        for (var i = 0; i < 10_000; i++)
        {
            var request = Levels.Json($$"""{"baseRevision":{{random.Next(7)}},"command":{{Light}} }""");
            var answer = await maps.RequestAsync(Map, (MapAction)random.Next(3), request, Ann);
            Assert.Equal(7, answer.Error!.CurrentRevision);
        }

        Assert.Equal(published, feed.Count);
        Assert.Equal(7, (await store.FindAsync(Map, default))!.Head.Number);
        Assert.Equal(before, Model.EncodeState(await State()).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task MP3_What_the_log_gives_is_what_was_live_unsaved_work_and_history_with_it(int seed)
    {
        // Snapshots come every few commits, so both ways of loading are taken.
        var maps = new GuardedMaps(Kernel(store));
        var random = new Random(seed);
        await maps.OpenAsync(Map, Open(Levels.Box), Ann, Placement.None);
        for (var i = 0; i < 150; i++)
        {
            var state = await State(maps);
            await Step(maps, random, state);
            if (i % 10 > 0) continue;
            Assert.Equal(
                Model.EncodeState(await State(maps)).ToArray(), Model.EncodeState(await State()).ToArray());
        }

        Assert.NotNull(await store.ReadSnapshotAsync(Map, new Revision(1_000), default));
    }

    [Fact]
    public void The_ops_of_the_log_are_read_as_they_were_written()
    {
        MapOp[] ops =
        [
            Open("""{"big":12345678901234567890,"twice":1,"twice":2,"lone":"\ud800"}"""),
            new MapOp.Opened("b", Levels.Json("[]"), IsSaved: false, Levels.Json("""{"ok":false}""")),
            new MapOp.Edited(Levels.Record("""{"kind":"x","n":1.50}""")), new MapOp.Undone(3), new MapOp.Redone(2),
            new MapOp.Saved(9, "ä.json"), new MapOp.Validated(4, Levels.Json("true")),
        ];
        var json = Model.EncodeOps(ops);
        var read = Model.ParseOps(json);
        Assert.Equal(ops.Select(op => op.GetType()), read.Select(op => op.GetType()));
        Assert.Equal(json.ToArray(), Model.EncodeOps(read).ToArray());
        foreach (var broken in new[] { "{}", "[1]", """[{"kind":"no"}]""", """[{"kind":"undo"}]""", "[" })
            Assert.Throws<FormatException>(() => Model.ParseOps(System.Text.Encoding.UTF8.GetBytes(broken)));
    }

    [Theory]
    [InlineData("\"E1M1\"", "E1M1")]
    [InlineData("\"\"", null)]
    [InlineData("7", null)]
    [InlineData("\"\\ud800\"", null)] // Could not be stored as what it is.
    public void The_title_is_the_name_of_the_map(string name, string? title)
    {
        Assert.Equal(title, Model.TitleOf(Levels.Open($$"""{"name":{{name}} }""")));
        Assert.Null(Model.TitleOf(Levels.Open($"{{\"name\":\"{new string('n', 257)}\"}}")));
    }

    private static async Task Step(GuardedMaps maps, Random random, MapState state)
    {
        var command = RandomMapCommand.Make(random, (JsonRecord)state.Current!.Content);
        var request = Levels.Json(
            $$"""{"baseRevision":{{state.Revision}},"steps":{{random.Next(1, 4)}},"command":{{command}} }""");
        var action = random.Next(4) switch { 0 => MapAction.Undo, 1 => MapAction.Redo, _ => MapAction.Edit };
        var answer = await maps.RequestAsync(Map, action, request, Ann);
        Assert.NotEqual(MapEditCodes.StaleRevision, answer.Error?.Code);
        if (random.Next(9) == 0) await maps.RecordAsync(Map, new MapOp.Saved(state.Current.MadeAt, "s"), Ann);
        if (random.Next(60) == 0) await maps.RecordAsync(Map, Open(Levels.Box), Ann);
    }

    private static MapOp.Opened Open(string content) => new("a.json", Levels.Json(content), IsSaved: true, null);

    private static Edit<MapOp> Late(long head, MapOp op) => new()
    {
        Base = new Revision(head),
        Ops = new OpBatch<MapOp>([op], Model.EncodeOps([op])),
        By = Ann,
        Rebase = true,
    };

    private static Task<MapAnswer> Edit(GuardedMaps maps, long on) => maps.RequestAsync(
        Map, MapAction.Edit, Levels.Json($$"""{"baseRevision":{{on}},"command":{{Light}} }"""), Ann);

    private static GuardedDocuments<MapState, MapOp> Kernel(IDocumentStore store, ICommitFeed? feed = null) =>
        new(Model, store, feed ?? new CommitFeed(), new HandClock(), new() { SnapshotTailMin = 1_024 }, []);

    private async Task<GuardedMaps> Opened()
    {
        var maps = new GuardedMaps(Kernel(store));
        Assert.IsType<EditOutcome.Committed>(await maps.OpenAsync(Map, Open(Levels.Box), Ann, Placement.None));
        return maps;
    }

    /// <summary>As a server reads it that has just been started.</summary>
    private async Task<MapState> State() => (await Kernel(store).PeekAsync(Map)).State;

    private static async Task<MapState> State(GuardedMaps maps) => (await maps.ReadAsync(Map)).State;

    private sealed class CountingFeed : ICommitFeed
    {
        public int Count { get; private set; }

        public void Publish(DocumentKey key, Revision head) => Count++;
    }
}
