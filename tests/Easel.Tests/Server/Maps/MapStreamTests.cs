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
        Assert.Equal("reset", Cause((await lost.ReadAsync())!));
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

    [Fact]
    public async Task MP8_Those_on_a_map_see_each_other_in_the_room_of_its_name()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString()!;
        await using var alice = await SocketClient.OpenAsync(app.App, $"?canvas_id={id}", EaselApp.Token());
        await using var bob = await SocketClient.OpenAsync(app.App, $"?canvas_id={id}", EaselApp.Token("bob"));

        await bob.ReadPresenceAsync("alice");
        await bob.SendAsync("""{"type":"gesture","data":{"kind":"cursor","payload":{"x":1,"y":2}}}""");

        var gesture = await alice.ReadAsync("gesture");
        Assert.Equal("bob", gesture.GetProperty("from").GetProperty("subject").GetString());
        Assert.Equal(id, gesture.GetProperty("canvas_id").GetString());
    }

    private static string? Cause(Event one) => one.Json.GetProperty("cause").GetString();

    private static long Revision(Event one) => one.Json.GetProperty("revision").GetInt64();
}
