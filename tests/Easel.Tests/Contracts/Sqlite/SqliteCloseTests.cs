namespace Easel.Tests.Contracts.Sqlite;

public class SqliteCloseTests
{
    [Fact]
    public void A_closed_store_opens_nothing_any_more()
    {
        for (var n = 0; n < 100; n++)
        {
            var host = SqliteHost.Calm();
            var folder = Path.GetDirectoryName(host.File)!;

            host.Dispose(); // What the start began, such as looking for unfinished erasures, may be in the middle.

            Assert.False(Directory.Exists(folder), $"round {n}");
        }
    }
}
