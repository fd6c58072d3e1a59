using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>Reads: pages of the log without gaps, and snapshots that only save work.</summary>
public abstract class ReadContract(StoreHost host) : StoreContract(host)
{
    private static readonly DocumentKey C1 = Key();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(1_000)]
    [InlineData(33_000)]
    [InlineData(1_000_000)]
    [InlineData(int.MaxValue)]
    public async Task Pages_have_no_gaps_and_end_only_where_the_next_commit_would_not_fit(int bytesMax)
    {
        var log = await MixedAsync(400);

        var at = 0;
        while (await Store.ReadAfter(C1, at, bytesMax) is { Count: > 0 } page)
        {
            StoreWords.AssertSame(log[at..(at + page.Count)], page, $"after r{at}");
            var bytes = page.Sum(commit => (long)commit.Line.Length);
            at += page.Count;
            Assert.True(bytes <= bytesMax || page.Count == 1, $"{bytes} bytes in {page.Count} commits");
            var couldGoOn = at < log.Count && bytes + log[at].Line.Length <= bytesMax;
            Assert.False(couldGoOn, $"a page of {bytes} bytes ends at r{at}");
        }

        Assert.Equal(log.Count, at);
    }

    [Fact]
    public async Task A_page_of_0_bytes_is_exactly_one_commit()
    {
        var log = await MixedAsync(200);

        for (var at = 0; at < log.Count; at++)
            StoreWords.AssertSame([log[at]], await Store.ReadAfter(C1, at, 0), $"after r{at}");
    }

    [Fact]
    public async Task A_page_may_begin_anywhere()
    {
        var log = await MixedAsync(300);
        for (var at = 0; at <= log.Count; at += 7)
            StoreWords.AssertSame(log[at..], await Store.ReadAfter(C1, at), $"after r{at}");
    }

    [Fact]
    public async Task A_page_holds_what_fits_to_the_byte()
    {
        var log = await MixedAsync(40);
        var bytes = log[10..20].Sum(commit => commit.Line.Length);

        Assert.Equal(10, (await Store.ReadAfter(C1, 10, bytes)).Count);
        Assert.Equal(9, (await Store.ReadAfter(C1, 10, bytes - 1)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1L << 36)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    public async Task After_the_head_there_is_nothing(long beyond)
    {
        await Store.Commit(Append(Key("before"), 0, 5));
        var log = await MixedAsync(30);
        await Store.Commit(Append(Key("behind"), 0, 5));

        Assert.Empty(await Store.ReadAfter(C1, Math.Max(beyond, log.Count)));
        Assert.Empty(await Store.ReadAfter(C1, Math.Max(beyond, log.Count), 0));
    }

    [Fact]
    public async Task The_newest_snapshot_at_or_before_a_revision_is_found()
    {
        await Store.Commit(Append(C1, 0, 30));
        foreach (var revision in (int[])[10, 20, 5]) await Store.WriteSnapshot(C1, revision, [(byte)revision]);

        (long, int?)[] cases =
        [
            (0, null), (4, null), (5, 5), (9, 5), (10, 10), (19, 10), (20, 20), (30, 20), (1L << 40, 20),
            (long.MaxValue, 20),
        ];
        foreach (var (at, newest) in cases)
        {
            var snapshot = await Store.Snapshot(C1, at);
            Assert.Equal((at, newest), (at, (int?)snapshot?.Revision.Number));
            if (newest is { } state) Assert.Equal([(byte)state], snapshot!.State.ToArray());
        }
    }

    [Fact]
    public async Task A_snapshot_of_another_document_is_never_found()
    {
        DocumentKey[] others = [Key("b"), Key("d"), Key(tenant: "t_b"), Key(env: "prod"), Key(kind: "map")];
        await Store.Create(Record(others[0]));
        await Store.Commit(Append(C1, 0, 3));
        foreach (var other in others)
        {
            await Store.Commit(Append(other, 0, 3));
            await Store.WriteSnapshot(other, 0, [1]);
            await Store.WriteSnapshot(other, 2, [2]);
        }

        foreach (var at in (long[])[0, 1, 2, 3, 1L << 36, 1L << 37, 1L << 62, long.MaxValue])
            Assert.Null(await Store.Snapshot(C1, at));
    }

    [Fact]
    public async Task A_snapshot_can_be_written_again()
    {
        await Store.Commit(Append(C1, 0, 3));
        await Store.WriteSnapshot(C1, 2, [1]);
        await Store.WriteSnapshot(C1, 2, [2, 3]);

        Assert.Equal([2, 3], (await Store.Snapshot(C1, 3))!.State.ToArray());
    }

    [Fact]
    public async Task A_snapshot_of_a_document_that_is_not_there_does_not_make_it()
    {
        await Store.WriteSnapshot(C1, 1, [1]);

        Assert.Null(await Store.Find(C1));
        Assert.Null(await Store.Snapshot(C1, 1));
        Assert.Empty(await Store.AllKeys());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(8 << 20)]
    public async Task A_snapshot_is_kept_byte_for_byte(int size)
    {
        var state = new byte[size];
        new Random(size).NextBytes(state);
        await Store.Commit(Append(C1, 0, 3));
        await Store.WriteSnapshot(C1, 3, state);

        var found = await Store.Snapshot(C1, 3);
        Assert.True(found!.State.Span.SequenceEqual(state));
    }

    [Fact]
    public async Task A_snapshot_changes_nothing_else()
    {
        await Store.Commit(Append(C1, 0, 3, "title"));
        var before = await Store.Find(C1);
        await Store.WriteSnapshot(C1, 2, [1]);

        Assert.Equal(before, await Store.Find(C1));
        StoreWords.AssertSame(Commits(C1, 0, 3), await Store.Log(C1));
    }

    /// <summary>Commits of 200 bytes to 20 kB, appended a few at a time among those of another document.</summary>
    private async Task<List<Commit>> MixedAsync(int count)
    {
        var random = new Random(count);
        List<Commit> log = [.. Enumerable.Range(1, count)
            .Select(n => Commit(C1, n, KeyOf(n), random.Next(10) == 0 ? random.Next(20_000) : random.Next(200)))];
        for (var at = 0; at < count;)
        {
            var next = Math.Min(count, at + random.Next(1, 20));
            await Store.Commit(new Append(Record(C1), new Revision(at), log[at..next]));
            var other = Key("other");
            await Store.Commit(Append(other, Math.Max(0, await Store.Head(other)), random.Next(1, 20)));
            at = next;
        }

        return log;
    }
}
