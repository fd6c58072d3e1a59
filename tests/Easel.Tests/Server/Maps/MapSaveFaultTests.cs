using System.Text.Json;
using Easel.Tests.Contracts.Sqlite;
using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>The file system refuses a save: the map, its history and the file are as they were, and a later save works.
/// </summary>
public class MapSaveFaultTests
{
    [Fact]
    public async Task MP4_A_save_into_a_place_that_is_no_file_fails_and_changes_nothing()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        File.Delete(app.FileOf("box.json"));
        Directory.CreateDirectory(app.FileOf("box.json"));

        await AssertRefusedAsync(app, "map:save", "{}");

        Directory.Delete(app.FileOf("box.json"));
        Assert.Equal(200, (await app.SendAsync("map:save", """{"overwrite":true}""")).Status);
        Assert.Equal(4, Lights(app.FileOf("box.json")));
    }

    [Fact]
    public async Task MP4_A_save_as_below_a_file_fails_and_the_map_stays_where_it_was()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        app.Put("sub", "no folder");

        await AssertRefusedAsync(app, "map:save-as", """{"mapPath":"sub/new.json"}""");

        Assert.Equal("no folder", app.Read("sub"));
        Assert.Equal(200, (await app.SendAsync("map:save")).Status);
        Assert.Equal(200, (await app.SendAsync("map:save-as", """{"mapPath":"new.json"}""")).Status);
    }

    [Fact]
    public async Task MP4_A_save_on_a_full_disk_fails_and_leaves_the_old_file()
    {
        using var disk = SmallDisk.TryMount(mebibytes: 1);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root, on Linux.");
        await AssertFailsOnAsync(disk.Folder, () => disk.Fill(leave: 0), disk.Free);
    }

    [Fact]
    public async Task MP4_A_save_without_permission_fails_and_leaves_the_old_file()
    {
        if (OperatingSystem.IsWindows()) return;
        using var disk = SmallDisk.TryMount(mebibytes: 1);
        if (disk is not null)
        {
            // Who may mount a disk may write everywhere but on one that is read-only.
            await AssertFailsOnAsync(disk.Folder, () => disk.SetReadOnly(true), () => disk.SetReadOnly(false));
            return;
        }

        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        var folder = Directory.CreateTempSubdirectory("easel-maps-").FullName;
        await AssertFailsOnAsync(
            folder, () => SetMode(folder, Read), () => SetMode(folder, Read | UnixFileMode.UserWrite));
        Directory.Delete(folder, recursive: true);
    }

    private static void SetMode(string folder, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, mode);
    }

    private static async Task AssertFailsOnAsync(string folder, Action spoil, Action mend)
    {
        var file = Path.Combine(folder, "box.json");
        File.WriteAllText(file, Box);
        await using var app = await StartAsync(settings => settings.MapsFolder = folder);
        Assert.Equal(200, (await app.SendAsync("map:open", """{"mapPath":"box.json"}""")).Status);
        await app.EditAsync(1);
        spoil();
        try
        {
            await AssertRefusedAsync(app, "map:save", "{}");
            await AssertRefusedAsync(app, "map:save", """{"overwrite":true}""");
            await AssertRefusedAsync(app, "map:save-as", """{"mapPath":"sub/new.json"}""");
            Assert.Equal(Box, File.ReadAllText(file));
            Assert.Empty(Directory.GetFiles(folder, "*.tmp"));
        }
        finally
        {
            mend();
        }

        Assert.Equal(200, (await app.SendAsync("map:save")).Status);
        Assert.Equal(4, Lights(file));
        Assert.False((await app.NowAsync()).GetProperty("dirty").GetBoolean());
    }

    private static async Task AssertRefusedAsync(MapApp app, string channel, string body)
    {
        var before = (await app.SendAsync("state:get")).Text;

        var reply = await app.SendAsync(channel, body);

        Assert.True((503, "map-io/write-failed") == (reply.Status, CodeOf(reply)), reply.Text);
        Assert.DoesNotContain("/", reply.Json.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(before, (await app.SendAsync("state:get")).Text);
    }

    private static int Lights(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("lights").GetArrayLength();
    }
}
