using System.Text.Json;
using Easel.Client;
using Easel.Tests.Faults;
using static Easel.Tests.Faults.ServerProcess;

namespace Easel.Tests.Client;

/// <summary>
/// Both clients on one map of a real server. Whoever is stale is told, and no edit is lost or made on what its maker
/// had not seen: what the members counted is what the map holds.
/// </summary>
public class MapFleetTests
{
    private const int MembersOfAKind = 2;
    private const int Steps = 120;

    [Fact]
    public async Task MP4_A_mixed_fleet_of_NET_and_TypeScript_clients_loses_no_edit_of_a_map()
    {
        var script = Path.Combine(RepositoryRoot.Path, "web/client/fuzz/dist/fuzz/map-member.js");
        if (!File.Exists(script)) Assert.Skip("The TypeScript client is not built: npm run build in web/.");
        using var folder = FaultFolder.Create();
        var maps = Directory.CreateDirectory(Path.Combine(folder.Path, "levels")).FullName;
        File.WriteAllText(Path.Combine(maps, "box.json"), Server.Maps.MapApp.Box);
        await using var server = await StartAsync(folder.Path, ("EASEL__MapsFolder", maps));
        string[] Member(int n) =>
        [
            script, "--url", $"{server.Url}", "--token", Token(folder.Path, $"ts{n}"), "--map", "box.json", "--count",
            $"{Steps}",
        ];

        var scripts = Enumerable.Range(0, MembersOfAKind).Select(n => FleetTests.RunAsync("node", Member(n))).ToList();
        var programs = Enumerable.Range(0, MembersOfAKind).Select(n => EditAsync(server, $"net{n}")).ToList();
        var told = await Task.WhenAll(scripts);
        var done = (await Task.WhenAll(programs)).Concat(told.Select(one => (
            Made: one.GetProperty("made").GetInt32(), Undone: one.GetProperty("undone").GetInt32(),
            Stale: one.GetProperty("stale").GetInt32()))).ToList();

        using var reader = Client(server, "reader");
        using var map = await reader.OpenMapAsync("box.json");
        Assert.Equal(1 + done.Sum(one => one.Made + one.Undone), map.Snapshot.Revision);
        Assert.Equal(
            3 + done.Sum(one => one.Made - one.Undone), map.Snapshot.Content.GetProperty("lights").GetArrayLength());
        Assert.True(done.Sum(one => one.Stale) > 0, "nobody was stale");
        Assert.All(done, one => Assert.True(one.Made > 0, $"{one}"));
        Assert.All(told, one => Assert.True(one.GetProperty("isWhole").GetBoolean(), $"{one}"));
    }

    private static async Task<(int Made, int Undone, int Stale)> EditAsync(ServerProcess server, string user)
    {
        using var client = Client(server, user);
        using var map = await client.OpenMapAsync("box.json");
        var (made, undone, stale) = (0, 0, 0);
        for (var step = 0; step < Steps; step++)
        {
            var isUndo = step % 7 == 6;
            var reply = await (isUndo ? map.UndoAsync() : map.EditAsync(Server.Maps.MapApp.Light));
            if (!reply.IsOk) stale += reply.Code == "map-edit/stale-revision" ? 1 : throw new JsonException(reply.Code);
            else if (isUndo) undone++;
            else made++;
            await Task.Yield();
        }

        return (made, undone, stale);
    }

    private static EaselClient Client(ServerProcess server, string user) => new(new EaselClientOptions
    {
        BaseAddress = server.Url,
        Token = _ => ValueTask.FromResult<string?>(Token(server.Folder, user)),
    });
}
