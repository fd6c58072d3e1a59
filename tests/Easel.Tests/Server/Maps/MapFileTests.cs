using System.Text.Json;
using Easel.Documents.Json.Trees;
using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>Maps and their files: nothing is overwritten that nobody asked to overwrite, and nothing leaves the folder.
/// </summary>
public class MapFileTests
{
    [Fact]
    public async Task MP3_A_save_writes_the_map_indented_and_keeps_what_was_not_edited()
    {
        await using var app = await StartAsync();
        await app.OpenAsync("a.json", """{"lights":[],"vertices":[],"sectors":[],"walls":[],"x":[1e2,1.0]}""");
        await app.EditAsync(1, """{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":{"name":"A"}}""");

        Assert.Equal(200, (await app.SendAsync("map:save")).Status);

        Assert.Equal(
            """
            {
              "lights": [],
              "vertices": [],
              "sectors": [],
              "walls": [],
              "x": [
                1e2,
                1.0
              ],
              "name": "A"
            }

            """.ReplaceLineEndings("\n"),
            app.Read("a.json"));
        Assert.Single(Directory.GetFiles(app.Folder));
    }

    [Fact]
    public async Task MP4_A_file_that_somebody_else_changed_is_not_overwritten_unasked()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        app.Put("box.json", "{\"theirs\":1}");

        var refused = await app.SendAsync("map:save");

        Assert.Equal((409, "map-io/changed-on-disk"), (refused.Status, CodeOf(refused)));
        Assert.Equal("{\"theirs\":1}", app.Read());
        Assert.True((await app.NowAsync()).GetProperty("dirty").GetBoolean());
        var beside = await app.SendAsync("map:save-as", """{"mapPath":"sub/mine.json"}""");
        Assert.Equal("sub/mine.json", beside.Json.GetProperty("value").GetProperty("filePath").GetString());
        Assert.Equal("{\"theirs\":1}", app.Read());
        Assert.Equal(2, RevisionOf(await app.NowAsync()));
        Assert.Equal(200, (await app.SendAsync("map:save", "{}")).Status);
    }

    [Fact]
    public async Task MP4_A_changed_file_can_be_overwritten_or_read_again()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        app.Put("box.json", Box + " ");

        Assert.Equal(409, (await app.SendAsync("map:reload", """{"baseRevision":1}""")).Status);
        Assert.Equal(422, (await app.SendAsync("map:reload")).Status);
        var reloaded = (await app.SendAsync("map:reload", """{"baseRevision":2}""")).Json.GetProperty("value");
        Assert.Equal((3, false), (RevisionOf(reloaded), reloaded.GetProperty("dirty").GetBoolean()));
        await app.EditAsync(3);
        app.Put("box.json", "{}");
        Assert.Equal(409, (await app.SendAsync("map:save")).Status);
        Assert.Equal(200, (await app.SendAsync("map:save", """{"overwrite":true}""")).Status);
        Assert.Contains("\"radius\": 8", app.Read());
    }

    [Fact]
    public async Task MP4_A_clean_map_whose_file_was_changed_is_read_again_when_it_is_opened()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        app.Put("box.json", """{"vertices":[],"sectors":[],"walls":[],"name":"new"}""");

        var map = await app.OpenAsync(user: "bob");

        Assert.Equal("new", map.GetProperty("json").GetProperty("name").GetString());
        Assert.Equal(2, RevisionOf(map));
    }

    [Fact]
    public async Task MP4_Saves_that_race_edits_lose_no_edit_and_lower_no_revision()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        var saving = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++) Assert.Equal(200, (await app.SendAsync("map:save")).Status);
        });
        for (var at = 1; at <= 40; at++) Assert.Equal(200, (await app.EditAsync(at)).Status);
        await saving;

        Assert.Equal(41, RevisionOf(await app.NowAsync()));
        Assert.Equal(200, (await app.SendAsync("map:save")).Status);
        using var file = JsonDocument.Parse(app.Read());
        Assert.Equal(43, file.RootElement.GetProperty("lights").GetArrayLength());
        Assert.False((await app.NowAsync()).GetProperty("dirty").GetBoolean());
    }

    [Fact]
    public async Task MP4_A_save_that_an_edit_overtakes_leaves_the_map_dirty()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        for (var at = 1; at <= 30; at++)
        {
            var (saving, editing) = (app.SendAsync("map:save"), app.EditAsync(at));
            Assert.Equal([200, 200], (await Task.WhenAll(saving, editing)).Select(reply => reply.Status));

            // Whichever came first: a map is clean if its file holds it, and only then.
            var now = await app.NowAsync();
            using var file = JsonDocument.Parse(app.Read());
            var isSaved = Lights(file.RootElement) == Lights(now.GetProperty("json"));
            Assert.Equal(!isSaved, now.GetProperty("dirty").GetBoolean());
        }

        static int Lights(JsonElement map) => map.GetProperty("lights").GetArrayLength();
    }

    [Fact]
    public async Task MP3_A_byte_order_mark_is_no_part_of_a_map()
    {
        await using var app = await StartAsync();
        File.WriteAllBytes(app.FileOf("box.json"), [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(Box)]);
        await app.OpenAsync();
        await app.EditAsync(1);

        Assert.Equal(200, (await app.SendAsync("map:save")).Status);

        Assert.Equal((byte)'{', File.ReadAllBytes(app.FileOf("box.json"))[0]);
    }

    [Fact]
    public async Task MP4_Nobody_silently_overwrites_anybody()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        var statuses = new HashSet<int>();
        for (var round = 0; round < 45; round++)
        {
            // In turn: whoever is faster, the outside program first, the save first.
            var at = RevisionOf(await app.NowAsync());
            await app.EditAsync(at);
            var mine = $$"""{"vertices":[],"sectors":[],"walls":[],"round":{{round}}}""";
            void Put()
            {
                File.WriteAllText(app.FileOf("next"), mine);
                File.Move(app.FileOf("next"), app.FileOf("box.json"), overwrite: true);
            }

            var put = round % 3 == 0 ? Task.Run(Put) : Task.CompletedTask;
            if (round % 3 == 1) Put();
            statuses.Add((await app.SendAsync("map:save")).Status);
            if (round % 3 == 2) Put();
            await put;

            // What somebody else has written after the map was read stays, whatever the save has answered.
            Assert.Equal(mine, app.Read());
            Assert.Equal(200, (await app.SendAsync("map:save", """{"overwrite":true}""")).Status);
        }

        Assert.Equal([200, 409], statuses.Order());
    }

    [Fact]
    public async Task MP3_After_save_as_the_old_file_is_a_map_of_its_own()
    {
        await using var app = await StartAsync();
        var first = await app.OpenAsync();
        await app.EditAsync(1);
        Assert.Equal(200, (await app.SendAsync("map:save-as", """{"mapPath":"b.json"}""")).Status);

        var joined = await app.OpenAsync("b.json", user: "bob");
        var other = await app.OpenAsync(user: "bob");

        Assert.Equal(first.GetProperty("mapId").GetString(), joined.GetProperty("mapId").GetString());
        Assert.NotEqual(first.GetProperty("mapId").GetString(), other.GetProperty("mapId").GetString());
        Assert.Equal(1, RevisionOf(other));
    }

    [Fact]
    public async Task MP6_300_hostile_names_open_and_write_nothing()
    {
        await using var app = await StartAsync();
        File.WriteAllText(Path.Combine(app.Folder, "..", "outside.json"), Box);
        File.CreateSymbolicLink(app.FileOf("link.json"), Path.Combine(app.Folder, "..", "outside.json"));
        Directory.CreateSymbolicLink(app.FileOf("up"), Path.Combine(app.Folder, ".."));
        Directory.CreateDirectory(app.FileOf("folder.json"));
        await app.OpenAsync();
        var before = Listing(app);
        var names = HostileNames.All(app.Folder).ToList();
        Assert.InRange(names.Count, 300, 10_000);

        foreach (var name in names)
        {
            foreach (var channel in (string[])["map:open", "map:save-as", "map:new", "map:validate"])
            {
                var reply = await app.SendAsync(channel, $$"""{"mapPath":{{JsonScalar.Of(name)}}}""");
                Assert.True(reply.Status is 409 or 422 or 503, $"{channel} {name}: {reply.Text}");
                Assert.DoesNotContain(app.Folder, reply.Text);
            }

            var path = $$"""{"relativePath":{{JsonScalar.Of(name)}},"text":"x"}""";
            foreach (var channel in (string[])["map:open-from-assets", "assets:read-file-bytes",
                "assets:read-json-text", "assets:write-json-text", "assets:open"])
            {
                if (name is "link.json" or "folder.json" or "box.json/x.json" || name.StartsWith("up/", StringComparison.Ordinal)) continue;
                var reply = await app.SendAsync(channel, path);
                Assert.True(reply.Status == 422, $"{channel} {name}: {reply.Text}");
            }
        }

        Assert.Equal(before, Listing(app));
    }

    [Fact]
    public async Task MP6_Tenants_and_projects_do_not_see_each_others_files()
    {
        await using var app = await StartAsync();
        var mine = await app.OpenAsync();
        var token = EaselApp.Token("olga", "t_other");
        var id = mine.GetProperty("mapId").GetString();

        var opened = await app.App.PostAsync("/ipc/map:open", """{"mapPath":"box.json"}""", token);
        var listed = await app.App.PostAsync("/ipc/map:list", "{}", token);
        var read = await app.App.PostAsync("/ipc/state:get", $$"""{"mapId":"{{id}}"}""", token);
        var assets = await app.App.PostAsync("/ipc/assets:refresh-index", "{}", token);

        Assert.Equal("map-io/read-failed", CodeOf(opened));
        Assert.Empty(listed.Json.GetProperty("value").EnumerateArray());
        Assert.Equal(404, read.Status);
        Assert.Equal("asset-index/missing-base-dir", CodeOf(assets));
        Assert.Single((await app.SendAsync("map:list")).Json.GetProperty("value").EnumerateArray());
    }

    private static string Listing(MapApp app) => string.Join('\n', Directory
        .EnumerateFileSystemEntries(Path.Combine(app.Folder, ".."), "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        })
        .Order()
        .Select(name => $"{name} {(File.Exists(name) ? File.ReadAllText(name).Length : -1)}"));
}
