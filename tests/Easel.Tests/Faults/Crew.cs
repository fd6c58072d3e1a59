namespace Easel.Tests.Faults;

/// <summary>
/// Sixteen writers on two dozen canvases: four alone on their own, six that let the server rebase, six that catch up by
/// themselves where others write too. Between two servers it finds out what became of everything.
/// </summary>
internal sealed class Crew
{
    private readonly List<Writer> writers = [];
    private readonly Dictionary<string, long> direct = Names("direct", 4).ToDictionary(name => name, _ => 0L);
    private readonly HashSet<string> saidToBeAbsent = [];
    private readonly int seed;
    private int round;

    public Crew(int seed)
    {
        this.seed = seed;
        var rebased = Names("rebased", 10);
        var contested = Names("contested", 3);
        foreach (var own in Names("own", 4)) writers.Add(new CatchUpWriter(own, seed, History, own));
        for (var i = 0; i < 6; i++) writers.Add(new RebaseWriter($"rebaser{i}", seed + i, History, rebased));
        for (var i = 0; i < 6; i++) writers.Add(new CatchUpWriter($"follower{i}", seed + i, History, contested[i % 3]));
        Canvases = [.. Names("own", 4), .. rebased, .. contested, .. Names("quiet", 3), .. direct.Keys];
    }

    public History History { get; } = new();

    public IReadOnlyList<string> Canvases { get; }

    /// <summary>Writes until told to stop, or until the server is gone.</summary>
    public async Task WriteAsync(ServerProcess server, CancellationToken stop)
    {
        using var client = server.Client();
        round++;
        await Task.WhenAll(
            [WriteQuietAsync(client), .. writers.Select(writer => Task.Run(() => writer.RunAsync(client, stop)))]);
    }

    /// <summary>Writes for a while.</summary>
    public async Task WriteForAsync(ServerProcess server, TimeSpan time)
    {
        using var stop = new CancellationTokenSource(time);
        await WriteAsync(server, stop.Token);
    }

    /// <summary>One command to each of four canvases at once.</summary>
    public async Task<Attempt[]> WriteOnceAsync(FaultClient client)
    {
        var attempts = await Task.WhenAll(direct.Select(canvas => client.SendAsync(new Attempt
        {
            Canvas = canvas.Key,
            Key = $"{canvas.Key}-{History.Attempts.Count}",
            Base = canvas.Value,
            Rebase = true,
            Ops = $$"""[{"kind":"set_meta","key":"at","value":{{History.Attempts.Count}}}]""",
        })));
        foreach (var attempt in attempts)
        {
            History.Add(attempt);
            if (attempt.Outcome == Outcome.Acknowledged) direct[attempt.Canvas] = attempt.Rev;
        }

        return attempts;
    }

    /// <summary>Asks what became of a command, and remembers the answer: a 404 must stay true.</summary>
    public async Task LookUpAsync(FaultClient client, Attempt unknown)
    {
        var (status, body) = await client.GetAsync($"/canvas/{unknown.Canvas}/commands/{unknown.Key}");
        Assert.True(status is 200 or 404 or 503, $"the look-up of {unknown.Key} was answered {status} {body}");
        if (status == 404) saidToBeAbsent.Add(unknown.Key);
    }

    /// <summary>
    /// Finds out what became of every unknown command, by look-up and by sending it again, and then compares all.
    /// </summary>
    public async Task<(List<string> Faults, int Applied, int Absent)> ResolveAsync(ServerProcess server)
    {
        using var client = server.Client();
        var faults = new List<string>();
        var before = (await ReadAsync(client)).ToDictionary(canvas => canvas.Id);
        var (applied, absent) = (0, 0);
        foreach (var unknown in History.Unknown())
        {
            var stored = before[unknown.Canvas].Log.FirstOrDefault(commit => commit.Key == unknown.Key);
            var found = await client.FindAsync(unknown.Canvas, unknown.Key);
            if (stored is not null && saidToBeAbsent.Contains(unknown.Key))
                faults.Add($"the look-up had said 404, but it stands at r{stored.Rev}: {unknown}");
            if (found != stored?.Rev) faults.Add($"look-up says r{found}, the log r{stored?.Rev}: {unknown}");
            var again = await client.SendAsync(unknown);
            History.Add(again);
            if (stored is not null) applied++;
            else absent++;
            if (CheckRetry(stored, again) is { } fault) faults.Add(fault);
        }

        faults.AddRange(await RepeatSomeAsync(client));
        var after = await ReadAsync(client);
        faults.AddRange(HistoryChecker.Check(History.Attempts, after));
        foreach (var canvas in after)
        {
            foreach (var writer in writers) writer.Restart(canvas);
        }

        return (faults, applied, absent);
    }

    /// <summary>All canvases as the server shows them now.</summary>
    public async Task<List<StoredCanvas>> ReadAsync(FaultClient client)
    {
        var canvases = new List<StoredCanvas>();
        foreach (var canvas in Canvases) canvases.Add(await StoredCanvas.ReadAsync(client, canvas));
        return canvases;
    }

    private static string? CheckRetry(StoredCommit? stored, Attempt again) => (stored, again.Outcome) switch
    {
        ({ } there, Outcome.Acknowledged) when again.Replayed && again.Rev == there.Rev => null,
        ({ } there, _) => $"it stands at r{there.Rev}, but sent again: {again}",
        (null, Outcome.Acknowledged) when !again.Replayed => null,
        (null, Outcome.Stale or Outcome.Refused) when again.Status is 409 or 422 => null,
        _ => $"it was never applied, but sent again: {again}",
    };

    /// <summary>Keys of long ago are answered as those of a moment ago.</summary>
    private async Task<List<string>> RepeatSomeAsync(FaultClient client)
    {
        var faults = new List<string>();
        var acknowledged = History.Attempts.Where(one => one.IsFirstAnswer).ToArray();
        if (acknowledged.Length == 0) return faults;
        foreach (var first in new Random(seed + round).GetItems(acknowledged, 40))
        {
            var again = await client.SendAsync(first);
            History.Add(again);
            if (again.Body != first.Body[..^1] + ",\"replayed\":true}")
                faults.Add($"{first.Key} was answered {first.Body}, and again {again.Body}");
        }

        return faults;
    }

    /// <summary>Canvases that get one commit a round: most of their log is older than the journal.</summary>
    private async Task WriteQuietAsync(FaultClient client)
    {
        foreach (var canvas in Names("quiet", 3))
        {
            var ops = $$"""[{"kind":"set_meta","key":"round","value":{{round}}}]""";
            History.Add(await client.SendAsync(
                new Attempt { Canvas = canvas, Key = $"{canvas}-{round}", Ops = ops, Base = round - 1 }));
        }
    }

    private static string[] Names(string kind, int count) => [.. Enumerable.Range(0, count).Select(i => $"{kind}{i}")];
}
