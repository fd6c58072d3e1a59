using System.Diagnostics;
using System.Globalization;

namespace Easel.Tests.Faults;

/// <summary>
/// The disk answers EIO, from the Nth call on (RELIABILITY T3, SPEC GE6). After a failed sync the system may still show
/// pages that never reached the disk, so nothing may be acknowledged that rests on them.
/// </summary>
[Collection(FaultTests.Name)]
public class DiskErrorTests(ITestOutputHelper output)
{
    private static readonly string[] Refusals = ["STORAGE_FULL", "STORAGE_FAILED", "OUTCOME_UNKNOWN"];
    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(10);
    private static readonly int[] Firsts = [1, 2, 3, 5, 8, 13, 30];

    private static readonly (string, string)[] Settings =
        [("EASEL__Sqlite__TailCommits", "64"), ("EASEL__Sqlite__CheckpointPages", "100")];

    [Theory]
    [InlineData("fsync,fdatasync", true)]
    [InlineData("fsync,fdatasync", false)]
    [InlineData("pwrite64", true)]
    [InlineData("pwrite64", false)]
    public async Task GE6_Nothing_is_acknowledged_that_rests_on_a_failed_call(string calls, bool killed)
    {
        var steps = FaultTests.Count("EASEL_IO_ERRORS", 2);
        using var folder = FaultFolder.Create();
        var crew = new Crew(seed: calls.Length);
        for (var i = 0; i < steps; i++)
        {
            var first = Firsts[(i + (killed ? 0 : 2)) % Firsts.Length];
            await FailAsync(crew, folder.Path, calls, first, killed);
            await using var server = await ServerProcess.StartAsync(folder.Path, Settings);
            var resolved = await crew.ResolveAsync(server);
            Assert.True(resolved.Faults.Count == 0, $"{calls} {first}:\n{string.Join('\n', resolved.Faults.Take(20))}");
            output.WriteLine($"{calls} from the {first}th on: {resolved.Applied} applied, {resolved.Absent} absent");
        }
    }

    [Fact]
    public async Task HO_A_server_whose_syncs_fail_is_not_ready_until_they_succeed()
    {
        using var folder = FaultFolder.Create();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var client = server.Client();
        await using (await Strace.AttachOrSkipAsync(server, "fsync,fdatasync", when: 1))
        {
            await WriteUntilRefusedAsync(new Crew(seed: 1), client);
            await client.AssertReadinessAsync(503);
        }

        await client.AssertReadinessAsync(200); // By itself: a balancer that waits for it sends no commands meanwhile.
    }

    [Theory]
    [InlineData("fsync,fdatasync")]
    [InlineData("pwrite64")]
    public async Task T3_A_server_that_nobody_asks_whether_it_is_ready_heals_too(string calls)
    {
        using var folder = FaultFolder.Create();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        using var client = server.Client();
        var attempt = new Attempt
        {
            Canvas = "only",
            Key = "k0",
            Ops = """[{"kind":"set_meta","key":"title","value":"here"}]""",
            Base = 0,
        };
        Assert.Equal(Outcome.Acknowledged, (await client.SendAsync(attempt)).Outcome);
        attempt = attempt with { Key = "k1", Base = 1 };
        await using (await Strace.AttachOrSkipAsync(server, calls, when: 1))
        {
            for (var i = 0; i < 5; i++) Assert.Equal(503, (await client.SendAsync(attempt)).Status);
        }

        var clock = Stopwatch.StartNew();
        while ((await client.SendAsync(attempt)) is { Outcome: not Outcome.Acknowledged } refused)
        {
            Assert.True(clock.Elapsed < RecoveryMax, $"after {clock.Elapsed} still {refused.Code}: {server.Output}");
            await Task.Delay(100);
        }
    }

    private async Task FailAsync(Crew crew, string folder, string calls, int first, bool killed)
    {
        await using var server = await ServerProcess.StartAsync(folder, Settings);
        using var client = server.Client();
        await crew.WriteForAsync(server, TimeSpan.FromMilliseconds(300));
        Attempt[] failed;
        await using (await Strace.AttachOrSkipAsync(server, calls, first))
        {
            failed = await WriteUntilRefusedAsync(crew, client);
            await CheckWhileFailingAsync(crew, client, failed);
            if (killed)
            {
                await server.KillAsync();
                return;
            }
        }

        await CheckRecoveryAsync(crew, client);
        var resolved = await crew.ResolveAsync(server);
        var faults = string.Join('\n', resolved.Faults.Take(20));
        Assert.True(faults.Length == 0, $"{calls} {first}, healed:\n{faults}");
    }

    /// <returns>The commands that were refused.</returns>
    private static async Task<Attempt[]> WriteUntilRefusedAsync(Crew crew, FaultClient client)
    {
        for (var i = 0; i < 500; i++)
        {
            var attempts = await crew.WriteOnceAsync(client);
            if (attempts.All(one => one.Outcome == Outcome.Acknowledged)) continue;
            return [.. attempts.Where(one => one.Outcome != Outcome.Acknowledged)];
        }

        throw new InvalidOperationException("the injected fault was never met");
    }

    /// <summary>
    /// From the first refusal on no sync can succeed, so nothing new may be acknowledged. Reads go on.
    /// </summary>
    private static async Task CheckWhileFailingAsync(Crew crew, FaultClient client, Attempt[] failed)
    {
        Assert.All(failed, one => Assert.Contains(one.Code, Refusals));
        for (var i = 0; i < 5; i++)
        {
            Assert.All(
                await crew.WriteOnceAsync(client),
                one => Assert.True(one.Status == 503 && Refusals.Contains(one.Code), $"while the disk fails: {one}"));
        }

        var inDoubt = crew.History.Unknown().Select(one => one.Canvas).ToHashSet();
        foreach (var canvas in crew.Canvases)
        {
            try
            {
                await StoredCanvas.ReadAsync(client, canvas);
            }
            catch (UnreadableCanvasException refused) when (refused.Status == 503 && inDoubt.Contains(canvas))
            {
                // Nobody can say now what its head is.
            }
        }

        // What may turn out to be applied is not called unknown by the look-up.
        foreach (var attempt in crew.History.Unknown()) await crew.LookUpAsync(client, attempt);
    }

    private async Task CheckRecoveryAsync(Crew crew, FaultClient client)
    {
        var clock = Stopwatch.StartNew();
        while ((await crew.WriteOnceAsync(client)).Any(one => one.Outcome != Outcome.Acknowledged))
            Assert.True(clock.Elapsed < RecoveryMax, $"still refused after {clock.Elapsed}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"healed in {clock.ElapsedMilliseconds} ms"));
    }
}
