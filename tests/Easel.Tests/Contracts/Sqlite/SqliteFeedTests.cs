using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts.Sqlite;

public class SqliteFeedMigrationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TF4_A_folder_of_an_older_server_gets_an_order_document_by_document(bool isRestless)
    {
        using var host = isRestless ? SqliteHost.Restless() : SqliteHost.Calm();
        for (var n = 0; n < 60; n++)
            await host.Store.Commit(Append(Key($"c{n % 5}", n % 5 == 4 ? "t_b" : "t_a"), n / 5 * 2, 2));
        host.Close();
        foreach (var sql in (string[])["DROP TABLE feed", "DROP TABLE feed_tenant", "PRAGMA user_version = 1",
            "DROP TABLE erasing", "ALTER TABLE document DROP COLUMN floor",
            "DELETE FROM folder WHERE name = 'feed_through'"]) host.Sql(sql);

        host.Reopen();
        await host.Store.Commit(Append(Key("c0"), 24, 1));
        host.Reopen();

        var feed = await host.Store.Feed();
        FeedWords.AssertInOrder(feed);
        Assert.Equal((97, Key("c0"), new Revision(25)), (feed.Count, feed[^1].Document, feed[^1].Revision));
        Assert.Equal(24, (await host.Store.Feed("t_b")).Count);
    }

    [Fact]
    public async Task TF4_A_damaged_row_of_the_order_is_found_when_it_is_read()
    {
        using var host = SqliteHost.Restless();
        for (var n = 0; n < 60; n++) await host.Store.Commit(Append(Key(), n));
        host.Close();
        host.Sql("UPDATE feed SET runs = x'00' || substr(runs, 2) WHERE place = (SELECT min(place) FROM feed)");
        host.Reopen();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => host.Store.Feed());
    }
}
