using System.Text;
using System.Text.Json;

namespace Easel.Tests.Faults;

/// <summary>SIGKILL between edits and saves of a map: the file is always whole, and no answered edit is lost.</summary>
[Collection(FaultTests.Name)]
public class MapKillTests(ITestOutputHelper output)
{
    private int recovered;
    private int saves;

    [Fact]
    public async Task MP3_A_killed_server_leaves_a_whole_file_and_keeps_unsaved_edits()
    {
        var rounds = FaultTests.Count("EASEL_MAP_KILL_ROUNDS", 4);
        var seed = FaultTests.Count("EASEL_SEED", Environment.TickCount & 0xffff);
        output.WriteLine($"EASEL_SEED={seed}");
        var random = new Random(seed);
        using var folder = FaultFolder.Create();
        var maps = Directory.CreateDirectory(Path.Combine(folder.Path, "levels")).FullName;
        var file = Path.Combine(maps, "box.json");
        File.WriteAllText(file, Server.Maps.MapApp.Box);
        var lights = 3;
        for (var round = 0; round < rounds; round++)
        {
            lights = await EditAsync(folder.Path, maps, lights, round, random.Next(20, 400));

            // Whole at any moment, and a version that was: never more lights than were made.
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            Assert.InRange(json.RootElement.GetProperty("lights").GetArrayLength(), 3, lights + 1);
        }

        output.WriteLine($"{rounds} kills, {saves} saves answered, {recovered} times with unsaved edits");
        Assert.True(saves > 0, "no kill came after a save");
        Assert.True(recovered > 0, "no kill came before a save");
        await using var last = await ServerProcess.StartAsync(folder.Path, ("EASEL__MapsFolder", maps));
        using var client = last.Client();
        await SendAsync(client, "map:open", """{"mapPath":"box.json"}""");
        Assert.Equal(200, (await SendAsync(client, "map:save", "{}")).Status);
        Assert.Equal([file], Directory.GetFiles(maps)); // Nothing was left, and nothing of ours was taken for theirs.
    }

    /// <summary>
    /// Edits and saves until the server is killed: first after a save, then after an edit, and later at any moment.
    /// </summary>
    /// <returns>Lights of edits that were answered; one more may have been made.</returns>
    private async Task<int> EditAsync(string folder, string maps, int lights, int round, int afterMs)
    {
        await using var server = await ServerProcess.StartAsync(folder, ("EASEL__MapsFolder", maps));
        using var client = server.Client();
        var (status, map) = await SendAsync(client, "map:open", """{"mapPath":"box.json"}""");
        Assert.True(status == 200, map.ToString());
        map = map.GetProperty("value");
        var there = map.GetProperty("json").GetProperty("lights").GetArrayLength();
        Assert.InRange(there, lights, lights + 1);
        Assert.False(map.TryGetProperty("changedOnDisk", out _), "our own save was taken for somebody else's");
        if (map.TryGetProperty("recoveredEdits", out var edits)) recovered += edits.GetInt32() > 0 ? 1 : 0;
        var (at, made) = (map.GetProperty("revision").GetInt64(), there);
        var now = new TaskCompletionSource();
        var killing = Task.Run(async () =>
        {
            await (round < 2 ? now.Task : Task.Delay(afterMs));
            await server.KillAsync();
        });
        Task KillAtAsync(int thisRound)
        {
            if (round == thisRound) now.TrySetResult();
            return round == thisRound ? killing : Task.CompletedTask;
        }

        try
        {
            while (true)
            {
                var edit = $$"""{"baseRevision":{{at}},"command":{{Server.Maps.MapApp.Light}}}""";
                Assert.Equal(200, (await SendAsync(client, "map:edit", edit)).Status);
                (at, made) = (at + 1, made + 1);
                if (made % 3 == 1) await KillAtAsync(1);
                if (made % 3 != 0) continue;
                Assert.Equal(200, (await SendAsync(client, "map:save", "{}")).Status);
                saves++;
                await KillAtAsync(0);
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            await killing;
            return made;
        }
    }

    private static async Task<(int Status, JsonElement Json)> SendAsync(FaultClient client, string channel, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.Http.PostAsync($"/ipc/{channel}", content);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }
}
