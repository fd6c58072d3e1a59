using Easel.Documents;
using static Easel.Tests.Contracts.ErasureWords;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts.Sqlite;

/// <summary>Erasure as who has the disk sees it.</summary>
public class SqliteErasureFileTests
{
    private static readonly DocumentKey C1 = Key();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TF5_No_file_holds_what_was_erased(bool isRestless)
    {
        using var host = isRestless ? SqliteHost.Restless() : SqliteHost.Calm();
        await FillAsync(host);
        Assert.True(CountIn(FolderOf(host), Secret) > 0, "the search finds nothing");

        await host.Store.Erase(C1, 500);

        Assert.Equal(0, CountIn(FolderOf(host), Secret));
        host.Reopen();
        Assert.Equal(0, CountIn(FolderOf(host), Secret));
        Assert.Equal(500, (await host.Store.Log(C1)).Count(commit => commit.IsErased));
        Assert.Equal(0, CountIn(FolderOf(host), Secret));
    }

    [Fact]
    public async Task TF5_Without_writing_the_file_anew_its_free_space_would_tell()
    {
        using var host = SqliteHost.Restless();
        await FillAsync(host);
        host.Close();
        host.Sql("PRAGMA secure_delete = OFF");
        host.Sql("DELETE FROM run");
        host.Sql("DELETE FROM journal");
        host.Sql("PRAGMA wal_checkpoint(truncate)");

        Assert.True(CountIn(FolderOf(host), Secret) > 0, "a deletion is enough");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TF5_An_erasure_that_was_begun_is_finished_by_the_next_start(bool isRestless)
    {
        using var host = isRestless ? SqliteHost.Restless() : SqliteHost.Calm();
        await FillAsync(host);
        await host.Store.WriteSnapshot(C1, 500, [1]);
        host.Close();
        host.Sql("UPDATE document SET floor = 500 WHERE name = 'c1'");
        host.Sql("INSERT INTO erasing SELECT id, 500 FROM document WHERE name = 'c1'");

        host.Reopen();

        Assert.All(await host.Store.ReadAfter(C1, 0, 1 << 16), commit => Assert.True(commit.IsErased));
        while (host.Sql("SELECT count(*) FROM erasing") != "0") await Task.Delay(10);
        Assert.Equal(0, CountIn(FolderOf(host), Secret));
        Assert.Equal(500, (await host.Store.Log(C1)).Count(commit => commit.IsErased));
    }

    /// <summary>500 commits with secrets among as many of others, so that pages of the file are split and moved.
    /// </summary>
    private static async Task FillAsync(SqliteHost host)
    {
        Commit? last = null;
        for (var n = 0; n < 50; n++)
        {
            last = (await CommitAsync(host.Store, C1, 10, last))[^1];
            foreach (var id in (string[])["b", "d"]) await host.Store.Commit(Append(Key(id), 10 * n, 10));
            if (n % 10 == 5) await host.Store.WriteSnapshot(C1, 10 * n, System.Text.Encoding.UTF8.GetBytes(Secret));
        }
    }

    private static string FolderOf(SqliteHost host) => Path.GetDirectoryName(host.File)!;
}
