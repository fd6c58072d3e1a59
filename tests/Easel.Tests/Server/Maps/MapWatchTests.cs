using Easel.Server.Maps;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>Somebody else changes the file of a map that is being read.</summary>
public class MapWatchTests
{
    [Fact]
    public async Task MP8_All_readers_of_a_map_share_one_watch_and_each_is_told_once()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString();
        var watches = app.App.Services.GetRequiredService<FileWatches>();
        var readers = new List<EventReader>();
        for (var i = 0; i < 8; i++) readers.Add(await ReadAsync(app, id));

        app.Put("box.json", "{}");

        foreach (var reader in readers) Assert.Equal("file_changed", (await reader.ReadAsync())!.Name);
        Assert.Equal(1, watches.Count);
        await app.EditAsync(1);
        foreach (var reader in readers)
        {
            Assert.Equal("state_changed", (await reader.ReadAsync())!.Name);
            reader.Dispose();
        }

        await UntilAsync(() => watches.Count == 0);
    }

    [Fact]
    public async Task MP8_Who_comes_later_is_told_while_the_file_is_another()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString();
        using var first = await ReadAsync(app, id);
        app.Put("box.json", Box + "\n");
        Assert.Equal("file_changed", (await first.ReadAsync())!.Name);

        using (var second = await ReadAsync(app, id))
            Assert.Equal("file_changed", (await second.ReadAsync())!.Name);

        // Once the map has read the file, it is no news to anybody.
        Assert.Equal(200, (await app.SendAsync("map:reload", """{"baseRevision":1}""")).Status);
        using var third = await ReadAsync(app, id);
        await app.EditAsync(2);
        Assert.Equal(3, (await third.ReadAsync())!.Json.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task MP8_Each_change_is_told_and_a_file_that_is_gone_is_none()
    {
        await using var app = await StartAsync();
        var id = (await app.OpenAsync()).GetProperty("mapId").GetString();
        using var reader = await ReadAsync(app, id);
        for (var round = 0; round < 2; round++)
        {
            app.Put("box.json", new string(' ', round + 1) + Box);
            Assert.Equal("file_changed", (await reader.ReadAsync())!.Name);
        }

        File.Delete(app.FileOf("box.json"));
        await app.EditAsync(1);
        Assert.Equal("state_changed", (await reader.ReadAsync())!.Name);
        Assert.Equal(409, (await app.SendAsync("map:save")).Status);
    }

    /// <summary>A reader who has heard where the map is.</summary>
    private static async Task<EventReader> ReadAsync(MapApp app, string? id)
    {
        var reader = await EventReader.OpenAsync(app.App, $"/sse/maps/{id}");
        Assert.Equal("state_changed", (await reader.ReadAsync())!.Name);
        return reader;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo()) await Task.Delay(10, patience.Token);
    }
}
