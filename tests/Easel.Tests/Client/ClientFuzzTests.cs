using System.Globalization;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents;
using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Client;

/// <summary>
/// Several clients edit, undo, lose connections and answers, go offline, die and come back, all driven by one seed. In
/// the end they, the server and a replay of the log hold the same canvas, every edit is committed once or was reported
/// as lost, and none is both. EASEL_FUZZ_SEEDS=50000 makes it a night's work; EASEL_FUZZ_SEED=7 runs one seed alone.
/// </summary>
public class ClientFuzzTests
{
    private const int Steps = 200;

    private static int Seeds => Number("EASEL_FUZZ_SEEDS") ?? 1_000;

    [Fact]
    public async Task RB7_All_clients_the_server_and_the_replay_end_in_the_same_canvas()
    {
        var counts = new SimCounts();
        if (Number("EASEL_FUZZ_SEED") is { } one)
        {
            await RunAsync(one, counts, Planted.Nothing);
            return;
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, Seeds), async (seed, _) =>
        {
            var met = new SimCounts();
            await RunAsync(seed, met, Planted.Nothing);
            lock (counts) counts.Add(met);
        });
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", counts.All));
        Assert.All(counts.All, count => Assert.True(count.Count > Seeds / 50, $"{count} in {Seeds} seeds"));
    }

    [Theory]
    [InlineData(nameof(Planted.SkipsTheRebase))]
    [InlineData(nameof(Planted.ForgetsItsOwnCommits))]
    [InlineData(nameof(Planted.ResendsUnderANewKey))]
    [InlineData(nameof(Planted.LosesThePersistedEditInFlight))]
    [InlineData(nameof(Planted.KeepsQuietAboutDrops))]
    public async Task Control_A_client_with_a_planted_mistake_is_noticed(string mistake)
    {
        var failures = 0;
        for (var seed = 0; seed < 40 && failures == 0; seed++)
        {
            try
            {
                await RunAsync(seed, new SimCounts(), Enum.Parse<Planted>(mistake));
            }
            catch (Xunit.Sdk.XunitException)
            {
                failures++;
            }
        }

        Assert.True(failures > 0, "forty runs noticed nothing");
    }

    private static async Task RunAsync(int seed, SimCounts counts, Planted planted)
    {
        try
        {
            var random = new Random(seed);
            var options = new DocumentOptions { RecentMax = 64, RebaseMissedMax = 3 + random.Next(40) };
            var server = new DeskServer(new Desk(options: options, validators: [DeskServer.Unlucky]));
            var clients = Enumerable.Range(0, 2 + random.Next(4)).Select(n => new SimClient(
                $"s{seed}c{n}", server, new RandomCanvas((seed * 10) + n), random, counts, planted)).ToList();
            foreach (var client in clients) await client.StartAsync();
            for (var step = 0; step < Steps; step++)
                await StepAsync(clients[random.Next(clients.Count)], random, counts);
            await FinishAsync(clients, server);
        }
        catch (Exception failed)
        {
            Assert.Fail($"EASEL_FUZZ_SEED={seed}: {failed}");
        }
    }

    private static async Task StepAsync(SimClient client, Random random, SimCounts counts)
    {
        if (random.Next(25) == 0)
        {
            client.IsOffline = !client.IsOffline;
            counts.Offline += client.IsOffline ? 1 : 0;
        }

        if (random.Next(50) == 0) await client.RestartAsync();
        await client.ArriveAsync(isCalm: false);
        var choice = random.Next(20);
        if (choice < 8) client.Edit();
        else if (choice == 8) client.AskForHistory();
        else if (client.IsOffline) return;
        else if (choice == 9 && random.Next(3) == 0) await client.JumpAsync();
        else if (choice < 14) await client.FollowAsync(random.Next(5));
        else await client.SendAsync(isCalm: false);
    }

    private static async Task FinishAsync(List<SimClient> clients, DeskServer server)
    {
        for (var round = 0; clients.Exists(client => !client.IsIdle); round++)
        {
            if (round > 2_000) throw new InvalidOperationException("the clients do not come to an end");
            foreach (var client in clients)
            {
                await client.ArriveAsync(isCalm: true);
                await client.SendAsync(isCalm: true);
                await client.FollowAsync(100);
            }
        }

        foreach (var client in clients)
        {
            await client.FollowAsync(int.MaxValue);
            await client.CountAnswersAsync();
        }

        var (hash, log) = (await server.Desk.Hash(), await server.Desk.Log());
        Assert.Equal(hash, CanvasJson.Hash(Desk.Replay(log)));
        Assert.All(clients, client => Assert.Equal(
            (log.Count, hash, hash),
            (client.Canvas.Rev, CanvasJson.Hash(client.Canvas.Confirmed), CanvasJson.Hash(client.Canvas.View))));
        Assert.All(clients, client => Assert.True(
            client.Canvas.Surprises == 0 || client.MayBeSurprised, "the server rebased otherwise than the client"));
        Account(clients, log);
    }

    /// <summary>Every edit is committed once, or its user was told that it is lost.</summary>
    private static void Account(List<SimClient> clients, List<Commit> log)
    {
        var commits = log.Select(commit => commit.ReadDetails()).ToList();
        var byKey = commits.ToLookup(commit => commit.By.CorrelationId);
        Assert.All(byKey, same => Assert.True(same.Count() == 1, $"{same.Key} is committed {same.Count()} times"));
        var fates = clients.SelectMany(client => client.Fates).ToDictionary();
        Assert.All(commits.Where(commit => commit.TakesBack is null && commit.RestoreOf is null), commit =>
            Assert.True(fates.ContainsKey(commit.By.CorrelationId!), $"nobody made {commit.By.CorrelationId}"));
        foreach (var (key, fate) in fates)
        {
            var commit = byKey[key].FirstOrDefault();
            if (fate.IsUnsaved) continue;
            var isCommitted = commit is not null;
            Assert.True(isCommitted != fate.IsTold, $"{key}: told lost {fate.IsTold}, committed {isCommitted}");
            Assert.True(commit is null || fate.IsHonest(commit), $"{key} lost ops without a word");
        }
    }

    private static int? Number(string variable) => int.TryParse(
        Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
