using System.Collections.Immutable;
using System.Globalization;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents;

/// <summary>
/// A long mixed history (single and multi-op commits, rebased ones, resets): whoever holds an old revision gets to the head by
/// the ops alone, every old state can be read again, and a replay gives the same on any thread (SPEC CM5, RD1, OP2; T10).
/// </summary>
public class RecoveryTests
{
    private const int Commits = 2_000;

    private static readonly Lazy<Task<(Desk Desk, List<string> Live)>> LongRun = new(() => RunAsync(seed: 1, Commits));

    [Fact]
    public async Task CM5_The_missed_ops_flattened_lead_from_any_base_to_the_hash_of_the_head()
    {
        var (desk, _) = await LongRun.Value;
        var head = await desk.Hash();
        var (random, parsed) = (new Random(1), new Dictionary<Revision, ImmutableArray<CanvasOp>>());
        for (var n = 0; n < 200; n++)
        {
            var at = random.Next(Commits + 1);
            var state = (await desk.Kernel.ReadAtAsync(Desk.C1, new Revision(at)))!;
            var missed = new List<Commit>();
            while (await desk.Kernel.ReadAfterAsync(Desk.C1, new Revision(at + missed.Count), 1 << 14) is { Count: > 0 } page)
                missed.AddRange(page);

            foreach (var commit in missed) parsed.TryAdd(commit.Revision, CanvasOpJson.ParseStored(commit.Ops));
            var recovered = RandomCanvas.Apply(state, missed.SelectMany(commit => parsed[commit.Revision]));

            Assert.True(head == CanvasJson.Hash(recovered), $"base {at}");
        }
    }

    [Fact]
    public async Task RD1_Every_old_revision_reads_as_it_was_when_it_was_new()
    {
        var (desk, live) = await LongRun.Value;
        var restarted = new Desk(desk.Store, new DocumentOptions { RecentMax = 3 });
        var random = new Random(2);
        for (var n = 0; n < 200; n++)
        {
            var at = random.Next(Commits + 1);
            Assert.True(live[at] == await HashAtAsync(desk, at), $"live, r{at}");
            Assert.True(live[at] == await HashAtAsync(restarted, at), $"restarted, r{at}");
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => desk.Kernel.ReadAtAsync(Desk.C1, new Revision(Commits + 1)));
    }

    [Fact]
    public async Task OP2_A_replay_from_zero_passes_through_every_state_that_was_live()
    {
        var (desk, live) = await LongRun.Value;
        AssertReplays(await desk.Log(), live);
    }

    [Fact]
    public async Task Control_A_replay_that_misses_one_op_is_noticed()
    {
        var (desk, live) = await RunAsync(seed: 3, commits: 300);
        var log = await desk.Log();
        log.RemoveAt(200);
        Assert.ThrowsAny<Exception>(() => AssertReplays(log, live));
    }

    /// <summary>Formats as other countries have them, and several threads at once: nothing of that may show.</summary>
    [Fact]
    public async Task T10_The_same_log_gives_the_same_hash_under_any_culture_and_on_any_thread()
    {
        var (desk, live) = await RunAsync(seed: 4, commits: 500);
        var log = await desk.Log();
        var cultures = new[] { "tr-TR", "de-DE", "" }.Select(Culture).Append(Foreign()).ToList();
        var hashes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => OnThread(cultures[n % cultures.Count], () =>
        {
            var state = Desk.Replay(log.Select(commit => Commit.Read(commit.Line)));
            return CanvasJson.Hash(CanvasJson.Decode(CanvasJson.Encode(state)));
        })));

        Assert.All(hashes, hash => Assert.Equal(live[^1], hash));
        Assert.Equal("-1,5", await OnThread(Foreign(), () => (-1.5).ToString(CultureInfo.CurrentCulture))); // It was really foreign.
    }

    /// <summary>Commits of all kinds; the hash at each revision as it was live.</summary>
    private static async Task<(Desk Desk, List<string> Live)> RunAsync(int seed, int commits)
    {
        var (random, make) = (new Random(seed), new RandomCanvas(seed));
        var desk = new Desk(options: new DocumentOptions { RecentMax = 32, SnapshotTailMin = 8_192 });
        var (states, hashes) = (new List<Canvas> { Canvas.Empty }, new List<string> { CanvasJson.Hash(Canvas.Empty) });
        var (rebased, resets, many) = (0, 0, 0);
        while (states.Count <= commits)
        {
            var behind = random.Next(3) == 0 ? random.Next(Math.Min(states.Count, 60)) : 0;
            var at = states.Count - 1 - behind;
            var ops = make.Batch(states[at], 1 + random.Next(5), asClient: behind > 0);
            if (ops.IsEmpty) continue;
            var outcome = await desk.Submit(Desk.Edit(at, $"k{states.Count}", [.. ops]) with { Rebase = true });
            if (outcome is EditOutcome.NothingLeft) continue;
            var committed = Assert.IsType<EditOutcome.Committed>(outcome);
            rebased += committed.Commit.ReadDetails().RebasedFrom is null ? 0 : 1;
            (resets, many) = (resets + (ops.Any(op => op is Reset) ? 1 : 0), many + (ops.Length > 1 ? 1 : 0));
            states.Add((await desk.Kernel.PeekAsync(Desk.C1)).State);
            hashes.Add(CanvasJson.Hash(states[^1]));
        }

        Assert.True(Math.Min(Math.Min(rebased, resets * 10), many) > commits / 10, $"{rebased} rebased, {resets} resets, {many} of many ops");
        return (desk, hashes);
    }

    private static void AssertReplays(List<Commit> log, List<string> live)
    {
        var state = Canvas.Empty;
        foreach (var commit in log)
        {
            state = RandomCanvas.Apply(state, CanvasOpJson.ParseStored(commit.Ops));
            Assert.True(live[(int)commit.Revision.Number] == CanvasJson.Hash(state), $"{commit.Revision}");
        }

        Assert.Equal(live.Count, log.Count + 1);
    }

    private static CultureInfo Culture(string name)
    {
        try
        {
            return new CultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture; // Invariant globalization knows no other; Foreign stands in for them.
        }
    }

    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = "-";
        return culture;
    }

    private static Task<string> OnThread(CultureInfo culture, Func<string> work)
    {
        var done = new TaskCompletionSource<string>();
        var thread = new Thread(() =>
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
            try
            {
                done.SetResult(work());
            }
            catch (Exception failed)
            {
                done.SetException(failed);
            }
        });
        thread.Start();
        return done.Task;
    }

    private static async Task<string> HashAtAsync(Desk desk, long at) =>
        CanvasJson.Hash((await desk.Kernel.ReadAtAsync(Desk.C1, new Revision(at)))!);
}
