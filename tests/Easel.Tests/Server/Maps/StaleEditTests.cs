using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>Edits are made on what their sender saw, or not at all.</summary>
public class StaleEditTests
{
    [Fact]
    public async Task MP4_A_matching_base_succeeds_and_makes_one_revision()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();

        var reply = await app.EditAsync(1);

        Assert.Equal(200, reply.Status);
        var value = reply.Json.GetProperty("value");
        Assert.Equal("map-edit/applied", value.GetProperty("kind").GetString());
        Assert.Equal(2, value.GetProperty("revision").GetInt64());
        Assert.Equal(2, RevisionOf(await app.NowAsync()));
        Assert.True((await app.NowAsync()).GetProperty("dirty").GetBoolean());
    }

    [Theory]
    [InlineData("map:edit", """{"baseRevision":1,"command":{"kind":"map-edit/create-light","at":{"x":1,"y":1}}}""")]
    [InlineData("map:edit", """{"baseRevision":9,"command":{"kind":"no-such-command"}}""")]
    [InlineData("map:undo", """{"baseRevision":1}""")]
    [InlineData("map:redo", """{"baseRevision":1.5}""")]
    public async Task MP4_A_stale_base_is_refused_and_changes_nothing(string channel, string body)
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        var before = (await app.SendAsync("state:get")).Text;

        var reply = await app.SendAsync(channel, body);

        Assert.Equal(409, reply.Status);
        var error = reply.Json.GetProperty("error");
        Assert.False(reply.Json.GetProperty("ok").GetBoolean());
        Assert.Equal("map-edit-error", error.GetProperty("kind").GetString());
        Assert.Equal("map-edit/stale-revision", error.GetProperty("code").GetString());
        Assert.Equal(2, error.GetProperty("currentRevision").GetInt64());
        Assert.Equal(before, (await app.SendAsync("state:get")).Text);
    }

    [Fact]
    public async Task MP3_Opening_makes_revision_1_and_a_later_open_joins()
    {
        await using var app = await StartAsync();

        var first = await app.OpenAsync();
        await app.EditAsync(1);
        var second = await app.OpenAsync(user: "bob");

        Assert.Equal(1, RevisionOf(first));
        Assert.False(first.GetProperty("dirty").GetBoolean());
        Assert.True(first.GetProperty("lastValidation").GetProperty("ok").GetBoolean());
        Assert.Equal(2, RevisionOf(second));
        Assert.Equal(first.GetProperty("mapId").GetString(), second.GetProperty("mapId").GetString());
        Assert.Equal("box.json", second.GetProperty("filePath").GetString());
    }

    [Fact]
    public async Task MP4_Two_windows_on_one_revision_are_one_edit_and_one_stale_answer()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.OpenAsync(user: "bob");

        var replies = await Task.WhenAll(app.EditAsync(1), app.EditAsync(1, user: "bob"));

        Assert.Equal([200, 409], replies.Select(reply => reply.Status).Order());
        Assert.Equal(2, RevisionOf(await app.NowAsync()));
    }

    [Fact]
    public async Task MP4_Undo_and_redo_make_one_revision_each_and_saving_none()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);

        Assert.Equal(200, (await app.SendAsync("map:save")).Status);
        Assert.Equal(2, RevisionOf(await app.NowAsync()));
        Assert.False((await app.NowAsync()).GetProperty("dirty").GetBoolean());
        Assert.Equal(200, (await app.SendAsync("map:undo", """{"baseRevision":2}""")).Status);
        Assert.True((await app.NowAsync()).GetProperty("dirty").GetBoolean());
        Assert.Equal(200, (await app.SendAsync("map:redo", """{"baseRevision":3}""")).Status);
        Assert.Equal(4, RevisionOf(await app.NowAsync()));
        Assert.False((await app.NowAsync()).GetProperty("dirty").GetBoolean());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"command":{}}""")]
    [InlineData("""{"baseRevision":"1","command":{}}""")]
    [InlineData("""{"baseRevision":true,"command":{}}""")]
    [InlineData("""{"baseRevision":null,"command":{}}""")]
    [InlineData("""{"baseRevision":1,"command":[]}""")]
    [InlineData("""{"baseRevision":NaN}""")]
    [InlineData("""{"baseRevision":1,"baseRevision":1}""")]
    [InlineData("""{"mapId":7,"baseRevision":1,"command":{}}""")]
    [InlineData("""{"baseRevision":1,""")]
    public async Task MP5_A_malformed_request_is_a_typed_error_and_never_means_the_current_revision(string? body)
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);

        foreach (var channel in (string[])["map:edit", "map:undo", "map:redo"])
        {
            var reply = await app.SendAsync(channel, body);
            if (channel != "map:edit" && body?.Contains("[]}", StringComparison.Ordinal) == true) continue;

            Assert.True((422, "map-edit/invalid-json") == (reply.Status, CodeOf(reply)), $"{channel}: {reply.Text}");
            Assert.Equal(2, RevisionOf(await app.NowAsync()));
        }
    }

    [Fact]
    public async Task MP2_Without_a_map_there_is_no_document()
    {
        await using var app = await StartAsync();

        Assert.Equal(404, (await app.EditAsync(1)).Status);
        Assert.Equal("map-edit/no-document", CodeOf(await app.EditAsync(1)));
        Assert.Equal("map-io/no-document", CodeOf(await app.SendAsync("map:save")));
        Assert.Equal("map-edit/invalid-json", CodeOf(await app.SendAsync("map:undo")));
    }

    [Fact]
    public async Task MP1_Who_may_only_look_edits_nothing_and_a_frozen_map_is_423()
    {
        await using var app = await StartAsync();
        var map = await app.OpenAsync();
        var body = $$"""{"mapId":"{{map.GetProperty("mapId")}}","baseRevision":1,"command":{{Light}}}""";

        Assert.Equal(403, (await app.SendAsync("map:edit", body, "eve", "viewer")).Status);
        Assert.Equal(200, (await app.SendAsync("map:open", """{"mapPath":"box.json"}""", "eve", "viewer")).Status);
        app.Put("other.json", "{}");
        Assert.Equal(403, (await app.SendAsync("map:open", """{"mapPath":"other.json"}""", "eve", "viewer")).Status);
        await app.App.KillAsync(map.GetProperty("mapId").GetString()!, "freeze");
        var frozen = await app.SendAsync("map:edit", body);
        Assert.Equal((423, "CANVAS_FROZEN"), (frozen.Status, CodeOf(frozen)));
        Assert.Equal(423, frozen.Json.GetProperty("error").GetProperty("status").GetInt32());
        Assert.Equal(423, (await app.SendAsync("map:save")).Status);
        Assert.Equal(1, RevisionOf(await app.NowAsync()));
    }
}
