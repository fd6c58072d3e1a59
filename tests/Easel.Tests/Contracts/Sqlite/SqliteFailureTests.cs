using System.Diagnostics;
using Easel.Documents;
using Easel.Server.Sqlite;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts.Sqlite;

/// <summary>
/// Storage that fails: nothing is called appended that is not, nothing that was answered goes away, and it heals.
/// </summary>
public class SqliteFailureTests
{
    private static readonly DocumentKey C1 = Key();

    [Fact]
    public async Task GE6_A_write_that_cannot_begin_has_failed_and_changes_nothing()
    {
        using var host = SqliteHost.Calm();
        await host.Store.Commit(Append(C1, 0, 3, "title"));
        var before = await host.Store.Find(C1);
        using (var foreign = SqliteConnection.Open(host.File, writable: true))
        {
            foreign.Execute("BEGIN IMMEDIATE");
            Assert.Equal(AppendResult.StorageFailed, await host.Store.Append(Append(C1, 3, title: "other")));
            await Assert.ThrowsAsync<StorageUnavailableException>(() => host.Store.Create(Record(Key("c2"))).AsTask());
            Assert.Equal(before, await host.Store.Find(C1));
            StoreWords.AssertSame(Commits(C1, 0, 3), await host.Store.Log(C1));
            Assert.Empty(await host.Store.FindKeys(C1, KeyOf(4)));
            Assert.Null(await host.Store.Find(Key("c2")));
            foreign.Execute("ROLLBACK");
        }

        await host.Store.Commit(Append(C1, 3));
        Assert.True(await host.Store.Create(Record(Key("c2"))));
        host.Reopen();
        StoreWords.AssertSame(Commits(C1, 0, 4), await host.Store.Log(C1));
    }

    [Fact]
    public async Task Whoever_reads_while_the_store_recovers_sees_all_that_was_answered()
    {
        using var host = SqliteHost.With(new SqliteOptions { TailCommits = 1_000_000, TailBytes = 1 << 30 });
        var keys = Enumerable.Range(0, 50).Select(n => Key($"c{n}")).ToList();
        await Task.WhenAll(keys.Select(key => Task.Run(async () =>
        {
            for (var head = 0; head < 300; head += 3) await host.Store.Commit(Append(key, head, 3));
        })));
        using (var foreign = SqliteConnection.Open(host.File, writable: true))
        {
            foreign.Execute("BEGIN IMMEDIATE");
            Assert.Equal(AppendResult.StorageFailed, await host.Store.Append(Append(C1, 0)));
            foreign.Execute("ROLLBACK");
        }

        using var done = new CancellationTokenSource();
        // Many who come at any moment: one who comes too early only waits for the end.
        var readers = Enumerable.Range(0, 30).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (!done.IsCancellationRequested)
            {
                var key = keys[random.Next(keys.Count)];
                Assert.Equal((key.Id, 300), (key.Id, await host.Store.Head(key)));
                Assert.Single(await host.Store.FindKeys(key, KeyOf(300)));
                await Task.Delay(random.Next(30));
            }
        })).ToList();
        await Task.Delay(100);
        await host.Store.Commit(Append(Key("new"), 0)); // The first write after a failure recovers.
        await Task.Delay(50);
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task T22_A_full_disk_loses_nothing_and_heals_when_there_is_room(int seed)
    {
        using var disk = SmallDisk.TryMount(12);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root, on Linux.");
        var random = new Random(seed);
        var options = new SqliteOptions
        {
            TailCommits = 50,
            TailBytes = 8_192,
            ShelfStepBytes = 8_192,
            CheckpointPages = 100,
        };
        using var host = SqliteHost.In(disk.Folder, options);
        var failures = new Dictionary<AppendResult, int>();
        var heads = new long[6];
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() => ReadAsync(host.Store, heads, done.Token));

        for (var round = 0; round < 12; round++)
        {
            disk.Fill(leave: random.Next(400_000));
            for (var failed = 0; failed < 8;)
            {
                var n = random.Next(heads.Length);
                var result = await host.Store.Append(Filled(n, heads[n], random));
                if (result == AppendResult.Appended) heads[n] += 2;
                else failures[result] = failures.GetValueOrDefault(result) + 1;
                if (result != AppendResult.Appended) failed++;
            }

            await AssertHeldAsync(host.Store, heads, $"seed {seed} round {round}, full");
            disk.Free();
            heads[0] += await HealsAsync(host.Store, heads[0], random);
            await AssertHeldAsync(host.Store, heads, $"seed {seed} round {round}, healed");
            if (host.Sql("SELECT sum(length(commits)) FROM run") is { } size && int.Parse(size) > 5_000_000) break;
        }

        await done.CancelAsync();
        await reading;
        Assert.Equal([], failures.Keys.Except([AppendResult.StorageFull, AppendResult.StorageFailed]));
        Assert.True(failures.GetValueOrDefault(AppendResult.StorageFull) > 0, "the disk was never full");
        Assert.Equal("ok", host.Sql("PRAGMA integrity_check"));
        host.Reopen();
        await AssertHeldAsync(host.Store, heads, $"seed {seed}, opened again");
    }

    [Fact]
    public async Task T22_A_store_closed_on_a_full_disk_opens_when_there_is_room()
    {
        using var disk = SmallDisk.TryMount(6);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root, on Linux.");
        using var host = SqliteHost.In(disk.Folder, new SqliteOptions { CheckpointPages = 1_000_000 });
        var heads = new long[6];
        disk.Fill(leave: 300_000);
        for (var result = AppendResult.Appended; result == AppendResult.Appended;)
        {
            result = await host.Store.Append(Filled(0, heads[0], new Random(1)));
            if (result == AppendResult.Appended) heads[0] += 2;
        }

        host.Close();
        Assert.ThrowsAny<Exception>(host.Reopen); // Rather than to run without room to write.
        disk.Free();
        host.Reopen();
        await AssertHeldAsync(host.Store, heads, "opened again");
        await host.Store.Commit(Filled(0, heads[0], new Random(2)));
    }

    /// <summary>Two commits of 200 bytes to 40 kB.</summary>
    private static Append Filled(int n, long head, Random random)
    {
        var key = Key($"c{n}");
        var fill = random.Next(5) == 0 ? random.Next(40_000) : random.Next(500);
        return new Append(Record(key), new Revision(head), [.. Enumerable.Range(1, 2)
            .Select(i => Commit(key, head + i, KeyOf(head + i), fill))]);
    }

    /// <summary>T22: within ten seconds, without a restart.</summary>
    private static async Task<int> HealsAsync(IDocumentStore store, long head, Random random)
    {
        var append = Filled(0, head, random);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(20))
        {
            if (await store.Append(append) == AppendResult.Appended) return 2;
        }

        Assert.Fail("There is room again, and still nothing can be appended.");
        return 0;
    }

    private static async Task ReadAsync(IDocumentStore store, long[] heads, CancellationToken ct)
    {
        for (var n = 0; !ct.IsCancellationRequested; n = (n + 1) % heads.Length)
        {
            var answered = Volatile.Read(ref heads[n]);
            if (answered == 0) continue;
            var head = await store.Head(Key($"c{n}"));
            Assert.True(head >= answered, $"c{n}: head r{head}, r{answered} was answered");
            Assert.Single(await store.FindKeys(Key($"c{n}"), KeyOf(1 + (head / 2))));
        }
    }

    private static async Task AssertHeldAsync(IDocumentStore store, long[] heads, string because)
    {
        for (var n = 0; n < heads.Length; n++)
        {
            var key = Key($"c{n}");
            var head = Math.Max(0, await store.Head(key));
            Assert.True(head == heads[n], $"{because}: c{n} at r{head}, not r{heads[n]}");
            Assert.True((await store.Log(key)).Count == heads[n], $"{because}: the log of c{n}");
            var keys = Enumerable.Range(1, (int)heads[n] + 2).Select(revision => KeyOf(revision)).ToArray();
            Assert.True((await store.FindKeys(key, keys)).Count == heads[n], $"{because}: the keys of c{n}");
        }
    }
}
