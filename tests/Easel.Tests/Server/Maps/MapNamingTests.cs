using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>Which map a request means, and that nothing is guessed where it could be another one.</summary>
public class MapNamingTests
{
    [Theory]
    [InlineData("map:edit", $$"""{"baseRevision":1,"command":{{Light}}}""")]
    [InlineData("map:undo", """{"baseRevision":1}""")]
    [InlineData("map:redo", """{"baseRevision":1}""")]
    [InlineData("map:reload", """{"baseRevision":1}""")]
    [InlineData("map:save", null)]
    [InlineData("map:save-as", """{"mapPath":"c.json"}""")]
    [InlineData("map:save-and-run", null)]
    [InlineData("map:save", "{}")]
    [InlineData("map:edit", """{"baseRevision":9,"command":7}""")]
    [InlineData("map:new", """{"unsaved":"save"}""")]
    public async Task MP2_Who_has_opened_two_maps_says_which_one_a_change_is_for(string channel, string? body)
    {
        await using var app = await StartAsync();
        await app.OpenAsync("a.json");
        await app.OpenAsync("b.json");
        if (channel == "map:new") await EditNamedAsync(app, (await app.NowAsync()).GetProperty("mapId").GetString()!);
        var (before, file) = ((await app.SendAsync("state:get")).Text, app.Read("b.json"));

        var reply = await app.SendAsync(channel, body);

        Assert.True((422, "map-io/map-id-required") == (reply.Status, CodeOf(reply)), reply.Text);
        Assert.Equal(before, (await app.SendAsync("state:get")).Text);
        Assert.Equal((file, false), (app.Read("b.json"), File.Exists(app.FileOf("c.json"))));
    }

    [Fact]
    public async Task MP2_A_window_of_the_first_map_does_not_change_the_second()
    {
        await using var app = await StartAsync();
        var first = (await app.OpenAsync("a.json")).GetProperty("mapId").GetString()!;
        await app.OpenAsync("b.json");

        Assert.Equal(422, (await app.EditAsync(1)).Status);
        Assert.Equal(200, (await EditNamedAsync(app, first)).Status);
        Assert.Equal(200, (await app.SendAsync($"map:save?map_id={first}")).Status);

        Assert.Equal(1, RevisionOf(await app.NowAsync()));
        Assert.NotEqual(app.Read("a.json"), app.Read("b.json"));
        Assert.Equal(422, (await app.EditAsync(2)).Status);
        Assert.Equal(200, (await app.SendAsync("map:validate")).Status); // Who only looks means the last one.
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"x\"")]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("""{"overwrite":"true"}""")]
    [InlineData("""{"overwrite":1}""")]
    [InlineData("""{"mapId":7}""")]
    [InlineData("""{"mapPath":7}""")]
    [InlineData("""{"mapPath":["a.json"]}""")]
    [InlineData("""{"unsaved":1}""")]
    [InlineData("""{"unsaved":"perhaps"}""")]
    public async Task MP5_What_is_no_request_or_has_members_of_other_types_does_nothing(string body)
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        var file = app.Read();

        foreach (var channel in (string[])["map:save", "map:save-as", "map:new", "map:open", "map:validate",
            "map:list", "state:get", "map:save-and-run", "map:open-from-assets"])
        {
            var reply = await app.SendAsync(channel, body);
            Assert.True((422, "map-edit/invalid-json") == (reply.Status, CodeOf(reply)), $"{channel}: {reply.Text}");
        }

        Assert.Equal(file, app.Read());
        Assert.True((await app.NowAsync()).GetProperty("dirty").GetBoolean());
    }

    [Fact]
    public async Task MP5_Null_and_members_that_are_null_are_no_request()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();

        Assert.Equal(200, (await app.SendAsync("map:save", "null")).Status);
        Assert.Equal(200, (await app.SendAsync("map:save", """{"mapId":null,"overwrite":null}""")).Status);
        Assert.Equal(200, (await app.SendAsync("map:new", """{"mapPath":null,"unsaved":null}""")).Status);
    }

    [Theory]
    [InlineData("map:save")]
    [InlineData("state:get")]
    public async Task TE1_A_map_that_is_named_twice_and_differently_is_none(string channel)
    {
        await using var app = await StartAsync();
        var (a, b) = (await IdAsync("a.json"), await IdAsync("b.json"));

        var reply = await app.SendAsync($"{channel}?map_id={a}", $$"""{"mapId":"{{b}}"}""");

        Assert.Equal((400, "CONTEXT_MISMATCH"), (reply.Status, CodeOf(reply)));
        Assert.Equal(200, (await app.SendAsync($"{channel}?map_id={a}", $$"""{"mapId":"{{a}}"}""")).Status);
        async Task<string> IdAsync(string name) => (await app.OpenAsync(name)).GetProperty("mapId").GetString()!;
    }

    private static Task<Reply> EditNamedAsync(MapApp app, string map) =>
        app.SendAsync("map:edit", $$"""{"mapId":"{{map}}","baseRevision":1,"command":{{Light}}}""");
}
