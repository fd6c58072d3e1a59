using Easel.Server.Operations;
using Easel.Server.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Easel.Tests.Server;

public class StoreHealthTests
{
    [Fact]
    public async Task HO3_The_store_is_asked_by_a_write_at_most_once_a_second()
    {
        var folder = Directory.CreateTempSubdirectory("easel-tests-").FullName;
        var clock = new SetClock();
        var store = SqliteDocumentStore.Open(Path.Combine(folder, "easel.db"), new SqliteOptions(), NullLogger.Instance);
        var health = new SqliteStoreHealth(store, clock);

        Assert.Null(await health.ProblemAsync(default));
        store.Dispose();
        clock.Ticks += TimeSpan.TicksPerSecond - 1;
        Assert.Null(await health.ProblemAsync(default)); // Still the answer from before.
        clock.Ticks += 1;
        Assert.Equal("The storage failed.", await health.ProblemAsync(default));
        Directory.Delete(folder, recursive: true);
    }

    private sealed class SetClock : TimeProvider
    {
        public long Ticks { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
