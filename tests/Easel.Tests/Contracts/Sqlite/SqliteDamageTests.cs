using Easel.Documents;
using Easel.Server.Sqlite;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts.Sqlite;

/// <summary>
/// A document that does not add up is damaged: never missing, empty or shorter, its keys never unused; others are
/// served (SPEC GE6, RELIABILITY T23).
/// </summary>
public class SqliteDamageTests
{
    private const int Head = 900;
    private static readonly DocumentKey C1 = Key();
    private static readonly DocumentKey Other = Key("c2");

    [Theory]
    [InlineData("UPDATE run SET commits = substr(commits, 1, length(commits) - 7) WHERE slot IN ({0})")]
    [InlineData("UPDATE run SET commits = zeroblob(length(commits)) WHERE slot IN ({0})")]
    [InlineData("UPDATE run SET commits = x'' WHERE slot IN ({0})")]
    [InlineData("UPDATE run SET commits = (SELECT max(commits) FROM run WHERE slot NOT IN ({0})) WHERE slot IN ({0})")]
    [InlineData("DELETE FROM run WHERE slot IN ({0})")]
    public async Task GE6_A_damaged_run_is_damage_and_not_a_gap(string damage)
    {
        using var host = await ShelvedAsync();
        host.Close();
        const string SecondOfC1 = "SELECT slot FROM run WHERE slot >> 36 = 1 ORDER BY slot LIMIT 1 OFFSET 1";
        host.Sql(string.Format(null, damage, SecondOfC1));
        host.Reopen();

        await AssertNeverLessAsync(host.Store, C1);
        StoreWords.AssertSame(Commits(Other, 0, Head), await host.Store.Log(Other));
        Assert.Equal(Head, (await host.Store.FindKeys(Other, AllKeys())).Count);
    }

    [Fact]
    public async Task GE6_A_journal_that_does_not_go_on_where_the_runs_end_is_damage()
    {
        using var host = await JournalWithoutSecondRowAsync();

        await AssertDamagedAsync(host.Store);
        StoreWords.AssertSame(Commits(Other, 0, 10), await host.Store.Log(Other));
    }

    [Fact]
    public async Task GE6_Nothing_is_appended_to_a_damaged_document()
    {
        using var host = await JournalWithoutSecondRowAsync();

        Assert.NotEqual(AppendResult.Appended, await ResultAsync(host.Store, Append(C1, 10)));
        await host.Store.Commit(Append(Other, 10, 10)); // Others are served, also in the same batch.
    }

    [Fact]
    public async Task GE6_Damage_is_not_forgotten_while_others_go_on()
    {
        using var host = await JournalWithoutSecondRowAsync();
        for (var n = 1; n <= 20; n++)
        {
            await host.Store.Commit(Append(Other, n * 10, 10));
            if (n % 5 == 0) host.Reopen();
            await AssertDamagedAsync(host.Store);
        }
    }

    [Fact]
    public async Task GE6_A_journal_row_that_cannot_be_read_is_refused_at_start()
    {
        using var host = SqliteHost.Calm();
        await host.Store.Commit(Append(C1, 0, 10));
        host.Close();
        host.Sql("UPDATE journal SET entries = substr(entries, 1, length(entries) - 1)");

        Assert.Throws<UnsafeStorageException>(host.Reopen);
    }

    /// <summary>One bit anywhere in the file: what is read is right, or it is an error.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task T23_A_flipped_bit_is_detected_or_harmless(int seed)
    {
        using var host = await ShelvedAsync();
        host.Close();
        var bytes = await File.ReadAllBytesAsync(host.File);
        var random = new Random(seed);
        var (detected, harmless) = (0, 0);
        for (var n = 0; n < 50; n++)
        {
            var at = random.Next(bytes.Length);
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(host.File, damaged);
            if (await IsDetectedAsync(host, $"seed {seed}, bit at {at}")) detected++;
            else harmless++;
        }

        Assert.True(detected > 0 && harmless > 0, $"{detected} detected, {harmless} harmless");
    }

    /// <returns>False if everything reads as it was.</returns>
    private static async Task<bool> IsDetectedAsync(SqliteHost host, string because)
    {
        try
        {
            host.Reopen();
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            return true;
        }

        var detected = false;
        foreach (var key in (DocumentKey[])[C1, Other])
        {
            try
            {
                var head = await host.Store.Head(key);
                Assert.True(head == Head, $"{because}: {key.Id} at r{head}");
                StoreWords.AssertSame(Commits(key, 0, Head), await host.Store.Log(key), because);
                var found = await host.Store.FindKeys(key, AllKeys());
                foreach (var absent in AllKeys().Where(one => !found.ContainsKey(one)))
                    Assert.Fail($"{because}: {absent} of {key.Id} is not found");
            }
            catch (Exception damage) when (damage is DocumentDamagedException or StorageUnavailableException)
            {
                detected = true;
            }
        }

        host.Close();
        return detected;
    }

    private static async Task AssertNeverLessAsync(IDocumentStore store, DocumentKey key)
    {
        var log = Commits(key, 0, Head);
        var damaged = 0;
        for (var at = 0; at < Head; at += 50)
        {
            try
            {
                var page = await store.ReadAfter(key, at);
                Assert.True(page.Count > 0, $"nothing after r{at}, the head is r{Head}");
                StoreWords.AssertSame(log[at..(at + page.Count)], page, $"after r{at}");
            }
            catch (DocumentDamagedException)
            {
                damaged++;
            }
        }

        Assert.True(damaged > 0, "no damage was found");
        for (var revision = 1; revision <= Head; revision += 10)
        {
            try
            {
                var found = await store.FindKeys(key, KeyOf(revision));
                Assert.True(found.Count == 1, $"{KeyOf(revision)} reads as never used");
            }
            catch (DocumentDamagedException)
            {
                damaged++;
            }
        }
    }

    private static async Task<AppendResult> ResultAsync(IDocumentStore store, Append append)
    {
        try
        {
            return await store.Append(append).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (DocumentDamagedException)
        {
            return AppendResult.StorageFailed;
        }
    }

    private static async Task AssertDamagedAsync(IDocumentStore store)
    {
        await Assert.ThrowsAsync<DocumentDamagedException>(async () => await store.Find(C1));
        await Assert.ThrowsAsync<DocumentDamagedException>(async () => await store.ReadAfter(C1, 0));
        await Assert.ThrowsAsync<DocumentDamagedException>(async () => await store.FindKeys(C1, KeyOf(11)));
    }

    /// <summary>A document whose commits r11 to r20 are missing from the journal, and one that is whole.</summary>
    private static async Task<SqliteHost> JournalWithoutSecondRowAsync()
    {
        var host = SqliteHost.With(new SqliteOptions { TailCommits = 1_000_000, TailBytes = 1 << 30 });
        for (var head = 0; head < 30; head += 10) await host.Store.Commit(Append(C1, head, 10));
        await host.Store.Commit(Append(Other, 0, 10));
        host.Close();
        host.Sql("DELETE FROM journal WHERE seq = 2");
        host.Reopen();
        return host;
    }

    /// <summary>Two documents with all their commits in runs, and both files in one.</summary>
    private static async Task<SqliteHost> ShelvedAsync()
    {
        var host = SqliteHost.With(new SqliteOptions { TailCommits = 50, ShelfStepBytes = 1 << 20 });
        for (var head = 0; head < Head; head += 100)
        {
            await host.Store.Commit(Append(C1, head, 100));
            await host.Store.Commit(Append(Other, head, 100));
        }

        await host.Store.Commit(Append(Key("last"), 0, 1));
        host.Reopen(); // The log file is copied into the database file.
        return host;
    }

    private static string[] AllKeys() => [.. Enumerable.Range(1, Head).Select(n => KeyOf(n))];
}
