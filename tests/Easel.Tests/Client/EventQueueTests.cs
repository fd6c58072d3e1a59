using Easel.Client;
using Easel.Documents.Canvases;

namespace Easel.Tests.Client;

/// <summary>A reader that is slow, or not there, costs bounded memory and no report.</summary>
public class EventQueueTests
{
    private readonly EventQueue queue = new(max: 8);

    [Fact]
    public async Task A_slow_reader_gets_one_change_that_counts_the_commits_it_stands_for()
    {
        for (var rev = 1; rev <= 1_000; rev++) queue.Add([Commit(rev), Change(rev)]);

        Assert.True(queue.Count <= 10, $"{queue.Count} wait");
        var read = await ReadAllAsync();
        var skipped = read.OfType<CanvasEvent.Changed>().Sum(one => one.SkippedCommits);
        var told = skipped + read.OfType<CanvasEvent.Committed>().Count();
        Assert.Equal(1_000, told);
        Assert.Equal(1_000, read.OfType<CanvasEvent.Changed>().Last().Rev);
    }

    [Fact]
    public async Task Reports_of_lost_edits_are_never_left_out()
    {
        for (var i = 0; i < 500; i++)
        {
            queue.Add([new CanvasEvent.Dropped($"d{i}", [], IsGone: true), Change(i), Commit(i)]);
            queue.Add([new CanvasEvent.Refused($"r{i}", "OP_INVALID", 0, "no", [])]);
        }

        Assert.Equal(1_000, queue.Reports);
        var read = await ReadAllAsync();
        var (dropped, refused) = (read.OfType<CanvasEvent.Dropped>(), read.OfType<CanvasEvent.Refused>());
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"d{i}"), dropped.Select(one => one.Key));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"r{i}"), refused.Select(one => one.Key));
        Assert.Equal(0, queue.Reports);
    }

    [Fact]
    public async Task Of_statuses_and_gestures_the_newest_of_each_kind_is_kept()
    {
        for (var i = 0; i < 100; i++)
        {
            queue.Add([new CanvasEvent.StatusChanged(new(i % 2 == 0 ? SessionPhase.Live : SessionPhase.Offline))]);
            queue.Add([new CanvasEvent.Gestured(new Gesture("cursor", "ann", $"s{i}", default))]);
        }

        Assert.True(queue.Count <= 8, $"{queue.Count} wait");
        var read = await ReadAllAsync();
        Assert.Equal(SessionPhase.Offline, read.OfType<CanvasEvent.StatusChanged>().Last().Status.Phase);
        Assert.Equal("s99", read.OfType<CanvasEvent.Gestured>().Last().Gesture.SessionId);
    }

    [Fact]
    public async Task A_second_reader_at_once_is_a_mistake()
    {
        await using var first = queue.ReadAsync().GetAsyncEnumerator();
        var waiting = first.MoveNextAsync();
        await using var second = queue.ReadAsync().GetAsyncEnumerator();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
        queue.Close();
        Assert.False(await waiting);
    }

    private async Task<List<CanvasEvent>> ReadAllAsync()
    {
        queue.Close();
        var all = new List<CanvasEvent>();
        await foreach (var one in queue.ReadAsync()) all.Add(one);
        return all;
    }

    private static CanvasEvent.Changed Change(long rev) => new(Canvas.Empty, rev, 0);

    private static CanvasEvent.Committed Commit(long rev) =>
        new(new CanvasCommit { Rev = rev, Ops = [], ActorId = "ann" }, IsMine: false);
}
