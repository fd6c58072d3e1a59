using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents;

/// <summary>
/// RELIABILITY T8: several clients edit, undo, lose answers, go offline and come back; in the end all of them, the server and
/// a replay of the log hold the same canvas. EASEL_FUZZ_SEEDS=50000 makes it a night's work.
/// </summary>
public class ConvergenceFuzzTests
{
    private const int Steps = 200;

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("EASEL_FUZZ_SEEDS"), out var seeds) ? seeds : 300;

    [Fact]
    public async Task T8_All_clients_the_server_and_the_replay_end_in_the_same_canvas()
    {
        var counts = new FuzzCounts();
        for (var seed = 0; seed < Seeds; seed++) await RunAsync(seed, counts, CanvasRebase.Over);

        Assert.True(counts.Commits > Seeds * 20, $"{counts.Commits} commits");
        foreach (var count in new[]
        {
            counts.Stale, counts.ServerRebases, counts.LocalRebases, counts.Drops, counts.NothingLeft, counts.Repeats,
            counts.Undos, counts.Resets, counts.Offline, counts.Compared,
        })
        {
            Assert.True(count > Seeds / 10, "the clients hardly met");
        }
    }

    /// <summary>The fuzz must fail when clients get something wrong that matters only now and then.</summary>
    [Theory]
    [InlineData("rebases nothing")]
    [InlineData("keeps what was to be dropped")]
    [InlineData("forgets the second piece of a split op")]
    [InlineData("does not carry the committed ops over the first pending one")]
    public async Task Control_A_client_that_rebases_wrongly_is_noticed(string fault)
    {
        Rebase wrong = (ops, missed) => fault switch
        {
            "rebases nothing" => RebasedOps.AsSent(ops),
            "keeps what was to be dropped" => CanvasRebase.Over(ops, missed) is var right && right.Dropped.IsEmpty
                ? right : RebasedOps.AsSent(ops),
            "forgets the second piece of a split op" => CanvasRebase.Over(ops, missed) is var whole
                ? whole with { Ops = [.. whole.Ops.DistinctBy(op => op.OpIndex)] } : null!,
            _ => new([.. ops.SelectMany((op, at) => CanvasRebase.Over([op], missed).Ops.Select(one => one with { OpIndex = at }))], []),
        };
        var failures = 0;
        for (var seed = 0; seed < 40 && failures == 0; seed++)
        {
            try
            {
                await RunAsync(seed, new FuzzCounts(), wrong);
            }
            catch (Xunit.Sdk.XunitException)
            {
                failures++;
            }
        }

        Assert.True(failures > 0, "forty runs noticed nothing");
    }

    private static async Task RunAsync(int seed, FuzzCounts counts, Rebase rebase)
    {
        try
        {
            var random = new Random(seed);
            var desk = new Desk(options: new DocumentOptions { RecentMax = 1 + random.Next(8), SnapshotTailMin = 1_024, TurnEditsMax = 2 });
            var clients = Enumerable.Range(0, 2 + random.Next(4))
                .Select(n => new FuzzClient($"s{seed}c{n}", desk, new RandomCanvas((seed * 10) + n), rebase, counts)).ToList();
            for (var step = 0; step < Steps; step++)
            {
                await StepAsync(clients[random.Next(clients.Count)], random, counts);
                if (random.Next(60) == 0) await ResetAsync(desk, random, counts);
            }

            await FinishAsync(clients, desk);
        }
        catch (Exception failed)
        {
            Assert.Fail($"seed {seed}: {failed}");
        }
    }

    private static async Task StepAsync(FuzzClient client, Random random, FuzzCounts counts)
    {
        if (random.Next(25) == 0)
        {
            client.IsOffline = !client.IsOffline;
            counts.Offline += client.IsOffline ? 1 : 0;
        }

        var choice = random.Next(10);
        if (choice < 4) client.Edit();
        else if (choice == 4) client.Undo();
        else if (client.IsOffline) return;
        else if (choice == 5) await client.PullAsync(client.Revision + random.Next(4));
        else await client.SendAsync(askForRebase: random.Next(2) == 0, loseAnswer: random.Next(5) == 0);
    }

    /// <summary>The server restores an older state.</summary>
    private static async Task ResetAsync(Desk desk, Random random, FuzzCounts counts)
    {
        var old = (await desk.Kernel.ReadAtAsync(Desk.C1, new Revision(random.Next((int)await desk.Head() + 1))))!;
        await desk.Commit(new Reset(old));
        counts.Resets++;
    }

    private static async Task FinishAsync(List<FuzzClient> clients, Desk desk)
    {
        for (var round = 0; clients.Exists(client => !client.IsIdle); round++)
        {
            if (round > 1_000) throw new InvalidOperationException("the clients do not come to an end");
            foreach (var client in clients) await client.SendAsync(askForRebase: round % 2 == 0, loseAnswer: false);
        }

        foreach (var client in clients) await client.PullAsync(long.MaxValue);
        var (hash, log) = (await desk.Hash(), await desk.Log());
        Assert.Equal(hash, CanvasJson.Hash(Desk.Replay(log)));
        Assert.Equal(hash, await new Desk(desk.Store).Hash());
        Assert.All(clients, client => Assert.Equal((log.Count, hash), (client.Revision, CanvasJson.Hash(client.Confirmed))));
    }
}
