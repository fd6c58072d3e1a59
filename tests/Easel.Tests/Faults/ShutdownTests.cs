using System.Diagnostics;

namespace Easel.Tests.Faults;

/// <summary>SIGTERM under load, with streams open (RELIABILITY T25, SPEC HO).</summary>
[Collection(FaultTests.Name)]
public class ShutdownTests(ITestOutputHelper output)
{
    private const int StreamsPerCanvas = 10;

    [Fact]
    public async Task A_terminated_server_finishes_what_it_began_and_exits_with_0()
    {
        var rounds = FaultTests.Count("EASEL_TERM_ROUNDS", 3);
        using var folder = FaultFolder.Create();
        var crew = new Crew(seed: 25);
        var slowest = TimeSpan.Zero;
        for (var round = 0; round < rounds; round++)
        {
            var took = await TerminateAsync(crew, folder.Path);
            if (took > slowest) slowest = took;
            await using var server = await ServerProcess.StartAsync(folder.Path);
            var resolved = await crew.ResolveAsync(server);
            Assert.True(resolved.Faults.Count == 0, $"round {round}:\n{string.Join('\n', resolved.Faults.Take(20))}");
            output.WriteLine($"round {round}: {took}; unknown: {resolved.Applied} applied, {resolved.Absent} absent");
            Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(10)));
        }
    }

    private static async Task<TimeSpan> TerminateAsync(Crew crew, string folder)
    {
        await using var server = await ServerProcess.StartAsync(folder);
        using var client = server.Client();
        var heads = (await crew.ReadAsync(client)).ToDictionary(canvas => canvas.Id, canvas => canvas.SnapshotRev);
        List<Follower> followers = [];
        foreach (var canvas in crew.Canvases)
        {
            for (var i = 0; i < StreamsPerCanvas; i++)
                followers.Add(await Follower.OpenAsync(client, canvas, heads[canvas]));
        }

        var writing = crew.WriteAsync(server, CancellationToken.None);
        await Task.Delay(700);
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(10)));
        var took = clock.Elapsed;
        await writing;
        await Task.WhenAll(followers.Select(one => one.Ended)).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.All(followers, one => Assert.Null(one.Fault));
        Assert.Contains(followers, one => one.Last > heads.Values.Min());
        followers.ForEach(one => one.Dispose());
        return took;
    }
}
