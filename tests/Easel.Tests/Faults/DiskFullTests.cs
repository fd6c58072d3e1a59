using System.Diagnostics;
using System.Globalization;
using Easel.Tests.Contracts.Sqlite;

namespace Easel.Tests.Faults;

/// <summary>The disk runs full under a server, and is freed again (RELIABILITY T22, SPEC GE6).</summary>
[Collection(FaultTests.Name)]
public class DiskFullTests(ITestOutputHelper output)
{
    private static readonly string[] Refusals = ["STORAGE_FULL", "STORAGE_FAILED", "OUTCOME_UNKNOWN"];
    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(10);

    private readonly History history = new();
    private readonly Dictionary<string, long> heads = [];
    private int sent;

    [Theory]
    [InlineData(4_000)]
    [InlineData(100)] // Checkpoints all the time: it is the database file that cannot grow.
    public async Task A_full_disk_refuses_writes_and_nothing_else_and_frees_itself(int checkpointPages)
    {
        using var disk = SmallDisk.TryMount(mebibytes: 24);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root, on Linux.");
        disk.Fill(leave: 12 << 20);
        (string, string)[] settings = [("EASEL__Sqlite__CheckpointPages", $"{checkpointPages}")];
        await using (var server = await ServerProcess.StartAsync(disk.Folder, settings))
        {
            using var client = server.Client();
            using var follower = await Follower.OpenAsync(client, "c0", after: 0);

            await WriteUntilRefusedAsync(client);
            await CheckRefusalsAsync(client);
            await CheckReadsAsync(client, follower);

            disk.Free();
            await CheckRecoveryAsync(client);
            await ResolveAsync(client);
            await AssertReachesAsync(follower, "c0");
            Assert.Equal(0, await server.TerminateAsync(RecoveryMax));
        }

        await using var again = await ServerProcess.StartAsync(disk.Folder, settings);
        using var reader = again.Client();
        await CheckHistoryAsync(reader);
    }

    [Fact]
    public async Task HO_A_server_on_a_full_disk_is_not_ready_until_there_is_room()
    {
        using var disk = SmallDisk.TryMount(mebibytes: 24);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root, on Linux.");
        disk.Fill(leave: 12 << 20);
        await using var server = await ServerProcess.StartAsync(disk.Folder);
        using var client = server.Client();
        await WriteUntilRefusedAsync(client);

        await client.AssertReadinessAsync(503);
        disk.Free();
        await client.AssertReadinessAsync(200); // By itself: a balancer that waits for it sends no commands meanwhile.
    }

    private async Task AssertReachesAsync(Follower follower, string canvas)
    {
        var reached = await follower.ReachesAsync(heads[canvas], RecoveryMax);
        Assert.True(reached, $"the stream of {canvas} stopped at r{follower.Last}");
        Assert.Null(follower.Fault);
    }

    /// <summary>Writes to four canvases in turn until the disk is full; 32 KiB each, so that it is soon.</summary>
    private async Task WriteUntilRefusedAsync(FaultClient client)
    {
        while ((await SendAsync(client, bytes: 32_768)).Outcome == Outcome.Acknowledged)
            Assert.True(sent < 2_000, "the disk does not fill up");
        Assert.True(sent > 50, $"refused after {sent} commands: {history.Attempts.Last()}");
    }

    private async Task CheckRefusalsAsync(FaultClient client)
    {
        for (var i = 0; i < 40; i++) await SendAsync(client, bytes: 32_768);
        var refused = history.Attempts.Where(one => one.Outcome != Outcome.Acknowledged).ToList();
        var codes = refused.CountBy(one => one.Code ?? "").Select(code => $"{code.Value} {code.Key}");
        output.WriteLine(string.Join(", ", codes));
        Assert.All(refused, one => Assert.Contains(one.Code, Refusals));
        Assert.All(refused, one => Assert.Equal((503, true), (one.Status, one.HasRetryAfter)));
        Assert.True(refused.Count > 20, $"only {refused.Count} of 41 were refused on a full disk");
    }

    private async Task CheckReadsAsync(FaultClient client, Follower follower)
    {
        foreach (var canvas in heads.Keys)
        {
            var stored = await StoredCanvas.ReadAsync(client, canvas);
            Assert.True(stored.SnapshotRev >= heads[canvas], $"{canvas} is shown at r{stored.SnapshotRev}");
        }

        using var late = await Follower.OpenAsync(client, "c1", after: 0);
        await AssertReachesAsync(late, "c1");
        await AssertReachesAsync(follower, "c0");
    }

    private async Task CheckRecoveryAsync(FaultClient client)
    {
        var clock = Stopwatch.StartNew();
        while ((await SendAsync(client, bytes: 100)).Outcome != Outcome.Acknowledged)
        {
            Assert.True(clock.Elapsed < RecoveryMax, $"still refused after {clock.Elapsed}: {history.Attempts.Last()}");
            await Task.Delay(50);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sent} commands, writing again {clock.ElapsedMilliseconds} ms after it was freed"));
    }

    /// <summary>Unknown outcomes are resolved by sending the same again.</summary>
    private async Task ResolveAsync(FaultClient client)
    {
        foreach (var unknown in history.Unknown())
        {
            var again = await client.SendAsync(unknown);
            history.Add(again);
            Assert.True(again.Outcome == Outcome.Acknowledged, $"{unknown} and then {again}");
            heads[again.Canvas] = Math.Max(again.Rev, heads.GetValueOrDefault(again.Canvas));
        }

        await CheckHistoryAsync(client);
    }

    private async Task CheckHistoryAsync(FaultClient client)
    {
        var stored = new List<StoredCanvas>();
        foreach (var canvas in heads.Keys) stored.Add(await StoredCanvas.ReadAsync(client, canvas));
        Assert.Empty(HistoryChecker.Check(history.Attempts, stored));
    }

    private async Task<Attempt> SendAsync(FaultClient client, int bytes)
    {
        var canvas = $"c{sent % 4}";
        var ops = $$"""[{"kind":"set_meta","key":"text","value":"{{new string((char)('a' + (sent % 26)), bytes)}}"}]""";
        var attempt = await client.SendAsync(new Attempt
        {
            Canvas = canvas,
            Key = $"k{sent++}",
            Ops = ops,
            Base = heads.GetValueOrDefault(canvas),
            Rebase = true,
        });
        history.Add(attempt);
        if (attempt.Outcome == Outcome.Acknowledged) heads[canvas] = attempt.Rev;
        return attempt;
    }
}
