using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>What happens to a map, as its readers hear of it.</summary>
public class MapStreamTests
{
    [Fact]
    public async Task MP8_A_reader_is_told_of_each_change_with_revision_shifts_and_selection_effect()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString();
        using var reader = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}");
        var first = (await reader.ReadAsync())!;
        Assert.Equal(("state_changed", "current"), (first.Name, Cause(first)));

        await app.EditAsync(1, """{"kind":"map-edit/delete","target":{"kind":"light","index":0}}""");
        await app.SendAsync("map:undo", """{"baseRevision":2}""");
        await app.SendAsync("map:save");

        var deleted = (await reader.ReadAsync())!;
        Assert.Equal(("edit", 2L), (Cause(deleted), Revision(deleted)));
        Assert.True(deleted.Json.GetProperty("dirty").GetBoolean());
        Assert.Equal("removed", deleted.Json.GetProperty("shifts")[0].GetProperty("change").GetString());
        var undone = (await reader.ReadAsync())!;
        Assert.Equal(("undo", 3L), (Cause(undone), Revision(undone)));
        Assert.Equal("map-edit/selection/set", undone.Json.GetProperty("selectionEffect").GetProperty("kind").GetString());
        Assert.False(undone.Json.GetProperty("dirty").GetBoolean());
    }

    [Fact]
    public async Task MP8_A_reader_goes_on_where_it_was_and_is_told_where_the_map_is_if_it_cannot()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString();
        for (var at = 1; at <= 3; at++) await app.EditAsync(at);

        using var resumed = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}", "2");
        Assert.Equal(3, Revision((await resumed.ReadAsync())!));
        Assert.Equal(4, Revision((await resumed.ReadAsync())!));
        using var lost = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}", "99");
        var reset = (await lost.ReadAsync())!;
        Assert.Equal("reset", Cause(reset));

        // The id leads to where it came from, and nowhere in another history.
        await app.EditAsync(4);
        using var again = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}", reset.Id);
        Assert.Equal(("edit", 5L), (await again.ReadAsync())! is var next ? (Cause(next), Revision(next)) : default);
        using var other = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}", "elsewhere:3");
        Assert.Equal("reset", Cause((await other.ReadAsync())!));
        Assert.Equal(404, (await app.App.GetAsync("/sse/maps/none")).Status);
    }

    [Fact]
    public async Task MP8_A_reader_is_told_when_somebody_else_changes_the_file()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString();
        using var reader = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}");
        await reader.ReadAsync();

        // What the server itself writes is no news of this kind.
        await app.EditAsync(1);
        await app.SendAsync("map:save");
        Assert.Equal("edit", Cause((await reader.ReadAsync())!));
        Assert.Equal("saved", Cause((await reader.ReadAsync())!));
        app.Put("box.json", "{}");

        Assert.Equal("file_changed", (await reader.ReadAsync())!.Name);
    }

    [Fact]
    public async Task MP8_A_stopped_map_ends_its_streams_and_reading_goes_on()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString()!;
        using var reader = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}");
        await reader.ReadAsync();

        await app.App.KillAsync(id);

        Assert.Equal("map_killed", (await reader.ReadAsync())!.Name);
        Assert.Null(await reader.ReadAsync());
        Assert.Equal(423, (await app.App.GetAsync($"/sse/maps/{id}")).Status);
        Assert.Equal(1, RevisionOf(await app.NowAsync()));
    }

    [Fact]
    public async Task MP8_A_tenant_without_streams_has_none_of_maps()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString()!;
        using var reader = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}");
        await reader.ReadAsync();

        await app.App.PutAsync("/feature-flags", """{"sse_enabled":false}""", EaselApp.Token("root", role: "admin"));

        Assert.Null(await reader.ReadAsync());
        Assert.Equal(403, (await app.App.GetAsync($"/sse/maps/{id}")).Status);
    }

    [Theory]
    [InlineData("?map_id={0}", null)]
    [InlineData("?canvas_id={0}", null)]
    [InlineData("?map_id={0}&canvas_id={0}", null)]
    [InlineData("", """{{"type":"hello","map_id":"{0}"}}""")]
    [InlineData("?map_id={0}", """{{"type":"hello","map_id":"{0}","canvas_id":"{0}","context":{{"map_id":"{0}"}}}}""")]
    public async Task MP8_Those_on_a_map_see_each_other_in_its_room(string query, string? hello)
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString()!;
        var (named, said) = (Fill(query, id), hello is null ? null : Fill(hello, id));
        await using var alice = await SocketClient.OpenAsync(app.App, named, EaselApp.Token());
        await using var bob = await SocketClient.OpenAsync(app.App, named, EaselApp.Token("bob"));
        foreach (var socket in said is null ? [] : (SocketClient[])[alice, bob]) await socket.SendAsync(said!);

        await bob.ReadPresenceAsync("alice");
        await bob.SendAsync(SocketClient.Gesture("cursor", more: $$""","map_id":"{{id}}" """).Replace("alice", "bob"));

        var gesture = await alice.ReadAsync("gesture");
        Assert.Equal("bob", gesture.GetProperty("from").GetProperty("subject").GetString());
        Assert.Equal(id, gesture.GetProperty("canvas_id").GetString());
        Assert.False(gesture.TryGetProperty("map_id", out _));
    }

    [Theory]
    [InlineData("?map_id=a", """{"type":"hello","map_id":"b"}""")]
    [InlineData("?map_id=a", """{"type":"hello","canvas_id":"b"}""")]
    [InlineData("?map_id=a", """{"type":"hello","context":{"map_id":"b"}}""")]
    [InlineData("", """{"type":"hello","map_id":"a","canvas_id":"b"}""")]
    [InlineData("", """{"type":"hello","map_id":7}""")]
    public async Task GS6_A_hello_that_names_another_map_is_refused(string query, string hello)
    {
        await using var app = await StartAsync();
        await using var socket = await SocketClient.OpenAsync(app.App, query);

        await socket.SendAsync(hello);
        while (await socket.ReadTextAsync() is not null)
        {
        }

        Assert.Equal(4003, (int?)socket.CloseStatus);
    }

    [Fact]
    public async Task TE1_A_map_that_is_named_twice_and_differently_is_refused()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString()!;

        Assert.Equal(400, await SocketClient.RefusalAsync(app.App, $"?map_id={id}&canvas_id=other"));
        Assert.Equal(400, (await app.App.GetAsync($"/sse/maps/{id}?canvas_id=other")).Status);
        Assert.Equal(400, (await app.App.GetAsync("/sse/maps/other?map_id=" + id)).Status);
    }

    [Fact]
    public async Task TE4_A_ticket_for_something_else_opens_no_stream_of_a_map()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString()!;

        foreach (var body in (string[])["""{"canvas_id":"c"}""", """{"map_id":"c"}"""])
        {
            var refused = await app.App.GetAsync($"/sse/maps/{id}?ticket={await TicketAsync(app, body)}", "");
            Assert.Equal((400, "CONTEXT_MISMATCH"), (refused.Status, refused.Code));
        }

        var mine = $$"""{"map_id":"{{id}}"}""";
        Assert.Equal(400, (await app.App.GetAsync($"/sse/canvas/c?ticket={await TicketAsync(app, mine)}", "")).Status);
        foreach (var body in (string[])[mine, $$"""{"canvas_id":"{{id}}"}""", "{}"])
        {
            var path = $"/sse/maps/{id}?ticket={await TicketAsync(app, body)}";
            using var reader = await EventReader.OpenAsync(app.App, path, token: "");
            Assert.Equal("current", Cause((await reader.ReadAsync())!));
            Assert.Equal(401, (await app.App.GetAsync(path, "")).Status); // It is used up.
        }
    }

    private static async Task<string> TicketAsync(MapApp app, string body) =>
        (await app.App.PostAsync("/auth/ticket", body)).Json.GetProperty("ticket").GetString()!;

    private static string Fill(string format, string id) => string.Format(null, format, id);

    private static string? Cause(Event one) => one.Json.GetProperty("cause").GetString();

    private static long Revision(Event one) => one.Json.GetProperty("revision").GetInt64();
}
