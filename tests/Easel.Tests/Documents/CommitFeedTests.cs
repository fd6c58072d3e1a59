using Easel.Documents;

namespace Easel.Tests.Documents;

/// <summary>Hints to followers: many are one, and those who leave disturb nobody.</summary>
public class CommitFeedTests
{
    private readonly CommitFeed feed = new();

    [Fact]
    public async Task ST5_Many_hints_wake_a_follower_once()
    {
        using var follower = feed.Follow(Desk.C1);
        for (var n = 1; n <= 100; n++) feed.Publish(Desk.C1, new Revision(n));

        Assert.True(await follower.WaitAsync(TimeSpan.Zero, default));
        Assert.False(await follower.WaitAsync(TimeSpan.Zero, default));
        feed.Publish(Desk.Named("other"), new Revision(1));
        Assert.False(await follower.WaitAsync(TimeSpan.Zero, default));
    }

    [Fact]
    public void A_follower_that_leaves_while_it_is_woken_does_not_fail_the_writer()
    {
        var follower = feed.Follow(Desk.C1);
        follower.Dispose();
        follower.Wake(); // The writer took its list of followers just before.
    }

    [Fact]
    public async Task Followers_that_come_and_go_under_load_fail_no_edit()
    {
        var desk = new Desk(feed: feed);
        using var done = new CancellationTokenSource();
        var followers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                using var follower = feed.Follow(Desk.C1);
                await follower.WaitAsync(TimeSpan.FromMilliseconds(1), default);
            }
        })).ToList();

        for (var n = 0; n < 5_000; n++) await desk.Commit(Desk.AddText($"a{n}"));
        await done.CancelAsync();
        await Task.WhenAll(followers);
    }
}
