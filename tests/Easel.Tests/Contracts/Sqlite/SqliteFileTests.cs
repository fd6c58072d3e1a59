using System.Security.Cryptography;
using Easel.Documents;
using Easel.Server.Sqlite;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts.Sqlite;

/// <summary>
/// What the file itself must stand: newer servers, foreign files, races, and being copied while it is written.
/// </summary>
public class SqliteFileTests
{
    private static readonly DocumentKey C1 = Key();

    [Fact]
    public async Task A_newer_schema_is_refused_and_the_file_left_as_it_is()
    {
        using var host = SqliteHost.Calm();
        await host.Store.Commit(Append(C1, 0, 3));
        host.Close();
        host.Sql("PRAGMA user_version = 99");
        host.Sql("PRAGMA journal_mode = delete"); // So that there is one file, whose bytes tell.
        var before = SHA256.HashData(await File.ReadAllBytesAsync(host.File));

        var refusal = Assert.Throws<UnsafeStorageException>(host.Reopen);

        Assert.Contains("99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(host.File)));
        host.Sql("PRAGMA user_version = 3");
        host.Reopen();
        StoreWords.AssertSame(Commits(C1, 0, 3), await host.Store.Log(C1));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        using var host = SqliteHost.Calm();
        host.Close();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(host.File)!)) File.Delete(file);
        await File.WriteAllTextAsync(host.File, new string('x', 10_000));

        Assert.ThrowsAny<Exception>(host.Reopen);

        Assert.Equal(new string('x', 10_000), await File.ReadAllTextAsync(host.File));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T1_The_file_is_whole_after_a_race_of_writes_and_reads(bool restless)
    {
        using var host = restless
            ? SqliteHost.Restless()
            : SqliteHost.With(new SqliteOptions { CheckpointPages = 100 });
        using var done = new CancellationTokenSource();
        var keys = Enumerable.Range(0, 30).Select(n => Key($"c{n}")).ToList();
        var readers = Enumerable.Range(0, 3).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (!done.IsCancellationRequested)
            {
                var key = keys[random.Next(keys.Count)];
                await host.Store.ReadAfter(key, random.Next(100), 1 << 14);
                await host.Store.FindKeys(key, KeyOf(random.Next(200)), "absent");
                await host.Store.Snapshot(key, random.Next(200));
                await host.Store.List(limit: 10);
            }
        })).ToList();

        await Task.WhenAll(keys.Select(key => Task.Run(async () =>
        {
            for (var head = 0; head < 200; head += 4)
            {
                await host.Store.Commit(Append(key, head, 4));
                if (head % 40 == 0) await host.Store.WriteSnapshot(key, head, new byte[5_000]);
            }
        })));
        await done.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal("ok", host.Sql("PRAGMA integrity_check"));
        host.Reopen();
        Assert.Equal("ok", host.Sql("PRAGMA integrity_check"));
        foreach (var key in keys) StoreWords.AssertSame(Commits(key, 0, 200), await host.Store.Log(key));
    }

    /// <summary>
    /// While nothing is checkpointed the database file stays as it is and the log file only grows, so a copy of both is
    /// what a crash in that moment would leave: with the tail of a write that nobody was answered.
    /// </summary>
    [Fact]
    public async Task T1_A_copy_taken_under_load_holds_what_was_answered_before_it()
    {
        using var host = SqliteHost.With(new SqliteOptions { CheckpointPages = 1_000_000, TailCommits = 300 });
        var keys = Enumerable.Range(0, 20).Select(n => Key($"c{n}")).ToList();
        var answered = new long[keys.Count];
        using var done = new CancellationTokenSource();
        var writers = keys.Select((key, n) => Task.Run(async () =>
        {
            for (; !done.IsCancellationRequested && answered[n] < 1_000; Interlocked.Add(ref answered[n], 5))
            {
                await host.Store.Commit(Append(key, answered[n], 5));
                await Task.Delay(3);
            }
        })).ToList();

        for (var round = 0; round < 10; round++)
        {
            await Task.Delay(round * 3);
            var before = keys.Select((_, n) => Interlocked.Read(ref answered[n])).ToList();
            using var copy = host.OpenCopy();
            for (var n = 0; n < keys.Count; n++)
                await AssertHoldsAsync(copy.Store, keys[n], before[n], $"round {round}");
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);
        Assert.True(answered.Sum() > 1_000, "hardly any load");
    }

    [Fact]
    public async Task Appends_that_wait_when_the_store_closes_are_answered_and_the_answer_is_true()
    {
        for (var round = 0; round < 10; round++)
        {
            using var host = SqliteHost.With(new SqliteOptions { BatchMax = 3 });
            var appends = Enumerable.Range(0, 200).Select(n => Append(Key($"c{n}"), 0, 2)).ToList();
            var results = appends.Select(append => host.Store.Append(append).AsTask()).ToList();
            host.Close();
            var late = host.Store.Append(Append(Key("late"), 0)).AsTask();

            Assert.Equal(AppendResult.StorageFailed, await late.WaitAsync(TimeSpan.FromSeconds(10)));
            host.Reopen();
            for (var n = 0; n < appends.Count; n++)
            {
                var isAppended = await results[n].WaitAsync(TimeSpan.FromSeconds(10)) == AppendResult.Appended;
                Assert.Equal(isAppended ? 2 : -1, await host.Store.Head(Key($"c{n}")));
            }
        }
    }

    private static async Task AssertHoldsAsync(IDocumentStore store, DocumentKey key, long answered, string because)
    {
        var head = Math.Max(0, await store.Head(key));
        Assert.True(head >= answered, $"{because}: head r{head}, r{answered} was answered");
        Assert.True(head % 5 == 0, $"{because}: half an append, head r{head}");
        StoreWords.AssertSame(Commits(key, 0, (int)head), await store.Log(key), because);
        var keys = Enumerable.Range(1, (int)head).Select(n => KeyOf(n)).ToArray();
        Assert.Equal(head, (await store.FindKeys(key, [.. keys, KeyOf(head + 1)])).Count);
    }
}
