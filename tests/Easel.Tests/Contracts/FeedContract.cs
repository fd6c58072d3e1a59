using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>Every commit has a place in the order of its tenant, and keeps it.</summary>
public abstract class FeedContract(StoreHost host) : StoreContract(host)
{
    [Fact]
    public async Task TF4_All_commits_of_a_tenant_stand_in_one_order_whatever_they_are_of()
    {
        DocumentKey[] keys = [Key(), Key("c2"), Key(env: "prod"), Key(kind: "control"), Key(tenant: "t_b")];
        await Store.Create(Record(Key("empty")));
        foreach (var key in keys) await Store.Commit(Append(key, 0, 2));
        await Store.Commit(Append(keys[0], 2));
        Assert.Equal(AppendResult.LostRace, await Store.Append(Append(keys[1], 1)));
        Assert.Equal(AppendResult.LostRace, await Store.Append(Append(Key("new", tenant: "t_c"), 1)));

        var feed = await Store.Feed();

        Assert.Equal(
            [(keys[0], 1), (keys[0], 2), (keys[1], 1), (keys[1], 2), (keys[2], 1), (keys[2], 2), (keys[3], 1),
                (keys[3], 2), (keys[0], 3)],
            feed.Select(entry => (entry.Document, entry.Revision.Number)));
        Assert.Equal(2, (await Store.Feed("t_b")).Count);
        Assert.Empty(await Store.Feed("t_c"));
        Assert.Empty(await Store.ReadFeedAsync("t_a", 9, 10, default));
        Assert.Empty(await Store.ReadFeedAsync("t_a", long.MaxValue / 2, 10, default));
        Assert.Equal([new("t_a", 9), new("t_b", 2)], await Store.ListFeedsAsync(default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task TF4_Pages_of_the_order_are_the_order(int limit)
    {
        for (var n = 0; n < 40; n++) await Store.Commit(Append(Key($"c{n % 7}"), n / 7 * 3, 3));

        var feed = await Store.Feed(limit: limit);

        Assert.Equal(120, feed.Count);
        Assert.Equal(feed[50..60], await Store.ReadFeedAsync("t_a", 50, 10, default));
    }

    [Fact]
    public async Task TF4_Writers_at_the_same_time_get_places_without_gaps_and_readers_see_only_what_is_there()
    {
        var writers = Enumerable.Range(0, 8).Select(n => WriteAsync(Key($"c{n}", n % 2 == 0 ? "t_a" : "t_b"))).ToList();
        var all = Task.WhenAll(writers);
        var seen = 0;
        while (!all.IsCompleted)
        {
            var feed = await Store.Feed();
            Assert.True(feed.Count >= seen, $"the order had {seen} commits, now {feed.Count}");
            seen = feed.Count;
            if (seen > 0) await AssertReadableAsync(feed[^1]);
        }

        await all;
        foreach (var tenant in (string[])["t_a", "t_b"])
        {
            var feed = await Store.Feed(tenant);
            Assert.Equal(4 * 100, feed.Count);
            FeedWords.AssertInOrder(feed);
        }
    }

    private async Task AssertReadableAsync(FeedEntry entry)
    {
        var page = await Store.ReadAfter(entry.Document, entry.Revision.Number - 1, 0);
        Assert.Equal(entry.Revision, page[0].Revision);
    }

    private async Task WriteAsync(DocumentKey key)
    {
        await Task.Yield();
        for (var head = 0; head < 100; head += 2) await Store.Commit(Append(key, head, 2));
    }
}

/// <summary>Places survive what a store survives.</summary>
public abstract class FeedReopenContract(DurableHost host) : StoreContract(host)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TF4_The_order_is_the_same_however_often_it_is_opened(int seed)
    {
        var random = new Random(seed);
        var heads = new int[9];
        var expected = new List<(string, long)>();
        for (var step = 0; step < 250; step++)
        {
            var (at, count) = (random.Next(heads.Length), 1 + random.Next(4));
            await Store.Commit(Append(Key($"c{at}"), heads[at], count));
            for (var n = 1; n <= count; n++) expected.Add(($"c{at}", heads[at] + n));
            heads[at] += count;
            if (random.Next(15) != 0) continue;
            if (random.Next(2) == 0) host.Reopen();
            using var copy = host.OpenCopy();
            Assert.Equal(expected, Names(await copy.Store.Feed()));
            Assert.Equal(expected, Names(await Store.Feed()));
            copy.Reopen();
            await copy.Store.Commit(Append(Key("new"), 0));
            Assert.Equal(expected.Count + 1, (await copy.Store.Feed(limit: 999)).Count);
        }

        Assert.Equal(expected, Names(await Store.Feed()));
    }

    private static IEnumerable<(string, long)> Names(IEnumerable<FeedEntry> feed) =>
        feed.Select(entry => (entry.Document.Id, entry.Revision.Number));
}

internal static class FeedWords
{
    /// <summary>Fails unless each document's commits stand in the order of their revisions, and none is missing.</summary>
    public static void AssertInOrder(IEnumerable<FeedEntry> feed)
    {
        var heads = new Dictionary<DocumentKey, long>();
        foreach (var entry in feed)
        {
            var next = heads.GetValueOrDefault(entry.Document) + 1;
            Assert.True(entry.Revision.Number == next, $"{entry} stands where r{next} belongs");
            heads[entry.Document] = next;
        }
    }
}
