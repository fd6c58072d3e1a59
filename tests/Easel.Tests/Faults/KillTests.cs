using System.Globalization;

namespace Easel.Tests.Faults;

/// <summary>
/// SIGKILL under load, again and again on one data folder (RELIABILITY T1, T4, T5). The page cache survives a killed
/// process, so this says nothing about power cuts.
/// </summary>
[Collection(FaultTests.Name)]
public class KillTests(ITestOutputHelper output)
{
    private static readonly (string, string)[] BusyShelver =
    [
        ("EASEL__Sqlite__TailCommits", "64"), ("EASEL__Sqlite__ShelfStepBytes", "4096"),
        ("EASEL__Sqlite__CheckpointPages", "100"), ("EASEL__Documents__SnapshotTailMin", "4096"),
    ];

    private readonly List<TimeSpan> recoveries = [];
    private int inFlightRounds;
    private int applied;
    private int absent;

    [Fact]
    public async Task A_killed_server_loses_nothing_and_applies_nothing_twice()
    {
        var rounds = FaultTests.Count("EASEL_KILL_ROUNDS", 5);
        var seed = FaultTests.Count("EASEL_SEED", Environment.TickCount & 0xffff);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = FaultFolder.Create();
        var crew = new Crew(seed);
        for (var round = 0; round < rounds; round++)
        {
            await KillAsync(crew, folder.Path, random.Next(50, 1_500), round % 2 == 1);
            await RecoverAsync(crew, folder.Path, $"seed {seed}, round {round}", round % 4 >= 2);
        }

        Report(rounds, crew);
        Assert.True(inFlightRounds * 10 >= rounds * 8, $"only {inFlightRounds} kills met requests in flight");
        if (rounds >= 50) Assert.True(applied > 0 && absent > 0, $"unknown: {applied} applied, {absent} absent");
        recoveries.Sort();
        Assert.InRange(recoveries[rounds / 2].TotalSeconds, 0, 5);
    }

    private async Task KillAsync(Crew crew, string folder, int afterMs, bool busy)
    {
        await using var server = await ServerProcess.StartAsync(folder, busy ? BusyShelver : []);
        var before = crew.History.Attempts.Count;
        var writing = crew.WriteAsync(server, CancellationToken.None);
        while (crew.History.Attempts.Count == before) await Task.Delay(1);
        await Task.Delay(afterMs);
        await server.KillAsync();
        await writing;
        if (crew.History.Unknown().Count > 0) inFlightRounds++;
    }

    private async Task RecoverAsync(Crew crew, string folder, string where, bool busy)
    {
        await using var server = await ServerProcess.StartAsync(folder, busy ? BusyShelver : []);
        recoveries.Add(server.ReadyAfter);
        var resolved = await crew.ResolveAsync(server);
        Assert.True(resolved.Faults.Count == 0, $"{where}:\n{string.Join('\n', resolved.Faults.Take(20))}");
        (applied, absent) = (applied + resolved.Applied, absent + resolved.Absent);
        // Half of the folders go on from a crash, half from a checkpoint.
        if (busy) Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(10)));
    }

    private void Report(int rounds, Crew crew)
    {
        var acknowledged = crew.History.Attempts.Count(one => one.IsFirstAnswer);
        var conflicts = crew.History.Attempts.Count(one => one.Outcome == Outcome.Stale);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {rounds} kills, {inFlightRounds} of them with requests in flight;
            {acknowledged} acknowledged, {conflicts} conflicts; unknown: {applied} had been applied, {absent} had not;
            ready after {recoveries.Min().TotalSeconds:f2} to {recoveries.Max().TotalSeconds:f2} s
            """));
    }
}
