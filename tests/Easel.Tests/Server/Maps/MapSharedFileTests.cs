using Easel.Documents;
using Easel.Server.Maps;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>Several requests, maps and programs at one file.</summary>
public class MapSharedFileTests
{
    [Fact]
    public async Task MP4_A_save_and_a_reload_that_wait_behind_a_save_as_go_to_the_new_file()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        var turns = app.App.Services.GetRequiredService<FileTurns>();
        Task<Reply> moved, saved, reloaded;
        using (await turns.TryTakeAsync(CancellationToken.None, app.FileOf("box.json")))
        {
            moved = app.SendAsync("map:save-as", """{"mapPath":"b.json"}""");
            await WaitForAsync(turns, app.FileOf("box.json"), 2);
            saved = app.SendAsync("map:save");
            await WaitForAsync(turns, app.FileOf("box.json"), 3);
            reloaded = app.SendAsync("map:reload", """{"baseRevision":2}""");
            await WaitForAsync(turns, app.FileOf("box.json"), 4);
        }

        Assert.Equal(200, (await moved).Status);
        Assert.Equal("b.json", (await saved).Json.GetProperty("value").GetProperty("filePath").GetString());
        Assert.Equal("map-io/read-failed", CodeOf(await reloaded)); // It has read the file that the map had.
        Assert.Equal(Box, app.Read());
        Assert.Contains("\"radius\": 8", app.Read("b.json"));
    }

    [Fact]
    public async Task MP4_A_save_as_takes_the_file_of_a_map_without_unsaved_changes_if_it_may_overwrite()
    {
        await using var app = await StartAsync();
        var other = await app.OpenAsync("b.json", Box);
        var id = other.GetProperty("mapId").GetString();
        var mine = (await app.OpenAsync()).GetProperty("mapId").GetString();
        await app.SendAsync("map:edit", $$"""{"mapId":"{{mine}}","baseRevision":1,"command":{{Light}}}""");

        var asked = await app.SendAsync("map:save-as", $$"""{"mapId":"{{mine}}","mapPath":"b.json"}""");
        Assert.Equal((409, "map-io/already-exists"), (asked.Status, CodeOf(asked)));
        var overwrite = $$"""{"mapId":"{{mine}}","mapPath":"b.json","overwrite":true}""";
        await app.SendAsync("map:edit", $$"""{"mapId":"{{id}}","baseRevision":1,"command":{{Light}}}""");
        var dirty = await app.SendAsync("map:save-as", overwrite);
        Assert.Equal((409, "map-io/already-open"), (dirty.Status, CodeOf(dirty)));
        await app.SendAsync("map:undo", $$"""{"mapId":"{{id}}","baseRevision":2}""");
        Assert.Equal(200, (await app.SendAsync("map:save-as", overwrite)).Status);

        // The other map has lost its file, and may have another.
        var lost = await app.SendAsync("map:save", $$"""{"mapId":"{{id}}"}""");
        Assert.Equal((409, "map-io/already-open"), (lost.Status, CodeOf(lost)));
        Assert.Contains("\"radius\": 8", app.Read("b.json"));
        var elsewhere = await app.SendAsync("map:save-as", $$"""{"mapId":"{{id}}","mapPath":"c.json"}""");
        Assert.Equal(200, elsewhere.Status);
        Assert.Equal(409, (await app.SendAsync("map:new", """{"mapPath":"b.json"}""")).Status);
        File.Delete(app.FileOf("c.json"));
        Assert.Equal(200, (await app.SendAsync("map:new", """{"mapPath":"c.json"}""")).Status);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"vertices":5}""")]
    [InlineData(null)]
    public async Task MP3_An_open_joins_the_map_while_its_file_makes_no_sense(string? content)
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        if (content is null) File.Delete(app.FileOf("box.json"));
        else app.Put("box.json", content);

        var reply = await app.SendAsync("map:open", """{"mapPath":"box.json"}""", "bob");

        Assert.True(reply.Status == 200, reply.Text);
        var map = reply.Json.GetProperty("value");
        Assert.True(map.GetProperty("changedOnDisk").GetBoolean());
        Assert.Equal(1, RevisionOf(map));
    }

    [Fact]
    public async Task MP4_A_file_that_is_gone_is_not_made_again_unasked()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        File.Delete(app.FileOf("box.json"));

        var refused = await app.SendAsync("map:save");

        Assert.Equal((409, "map-io/changed-on-disk"), (refused.Status, CodeOf(refused)));
        Assert.False(File.Exists(app.FileOf("box.json")));
        Assert.Equal(200, (await app.SendAsync("map:save", """{"overwrite":true}""")).Status);
        Assert.True(File.Exists(app.FileOf("box.json")));
        Assert.Equal(200, (await app.SendAsync("map:save")).Status);
    }

    [Fact]
    public async Task MP4_A_save_that_was_written_but_not_recorded_is_not_told_as_refused()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e1"));
        await using var app = await StartOnAsync(store);
        await app.OpenAsync();
        await app.EditAsync(1);
        store.OnAppend = (append, go) => append.Record.Key.Kind == "map"
            ? ValueTask.FromResult(AppendResult.StorageFull)
            : go();

        var reply = await app.SendAsync("map:save");

        Assert.Equal((503, "OUTCOME_UNKNOWN"), (reply.Status, CodeOf(reply)));
        Assert.Contains("\"radius\": 8", app.Read());
        store.OnAppend = null;
        var map = await app.OpenAsync(user: "bob"); // Whoever looks next finds out.
        Assert.False(map.GetProperty("dirty").GetBoolean());
        Assert.False(map.TryGetProperty("changedOnDisk", out _));
    }

    [Fact]
    public async Task TF3_Of_a_frozen_map_nothing_is_recorded()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString();
        await app.EditAsync(1);
        var before = (await app.SendAsync("state:get")).Text;
        await app.App.PutAsync(
            "/kill-switch", $$"""{"scope":"canvas","canvas_id":"{{id}}","mode":"freeze","reason":"test"}""",
            EaselApp.Token("root", role: "admin"));

        Assert.Equal(423, (await app.SendAsync("map:validate")).Status);
        Assert.Equal(423, (await app.SendAsync("map:save")).Status);
        Assert.Equal(before, (await app.SendAsync("state:get")).Text);
    }

    [Fact]
    public async Task MP6_Maps_of_an_assets_folder_that_is_not_configured_any_more_are_refused_not_broken()
    {
        var store = new MemoryDocumentStore("e1");
        string id;
        await using (var app = await StartOnAsync(store))
        {
            File.WriteAllText(Path.Combine(app.Assets, "Levels", "a.json"), Box);
            var map = await app.SendAsync("map:open-from-assets", """{"relativePath":"Levels/a.json"}""");
            id = map.Json.GetProperty("value").GetProperty("mapId").GetString()!;
        }

        await using var without = await StartOnAsync(store, ("Maps:AssetsFolder", ""));
        foreach (var channel in (string[])["map:save", "map:reload", "map:validate", "map:save-and-run", "map:save-as"])
        {
            var path = channel == "map:save-as" ? "\"b.json\"" : "null";
            var body = $$"""{"mapId":"{{id}}","baseRevision":1,"mapPath":{{path}}}""";
            var reply = await without.SendAsync(channel, body);
            Assert.True(reply.Status is 422 or 503 && CodeOf(reply) is "map-io/read-failed" or "map-io/write-failed",
                $"{channel}: {reply.Text}");
        }

        Assert.Equal(200, (await without.SendAsync("state:get", $$"""{"mapId":"{{id}}"}""")).Status);
    }

    [Fact]
    public async Task MP2_A_validator_of_one_map_keeps_nobody_from_another_and_who_leaves_waits_no_more()
    {
        var turns = new FileTurns();
        using var first = await turns.TryTakeAsync(CancellationToken.None, "/a");
        (await turns.TryTakeAsync(CancellationToken.None, "/b"))!.Dispose();
        using var leaving = new CancellationTokenSource();
        var waits = Enumerable.Range(0, FileTurns.WaitersMax)
            .Select(_ => turns.TryTakeAsync(leaving.Token, "/a", "/c").AsTask()).ToList();

        Assert.Null(await turns.TryTakeAsync(CancellationToken.None, "/A"));
        await leaving.CancelAsync();

        foreach (var wait in waits) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(1, turns.UsersOf("/a"));
        Assert.Equal(0, turns.UsersOf("/c"));
    }

    [Fact]
    public async Task MP4_A_save_as_that_was_cut_off_counts_unless_the_map_was_saved_since()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString()!;
        var index = app.App.Services.GetRequiredService<MapIndex>();
        var folder = new MapFolder(app.Folder, app.Assets, EaselApp.Tenant, "dev", "default");
        var by = new Attribution { ActorId = "a", ActorType = "human", Subject = "a" };
        await CutOffAsync("b.json");
        var joined = await app.OpenAsync("b.json");
        Assert.Equal(id, joined.GetProperty("mapId").GetString());
        Assert.Equal("b.json", joined.GetProperty("filePath").GetString());

        await CutOffAsync("c.json");
        await app.EditAsync(1);
        Assert.Equal(200, (await app.SendAsync("map:save")).Status);
        Assert.NotEqual(id, (await app.OpenAsync("c.json")).GetProperty("mapId").GetString());

        async Task CutOffAsync(string path)
        {
            app.Put(path, Box);
            var hash = MapDisk.HashOf(File.ReadAllBytes(app.FileOf(path)));
            await index.RecordAsync(folder, new IndexOp.Placed(path, id, null, null), by);
            await index.RecordAsync(folder, new IndexOp.Writing(path, id, hash, 1), by);
        }
    }

    [Fact]
    public void MP3_An_index_that_is_full_says_so_and_a_map_has_one_file()
    {
        var model = new IndexModel();
        var state = model.Empty;
        for (var i = 0; i < IndexModel.FilesMax; i++) Apply(new IndexOp.Placed($"{i}.json", $"m{i}", "h", null));
        Assert.Null(model.Apply(state, new IndexOp.Placed("more.json", "m", null, null), out var misfit));
        Assert.Equal(IndexModel.Full, misfit);
        Assert.Null(model.Apply(state, new IndexOp.Known("1.json", "other", null), out misfit));
        Assert.Equal(IndexModel.Taken, misfit);

        Apply(new IndexOp.Left("0.json", "m0"));
        Apply(new IndexOp.Writing("new.json", "m1", "w", 3)); // It was forgotten, and is saved again.
        Apply(new IndexOp.Known("new.json", "m1", "w"));
        Assert.Equal(["new.json"], state.Files.Where(one => one.Value.Id == "m1").Select(one => one.Key));

        void Apply(IndexOp op) => state = Assert.IsType<IndexedMaps>(model.Apply(state, op, out _));
    }

    [Fact]
    public async Task MP7_A_validator_is_asked_before_anything_is_made_of_the_file()
    {
        if (OperatingSystem.IsWindows()) return;
        var program = Path.GetTempFileName();
        File.WriteAllText(program, "#!/bin/sh\necho no; exit 1\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var app = await StartAsync(null, ("Maps:Executable", program));
        app.Put("broken.json", "{");
        File.CreateSymbolicLink(app.FileOf("link.json"), app.FileOf("broken.json"));

        Assert.Equal("map-validation/invalid-map", await OpenAsync("broken"));
        Assert.Equal("map-validation/invalid-map", await OpenAsync("none"));
        Assert.Equal("map-io/read-failed", await OpenAsync("link"));
        File.Delete(program);

        async Task<string?> OpenAsync(string name) =>
            CodeOf(await app.SendAsync("map:open", $$"""{"mapPath":"{{name}}.json"}"""));
    }

    private static async Task WaitForAsync(FileTurns turns, string file, int users)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (turns.UsersOf(file) < users) await Task.Delay(5, patience.Token);
    }
}
