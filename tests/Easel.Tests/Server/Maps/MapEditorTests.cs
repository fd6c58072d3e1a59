using System.Text.Json;
using Easel.Tests.Documents.Maps;
using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>What an editor needs besides edits: new maps, the guard, recent maps, assets.</summary>
public class MapEditorTests
{
    [Fact]
    public async Task MP2_A_new_map_is_dirty_at_revision_1_and_has_no_file_yet()
    {
        await using var app = await StartAsync(null, ("Maps:DefaultSky", " SKY1.PNG "));

        var map = (await app.SendAsync("map:new")).Json.GetProperty("value");
        var second = (await app.SendAsync("map:new", """{"unsaved":"dont-save"}""")).Json.GetProperty("value");

        Assert.Equal("untitled.json", map.GetProperty("filePath").GetString());
        Assert.Equal("untitled-2.json", second.GetProperty("filePath").GetString());
        Assert.Equal(1, RevisionOf(map));
        Assert.True(map.GetProperty("dirty").GetBoolean());
        Assert.Equal(
            """{"vertices":[],"sectors":[],"walls":[],"doors":[],"lights":[],"particles":[],"entities":[],"sky":"SKY1.PNG"}""",
            map.GetProperty("json").GetRawText());
        Assert.Empty(Directory.GetFiles(app.Folder));
        var id = second.GetProperty("mapId").GetString();
        Assert.Equal(200, (await app.SendAsync($"map:save?map_id={id}")).Status);
        Assert.Equal(["untitled-2.json"], Directory.GetFiles(app.Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(null, 409, "map-io/unsaved-changes", true)]
    [InlineData("cancel", 422, "map-io/open-cancelled", true)]
    [InlineData("dont-save", 200, null, true)]
    [InlineData("save", 200, null, false)]
    public async Task MP9_The_guard_asks_before_unsaved_changes_are_left(
        string? choice, int status, string? code, bool isStillDirty)
    {
        await using var app = await StartAsync();
        var map = await app.OpenAsync();
        await app.EditAsync(1);
        File.WriteAllText(Path.Combine(app.Assets, "Levels", "a.json"), Box);
        var unsaved = choice is null ? "" : $",\"unsaved\":\"{choice}\"";

        var reply = await app.SendAsync("map:open-from-assets", $$"""{"relativePath":"Levels/a.json"{{unsaved}}}""");

        Assert.Equal(status, reply.Status);
        if (code is not null) Assert.Equal(code, CodeOf(reply));
        else Assert.Equal("assets:Levels/a.json", (await app.NowAsync()).GetProperty("filePath").GetString());
        var first = await app.SendAsync("state:get", $$"""{"mapId":"{{map.GetProperty("mapId")}}"}""");
        var isDirty = first.Json.GetProperty("value").GetProperty("mapDocument").GetProperty("dirty").GetBoolean();
        Assert.Equal(isStillDirty, isDirty);
        var asked = await app.SendAsync("map:new", """{"unsaved":"cancel"}""");
        if (code is not null) Assert.Equal(JsonValueKind.Null, asked.Json.GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task MP1_Who_may_only_look_saves_nothing_by_way_of_the_guard()
    {
        await using var app = await StartAsync();
        await app.OpenAsync("other.json", user: "bob");
        await app.OpenAsync();
        await app.EditAsync(1);
        var before = app.Read();
        Assert.Equal(200, (await app.SendAsync("map:open", """{"mapPath":"box.json"}""", "eve", "viewer")).Status);

        var reply = await app.SendAsync("map:open", """{"mapPath":"other.json","unsaved":"save"}""", "eve", "viewer");

        Assert.Equal("map-io/open-cancelled", CodeOf(reply));
        Assert.Equal(before, app.Read());
    }

    [Fact]
    public async Task MP3_A_save_that_fails_stops_what_it_was_to_make_room_for()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        app.Put("box.json", "{}");

        var reply = await app.SendAsync("map:new", """{"unsaved":"save"}""");

        Assert.Equal(JsonValueKind.Null, reply.Json.GetProperty("value").ValueKind);
        Assert.Equal("box.json", (await app.NowAsync()).GetProperty("filePath").GetString());
    }

    [Fact]
    public async Task MP2_Recent_maps_are_everybodys_own_the_last_first_at_most_five()
    {
        await using var app = await StartAsync();
        for (var i = 1; i <= 6; i++) await app.OpenAsync($"{i}.json", Box);
        await app.OpenAsync("4.json");

        var recent = (await app.SendAsync("map:recent")).Json.GetProperty("value");

        Assert.Equal(["4.json", "6.json", "5.json", "3.json", "2.json"],
            recent.EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal("4.json", (await app.NowAsync()).GetProperty("filePath").GetString());
        Assert.Empty((await app.SendAsync("map:recent", user: "bob")).Json.GetProperty("value").EnumerateArray());
    }

    [Fact]
    public async Task MP2_After_save_as_the_new_file_is_the_recent_one()
    {
        await using var app = await StartAsync();
        await app.OpenAsync("1.json");
        var id = (await app.OpenAsync("2.json")).GetProperty("mapId").GetString();

        Assert.Equal(200, (await SaveAsAsync("3.json")).Status);
        Assert.Equal(409, (await SaveAsAsync("1.json")).Status);

        var recent = (await app.SendAsync("map:recent")).Json.GetProperty("value");
        Assert.Equal(["3.json", "1.json"], recent.EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal("3.json", (await app.NowAsync()).GetProperty("filePath").GetString());

        Task<Reply> SaveAsAsync(string path) =>
            app.SendAsync("map:save-as", $$"""{"mapId":"{{id}}","mapPath":"{{path}}"}""");
    }

    [Fact]
    public async Task MP1_The_snapshot_has_the_members_that_editors_read()
    {
        await using var app = await StartAsync();

        var state = (await app.SendAsync("state:get")).Json.GetProperty("value");

        Assert.Equal(
            ["settings", "assetIndex", "recentMapPaths", "mapDocument", "mapRenderMode", "mapSectorSurface",
                "mapGridSettings", "mapHighlightPortals", "mapHighlightToggleWalls", "mapDoorVisibility", "mapHistory"],
            state.EnumerateObject().Select(one => one.Name));
        Assert.Equal(
            """{"canUndo":false,"canRedo":false,"undoDepth":0,"redoDepth":0}""",
            state.GetProperty("mapHistory").GetRawText());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("mapDocument").ValueKind);
    }

    [Theory]
    [InlineData("settings:get", 200)]
    [InlineData("settings:update", 422)]
    [InlineData("dialogs:pick-directory", 200)]
    [InlineData("dialogs:pick-file", 200)]
    [InlineData("dialogs:open-map", 200)]
    [InlineData("assets:refresh-index", 200)]
    [InlineData("assets:open", 422)]
    [InlineData("assets:read-file-bytes", 422)]
    [InlineData("assets:read-json-text", 422)]
    [InlineData("assets:write-json-text", 422)]
    [InlineData("map:validate", 404)]
    [InlineData("map:new", 200)]
    [InlineData("map:open", 422)]
    [InlineData("map:open-from-assets", 422)]
    [InlineData("map:save", 404)]
    [InlineData("map:save-and-run", 404)]
    [InlineData("map:edit", 422)]
    [InlineData("map:undo", 422)]
    [InlineData("map:redo", 422)]
    [InlineData("state:get", 200)]
    [InlineData("no:such", 404)]
    public async Task MP1_Every_channel_answers_without_a_body(string channel, int status)
    {
        await using var app = await StartAsync();

        var reply = await app.SendAsync(channel);

        Assert.True(status == reply.Status, reply.Text);
        Assert.Equal("application/json", reply.Type);
        Assert.Equal(status == 200, reply.Json.GetProperty("ok").GetBoolean());
        if (status != 200) Assert.NotNull(reply.Json.GetProperty("error").GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("map:validate", """{"mapId":"none"}""", "map-io/no-document")]
    [InlineData("assets:read-json-text", """{"relativePath":"../a.txt"}""", "read-asset/unsupported-file-type")]
    [InlineData("assets:read-json-text", """{"relativePath":"../a.json"}""", "read-asset/outside-base-dir")]
    [InlineData("assets:read-json-text", """{"relativePath":"/a.txt"}""", "read-asset/invalid-relative-path")]
    [InlineData(
        "assets:write-json-text", """{"relativePath":"../a.txt","text":""}""", "write-asset/unsupported-file-type")]
    public async Task MP1_The_first_thing_that_is_wrong_is_the_answer(string channel, string request, string code)
    {
        await using var app = await StartAsync();
        Assert.Equal(code, CodeOf(await app.SendAsync(channel, request)));
    }

    [Fact]
    public async Task MP1_Without_an_assets_folder_a_request_without_a_path_is_malformed_first()
    {
        await using var app = await StartAsync(null, ("Maps:AssetsFolder", ""));
        const string Path = """{"relativePath":"a.json"}""";
        Assert.Equal("read-asset/invalid-relative-path", CodeOf(await app.SendAsync("assets:read-json-text", "{}")));
        Assert.Equal("read-asset/missing-settings", CodeOf(await app.SendAsync("assets:read-json-text", Path)));
    }

    [Fact]
    public async Task MP6_Assets_that_are_too_large_are_not_read()
    {
        await using var app = await StartAsync(null, ("Maps:AssetBytesMax", "1024"));
        File.WriteAllBytes(Path.Combine(app.Assets, "b.png"), new byte[1_025]);
        var reply = await app.SendAsync("assets:read-file-bytes", """{"relativePath":"b.png"}""");
        Assert.Equal((422, "read-asset/read-failed"), (reply.Status, CodeOf(reply)));
    }

    [Fact]
    public async Task MP6_Assets_are_listed_read_and_written()
    {
        await using var app = await StartAsync();
        Assert.Equal(200, (await app.SendAsync(
            "assets:write-json-text", """{"relativePath":"defs/a.json","text":"{not json"}""")).Status);
        File.WriteAllBytes(Path.Combine(app.Assets, "b.png"), [1, 2, 3]);

        var index = (await app.SendAsync("assets:refresh-index")).Json.GetProperty("value");
        var text = await app.SendAsync("assets:read-json-text", """{"relativePath":"defs/a.json"}""");
        var bytes = await app.SendAsync("assets:read-file-bytes", """{"relativePath":"b.png"}""");
        var type = await app.SendAsync("assets:read-json-text", """{"relativePath":"b.png"}""");

        Assert.Equal(["b.png", "defs/a.json"], index.GetProperty("entries").EnumerateArray().Select(e => e.GetString()!));
        Assert.Equal("{not json", text.Json.GetProperty("value").GetString());
        Assert.Equal("AQID", bytes.Json.GetProperty("value").GetString());
        Assert.Equal("read-asset/unsupported-file-type", CodeOf(type));
    }

    [Fact]
    public async Task MP1_Verification_and_the_event_log_cope_with_maps()
    {
        await using var app = await StartAsync();
        await app.OpenAsync("e1m1.json", System.Text.Encoding.UTF8.GetString(Levels.File("e1m1")));
        await app.EditAsync(1);
        await app.SendAsync("map:save");
        var system = EaselApp.Token("root", "t_system", "admin");

        var verified = await app.App.GetAsync("/verify/events", system);
        var canvases = await app.App.GetAsync("/verify", system);
        var events = await app.App.GetAsync("/events", EaselApp.Token("root", role: "admin"));

        Assert.Equal(200, canvases.Status);
        Assert.DoesNotContain("\"ok\":false", canvases.Text + verified.Text);
        Assert.Contains("\"kind\":\"map\"", canvases.Text);
        Assert.Contains("\"kind\":\"map\"", verified.Text);
        var types = events.Json.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("type").GetString());
        Assert.Superset(new HashSet<string?> { "open", "edit", "saved" }, types.ToHashSet());
        Assert.DoesNotContain("vertices", events.Text);
    }
}
